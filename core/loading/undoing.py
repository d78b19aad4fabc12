"""Undoes a load: its own effects go, and what was done since stays and is shown as a conflict."""

import datetime
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import history
from core.errors import RuleBroken, WrongState
from core.loading.applying import follow
from core.loading.planning import admins_only
from core.loading.returning import Fate, Return
from core.loading.returning_together import take_back_all
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


def plan_undo(*, load: Load, by: User) -> UndoPlan:
    """What undoing this load would do now; nothing stays written."""
    admins_only(by)
    with transaction.atomic():
        plan = _carried_out(load)
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
) -> UndoPlan:
    """Take a load back, if that still does what the plan of this fingerprint said.

    Where somebody has edited since, it is refused, unless these fields are to be left as they are.
    """
    admins_only(by)
    held = Load.objects.select_for_update().get(pk=load.pk)
    if not reason.strip():
        raise RuleBroken(_("Say why this is undone: the history keeps it."), field="reason")
    plan = _carried_out(held)
    if plan.fingerprint != fingerprint:
        raise WrongState(_("What this would change has changed since it was planned: plan again."))
    if plan.conflicts and not leave_conflicts:
        said = _("Nothing was undone: %(count)s rows were edited since.") % {"count": len(plan.conflicts)}
        raise WrongState(said)
    _finish(plan, reason.strip(), by, at)
    return plan


def _carried_out(load: Load) -> UndoPlan:
    """Take back every row that can be, the last first, in the caller's transaction."""
    if load.undone_at is not None:
        raise WrongState(_("This load was undone already."))
    return UndoPlan(load, tuple(take_back_all(load.rows.order_by("-order"))))


def _finish(plan: UndoPlan, reason: str, by: User, at: datetime.datetime) -> None:
    load = plan.load
    load.undone_at, load.undone_by = at, by
    load.save(update_fields=["undone_at", "undone_by"])
    follow(at=at)
    kept = {"files": load.files, "rows": plan.counts, "left": _left(plan)}
    history.record(action=UNDONE, subject=load, before=None, after=kept, by=by, at=at, reason=reason)


def _left(plan: UndoPlan) -> list[dict[str, Any]]:
    """What stays as it is, row by row."""
    return [
        {"row": str(each.loaded), "fields": [conflict.field for conflict in each.conflicts]}
        for each in plan.conflicts
    ]
