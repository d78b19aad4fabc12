"""Loads that a worker plans and applies: asked for by a page, and cancelled at any moment."""

import datetime
from collections import Counter
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from core import outbox
from core.errors import DomainError, RuleBroken, WrongState
from core.loading.applying import AT_ONCE, apply_plan, refuse_while_undone
from core.loading.effects import Effect, Kind
from core.loading.given import BroughtFile
from core.loading.planning import Plan, admins_only, make_plan, refuse_unless_whole
from core.loading.progress import Cancelled, telling
from core.loading.reading import is_document, is_file_of_rows, left_out, read
from core.loading.staged import held_at, not_cancelled, refuse_at
from core.models import OutboxMessage, PlannedLoad, PlannedRow, User

PLAN = "core.loading.in_background.plan_promised"
APPLY = "core.loading.in_background.apply_promised"
Stage = PlannedLoad.Stage


@transaction.atomic
def bring(*, file: BroughtFile, whole: bool, by: User, at: datetime.datetime) -> PlannedLoad:
    """Take a file to be planned; refused at once is what is too large, altered or vouched for by nobody.

    So is a document that cannot be read, and a file of an unknown kind; rows are read by the worker alone.
    """
    admins_only(by)
    refuse_unless_whole([file], [file.name] if whole else [])
    if not is_file_of_rows(file):
        read(file)
    planned = PlannedLoad.objects.create(name=file.name, content=file.content, brought_by=by, brought_at=at)
    _promise(planned, PLAN, at)
    return planned


@transaction.atomic
def apply_planned(*, planned: PlannedLoad, reason: str, by: User, at: datetime.datetime) -> None:
    """Have a plan applied, as it was shown."""
    admins_only(by)
    held = held_at(planned, Stage.PLANNED)
    if not reason.strip():
        raise RuleBroken(_("Say why this is loaded: the history keeps it."), field="reason")
    if held.refused or not held.changes_something:
        raise WrongState(_("There is nothing here that can be applied."))
    refuse_while_undone([_file(held).sha256])
    held.stage, held.reason, held.applied_by, held.rows_done = Stage.APPLYING, reason.strip(), by, 0
    held.save(update_fields=["stage", "reason", "applied_by", "rows_done"])
    _promise(held, APPLY, at)


@transaction.atomic
def cancel(*, planned: PlannedLoad, by: User, at: datetime.datetime) -> None:
    """Let go of a load that is not applied yet; a worker that is at it writes nothing."""
    admins_only(by)
    held = held_at(planned, Stage.PLANNING, Stage.PLANNED, Stage.APPLYING, Stage.REFUSED)
    held.cancelled_by = by
    _end(held, Stage.CANCELLED, at)


@transaction.atomic
def try_again(*, planned: PlannedLoad, by: User, at: datetime.datetime) -> None:
    """Plan anew what was planned or refused; start again what was given up."""
    admins_only(by)
    held = held_at(planned, Stage.PLANNED, Stage.REFUSED, *PlannedLoad.UNDER_WAY)
    if held.is_under_way:
        outbox.retry(messages=work_given_up(held), by=by, at=at)
        return
    held.rows.all().delete()
    held.stage, held.problem, held.counts, held.left_out, held.rows_done = Stage.PLANNING, "", {}, [], 0
    held.save(update_fields=["stage", "problem", "counts", "left_out", "rows_done"])
    _promise(held, PLAN, at)


def work_given_up(planned: PlannedLoad) -> list[OutboxMessage]:
    """The work for this load that failed too often."""
    asked = OutboxMessage.objects.filter(task__in=[PLAN, APPLY], arguments={"planned_load": planned.pk})
    return list(asked.filter(failed_at__isnull=False))


def _promise(planned: PlannedLoad, task: str, at: datetime.datetime) -> None:
    outbox.promise(task=task, arguments={"planned_load": planned.pk}, at=at)


def _end(held: PlannedLoad, stage: str, at: datetime.datetime) -> None:
    held.stage, held.ended_at, held.content = stage, at, b""
    held.save()


def plan_promised(*, message: OutboxMessage, at: datetime.datetime) -> None:
    """The worker's part: plan, and keep what the plan says."""
    planned = _owed(message, Stage.PLANNING)
    if planned is None:
        return
    try:
        with telling(planned) as tell, transaction.atomic():
            file = _file(planned)
            plan = make_plan(files=[file], by=planned.brought_by, whole=[file.name], tell=tell)
            _keep_plan(not_cancelled(planned, Stage.PLANNING), file, plan)
    except Cancelled:
        return
    except DomainError as refusal:
        refuse_at(planned, Stage.PLANNING, refusal)


def apply_promised(*, message: OutboxMessage, at: datetime.datetime) -> None:
    """The worker's part: apply what was planned, or say why it cannot be; never half of it."""
    planned = _owed(message, Stage.APPLYING)
    if planned is None or planned.applied_by is None:
        return
    file = _file(planned)
    try:
        with telling(planned) as tell, transaction.atomic():
            load = apply_plan(
                files=[file],
                fingerprint=planned.fingerprint,
                reason=planned.reason,
                by=planned.applied_by,
                at=at,
                whole=[file.name],
                tell=tell,
            )
            held = not_cancelled(planned, Stage.APPLYING)
            held.load = load
            _end(held, Stage.APPLIED, at)
    except Cancelled:
        return
    except DomainError as refusal:
        refuse_at(planned, Stage.APPLYING, refusal)


def _owed(message: OutboxMessage, stage: str) -> PlannedLoad | None:
    """The load of a promise, if it is still at the stage at which that was made."""
    loads = PlannedLoad.objects.select_related("brought_by", "applied_by")
    return loads.filter(pk=message.arguments["planned_load"], stage=stage).first()


def _file(planned: PlannedLoad) -> BroughtFile:
    return BroughtFile(planned.name, bytes(planned.content))


def _keep_plan(held: PlannedLoad, file: BroughtFile, plan: Plan) -> None:
    kinds: Counter[str] = Counter()
    rows = (_row(held, order, effect, file) for order, effect in enumerate(plan.effects, start=1))
    while some := list(islice(rows, AT_ONCE)):
        PlannedRow.objects.bulk_create(some)
        kinds.update(str(row.kind) for row in some)
    held.stage, held.counts, held.fingerprint = Stage.PLANNED, dict(kinds), plan.fingerprint
    held.left_out = [{"label": str(each.label), "reason": str(each.reason)} for each in left_out(file)]
    held.rows_done = held.rows_in_all = len(plan.effects)
    held.save(update_fields=["stage", "counts", "left_out", "fingerprint", "rows_done", "rows_in_all"])


def _row(held: PlannedLoad, order: int, effect: Effect, file: BroughtFile) -> PlannedRow:
    problems = [
        {"field": each.field, "reason": str(each.reason), "place": str(each.place)}
        for each in effect.problems
    ]
    return PlannedRow(
        planned=held,
        order=order,
        kind=_kind(effect, file),
        model=effect.model.lower()[:200],
        name=effect.name,
        line=effect.place.line,
        place=str(effect.place),
        was_added=effect.kind is Kind.NEW,
        before=effect.before,
        after=effect.after,
        problems=problems,
    )


def _kind(effect: Effect, file: BroughtFile) -> str:
    """As the plan has it; what a document changes and what it fills in are told apart."""
    if effect.kind is Kind.CHANGED and is_document(file) and not any(effect.before.values()):
        return PlannedRow.Kind.FILLED.value
    return effect.kind.value
