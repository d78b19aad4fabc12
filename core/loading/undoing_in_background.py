"""Undoings that a worker plans and carries out: asked for by a page, and cancelled at any moment."""

import datetime
from collections import Counter
from itertools import islice

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import outbox
from core.errors import DomainError, RuleBroken, WrongState
from core.loading.applying import AT_ONCE
from core.loading.planning import admins_only
from core.loading.progress import Cancelled, telling
from core.loading.returning import Fate, Return
from core.loading.staged import held_at, not_cancelled, refuse_at
from core.loading.states import named
from core.loading.undoing import UndoPlan, plan_undo, refuse_conflicts, refuse_twice, undo_load
from core.models import Load, OutboxMessage, Undoing, UndoingRow, User

PLAN = "core.loading.undoing_in_background.plan_promised"
UNDO = "core.loading.undoing_in_background.undo_promised"
Stage, Kind = Undoing.Stage, UndoingRow.Kind
KINDS = {Fate.DELETED: Kind.DELETED, Fate.RETURNED: Kind.RETURNED, Fate.UNTOUCHED: Kind.UNTOUCHED}


@transaction.atomic
def begin(*, load: Load, by: User, at: datetime.datetime) -> Undoing:
    """Have it planned what undoing a load would do; who presses twice finds the one that goes on already."""
    admins_only(by)
    refuse_twice(load)
    if (going_on := load.undoings.going_on().first()) is not None:
        return going_on
    try:
        with transaction.atomic():
            undoing = Undoing.objects.create(load=load, asked_by=by, asked_at=at)
    except IntegrityError:  # somebody else began at the same moment
        return load.undoings.going_on().get()
    _promise(undoing, PLAN, at)
    return undoing


@transaction.atomic
def undo_planned(
    *,
    undoing: Undoing,
    fingerprint: str,
    reason: str,
    leave_conflicts: bool,
    by: User,
    at: datetime.datetime,
) -> None:
    """Have a load undone, as it was shown; what was edited since is left when told to, or it is refused."""
    admins_only(by)
    held = held_at(undoing, Stage.PLANNED)
    if held.fingerprint != fingerprint:
        raise WrongState(_("It was planned again since, with another outcome: look at the new plan."))
    if not reason.strip():
        raise RuleBroken(_("Say why this is undone: the history keeps it."), field="reason")
    refuse_conflicts(
        count=held.conflicts, nothing_is_left=held.nothing_is_left, leave_conflicts=leave_conflicts
    )
    held.stage, held.reason, held.undone_by = Stage.UNDOING, reason.strip(), by
    held.leave_conflicts = leave_conflicts
    held.rows_done = held.rows_in_all = 0
    held.save()
    _promise(held, UNDO, at)


@transaction.atomic
def cancel(*, undoing: Undoing, by: User, at: datetime.datetime) -> None:
    """Let go of an undoing that is not through yet; a worker that is at it writes nothing."""
    admins_only(by)
    held = held_at(undoing, Stage.PLANNING, Stage.PLANNED, Stage.UNDOING, Stage.REFUSED)
    held.stage, held.cancelled_by, held.ended_at = Stage.CANCELLED, by, at
    held.save()


@transaction.atomic
def try_again(*, undoing: Undoing, by: User, at: datetime.datetime) -> None:
    """Plan anew what was planned or refused; start again what was given up."""
    admins_only(by)
    held = held_at(undoing, Stage.PLANNED, Stage.REFUSED, *Undoing.UNDER_WAY)
    if held.is_under_way:
        outbox.retry(messages=work_for(held).filter(failed_at__isnull=False), by=by, at=at)
        return
    held.rows.all().delete()
    held.stage, held.problem, held.counts = Stage.PLANNING, "", {}
    held.rows_back = held.rows_done = held.rows_in_all = 0
    held.save()
    _promise(held, PLAN, at)


def work_for(undoing: Undoing) -> QuerySet[OutboxMessage]:
    """The work for this undoing that is not done."""
    asked = OutboxMessage.objects.filter(task__in=[PLAN, UNDO], arguments={"undoing": undoing.pk})
    return asked.filter(done_at__isnull=True)


def _promise(undoing: Undoing, task: str, at: datetime.datetime) -> None:
    outbox.promise(task=task, arguments={"undoing": undoing.pk}, at=at)


def plan_promised(*, message: OutboxMessage, at: datetime.datetime) -> None:
    """The worker's part: plan, and keep what the plan says."""
    undoing = _owed(message, Stage.PLANNING)
    if undoing is None:
        return
    try:
        with telling(undoing) as tell, transaction.atomic():
            plan = plan_undo(load=undoing.load, by=undoing.asked_by, tell=tell)
            _keep_plan(not_cancelled(undoing, Stage.PLANNING), plan)
    except Cancelled:
        return
    except DomainError as refusal:
        refuse_at(undoing, Stage.PLANNING, refusal)


def undo_promised(*, message: OutboxMessage, at: datetime.datetime) -> None:
    """The worker's part: undo what was planned, or say why it cannot be; never half of it."""
    undoing = _owed(message, Stage.UNDOING)
    if undoing is None or undoing.undone_by is None:
        return
    try:
        with telling(undoing) as tell, transaction.atomic():
            undo_load(
                load=undoing.load,
                fingerprint=undoing.fingerprint,
                reason=undoing.reason,
                by=undoing.undone_by,
                at=at,
                leave_conflicts=undoing.leave_conflicts,
                tell=tell,
            )
            held = not_cancelled(undoing, Stage.UNDOING)
            held.stage, held.ended_at = Stage.UNDONE, at
            held.save()
    except Cancelled:
        return
    except DomainError as refusal:
        refuse_at(undoing, Stage.UNDOING, refusal)


def _owed(message: OutboxMessage, stage: str) -> Undoing | None:
    """The undoing of a promise, if it is still at the stage at which that was made."""
    undoings = Undoing.objects.select_related("load", "asked_by", "undone_by")
    return undoings.filter(pk=message.arguments["undoing"], stage=stage).first()


def _keep_plan(held: Undoing, plan: UndoPlan) -> None:
    kinds: Counter[str] = Counter()
    rows = (_row(held, order, each) for order, each in enumerate(plan.returns, start=1))
    while some := list(islice(rows, AT_ONCE)):
        UndoingRow.objects.bulk_create(some)
        kinds.update(str(row.kind) for row in some)
    held.stage, held.counts, held.fingerprint = Stage.PLANNED, dict(kinds), plan.fingerprint
    held.rows_back = plan.rows_back
    held.rows_done = held.rows_in_all = len(plan.returns)
    held.save()


def _row(held: Undoing, order: int, each: Return) -> UndoingRow:
    return UndoingRow(
        undoing=held,
        order=order,
        kind=Kind.CONFLICT if each.conflicts else KINDS[each.fate],
        loaded=each.loaded,
        fields=[[name, named(now), named(then)] for name, now, then in each.fields],
        conflicts=[vars(conflict) for conflict in each.conflicts],
    )
