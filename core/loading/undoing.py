"""Undoes a load: its own effects go, and what was done since stays and is shown as a conflict."""

import datetime
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import history
from core.errors import RuleBroken, WrongState
from core.loading.applying import follow
from core.loading.planning import Tell, admins_only, untold
from core.loading.returning import Fate, Return
from core.loading.returning_together import ROWS_AT_ONCE, take_back_all
from core.models import Load, User

UNDONE = "load undone"


@dataclass(frozen=True)
class UndoPlan:
    """What undoing a load does to each of its rows, against the database as it is now."""

    load: Load
    returns: tuple[Return, ...]

    @property
    def conflicts(self) -> list[Return]:
        """The rows of which something cannot go back."""
        return [each for each in self.returns if each.conflicts]

    @property
    def rows_back(self) -> int:
        """How many rows are deleted, or get a field back."""
        return sum(each.fate is not Fate.UNTOUCHED for each in self.returns)

    @property
    def nothing_is_left(self) -> bool:
        """Whether all of it that did not go back yet was edited since: then there is nothing to undo."""
        return bool(self.conflicts) and not self.rows_back

    @property
    def counts(self) -> dict[str, int]:
        """How many rows are deleted, returned and left, and how many conflicts there are."""
        fates = [each.fate for each in self.returns]
        said = {fate.value: fates.count(fate) for fate in Fate}
        return {**said, "conflicts": sum(len(each.conflicts) for each in self.returns)}

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of all of it: another one as soon as anything of it has changed."""
        said = [self.load.pk, [each.said for each in self.returns]]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def plan_undo(*, load: Load, by: User, tell: Tell = untold) -> UndoPlan:
    """What undoing this load would do now; nothing stays written.

    `tell` is told now and then how many rows are done of how many, and may end the work by raising.
    """
    admins_only(by)
    with transaction.atomic():
        plan = _carried_out(load, tell)
        transaction.set_rollback(True)
    return plan


@transaction.atomic
def undo_load(
    *,
    load: Load,
    fingerprint: str,
    reason: str,
    by: User,
    at: datetime.datetime,
    leave_conflicts: bool = False,
    tell: Tell = untold,
) -> UndoPlan:
    """Take a load back, if that still does what the plan of this fingerprint said.

    Where somebody has edited since, it is refused, unless these fields are to be left as they are; and also
    then where nothing else would go back, so that it can still be undone once the edits were undone by hand.
    """
    admins_only(by)
    held = Load.objects.select_for_update(no_key=True).get(pk=load.pk)
    if not reason.strip():
        raise RuleBroken(_("Say why this is undone: the history keeps it."), field="reason")
    plan = _carried_out(held, tell)
    if plan.fingerprint != fingerprint:
        raise WrongState(_("What this would change has changed since it was planned: plan again."))
    refuse_conflicts(
        count=len(plan.conflicts), nothing_is_left=plan.nothing_is_left, leave_conflicts=leave_conflicts
    )
    _finish(plan, reason.strip(), by, at)
    return plan


def refuse_conflicts(*, count: int, nothing_is_left: bool, leave_conflicts: bool) -> None:
    """Raise where somebody's later work is in the way, or leaves nothing to take back."""
    if nothing_is_left:
        said = ngettext(
            "Nothing is left to take back: %(count)s row was edited since. The load stays as it is.",
            "Nothing is left to take back: %(count)s rows were edited since. The load stays as it is.",
            count,
        )
        raise WrongState(said % {"count": count})
    if count and not leave_conflicts:
        said = ngettext(
            "Nothing was undone: %(count)s row was edited since.",
            "Nothing was undone: %(count)s rows were edited since.",
            count,
        )
        raise WrongState(said % {"count": count})


def refuse_twice(load: Load) -> None:
    """Raise where a load is undone already."""
    if load.undone_at is not None:
        raise WrongState(_("This load was undone already."))


def _carried_out(load: Load, tell: Tell) -> UndoPlan:
    """Take back every row that can be, the last first, in the caller's transaction."""
    refuse_twice(load)
    rows, of = load.rows.order_by("-order"), load.rows.count()
    tell(0, of)
    returns = []
    for done, each in enumerate(take_back_all(rows), start=1):
        returns.append(each)
        if done % ROWS_AT_ONCE == 0 or done == of:
            tell(done, of)
    return UndoPlan(load, tuple(returns))


def _finish(plan: UndoPlan, reason: str, by: User, at: datetime.datetime) -> None:
    load = plan.load
    load.undone_at, load.undone_by, load.rows_left = at, by, len(plan.conflicts)
    load.save(update_fields=["undone_at", "undone_by", "rows_left"])
    follow(at=at)
    kept = {"files": load.files, "rows": plan.counts, "left": _left(plan)}
    history.record(action=UNDONE, subject=load, before=None, after=kept, by=by, at=at, reason=reason)


def _left(plan: UndoPlan) -> list[dict[str, Any]]:
    """What stays as it is, row by row."""
    return [
        {"row": str(each.loaded), "fields": [conflict.field for conflict in each.conflicts]}
        for each in plan.conflicts
    ]
