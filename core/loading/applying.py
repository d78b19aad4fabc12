"""Applies a plan: every row of it, what follows from it, one history entry, or nothing at all."""

import datetime
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from core import history, search_index
from core.errors import RuleBroken, WrongState
from core.loading.effects import Kind
from core.loading.given import BroughtFile
from core.loading.planning import Plan, Tell, admins_only, carry_out, refuse_unless_whole, untold
from core.models import Load, LoadedRow, Undoing, User

LOADED = "loaded"
AT_ONCE = 1000


@transaction.atomic
def apply_plan(
    *,
    files: Sequence[BroughtFile],
    fingerprint: str,
    reason: str,
    by: User,
    at: datetime.datetime,
    whole: Iterable[str] = (),
    tell: Tell = untold,
) -> Load | None:
    """Load these files, if they still do what the plan of this fingerprint said; None if that is nothing."""
    admins_only(by)
    refuse_unless_whole(files, whole)
    if not reason.strip():
        raise RuleBroken(_("Say why this is loaded: the history keeps it."), field="reason")
    refuse_while_undone([file.sha256 for file in files])
    plan = carry_out(files, tell)
    _refuse(plan, fingerprint)
    if not plan.changes_something:
        return None
    load = _kept(plan, reason.strip(), by, at)
    follow(at=at)
    kept = {"files": load.files, "rows": plan.counts, "plan": load.fingerprint}
    history.record(action=LOADED, subject=load, before=None, after=kept, by=by, at=at, reason=load.reason)
    return load


def refuse_while_undone(fingerprints: Sequence[str]) -> None:
    """Raise where a load of one of the files with these SHA-256 is being undone at this moment."""
    going_back = Load.objects.filter(undoings__stage=Undoing.Stage.UNDOING).values_list("files", flat=True)
    if any(file["sha256"] in fingerprints for files in going_back for file in files):
        raise WrongState(
            _("A load of this file is being undone: wait until that is through, and plan again.")
        )


def _refuse(plan: Plan, fingerprint: str) -> None:
    """Raise where a row cannot come in, or where the plan is another by now."""
    if plan.fingerprint != fingerprint:
        raise WrongState(_("What this would change has changed since it was planned: plan again."))
    if first := next(plan.of(Kind.REFUSED), None):
        said = _("Nothing was loaded: %(count)s rows are refused, the first at %(place)s.")
        count = plan.counts[Kind.REFUSED]
        raise RuleBroken(said % {"count": count, "place": first.problems[0].place})


def _kept(plan: Plan, reason: str, by: User, at: datetime.datetime) -> Load:
    load = Load.objects.create(
        files=[file.described for file in plan.files],
        reason=reason,
        loaded_at=at,
        loaded_by=by,
        rows_new=plan.counts[Kind.NEW],
        rows_changed=plan.counts[Kind.CHANGED],
        rows_unchanged=plan.counts[Kind.UNCHANGED],
        fingerprint=plan.fingerprint,
    )
    touched = enumerate(plan.of(Kind.NEW, Kind.CHANGED), start=1)
    rows = (_row(load, order, effect) for order, effect in touched)
    while some := list(islice(rows, AT_ONCE)):
        LoadedRow.objects.bulk_create(some)
    return load


def _row(load: Load, order: int, effect: Any) -> LoadedRow:
    return LoadedRow(
        load=load,
        order=order,
        model=effect.model.lower(),
        object_id=effect.pk,
        name=effect.name,
        was_added=effect.kind is Kind.NEW,
        before=effect.before,
        after=effect.after,
    )


def follow(*, at: datetime.datetime) -> None:
    """Bring everything up to date that is worked out from content: the search, and what apps add."""
    search_index.refresh_everything()
    for path in settings.AFTER_LOADING:
        import_string(path)(at=at)
