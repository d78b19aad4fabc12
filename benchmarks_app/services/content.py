"""What a progress update says, on its way in: checked here, whichever door it came through."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from benchmarks_app.models import (
    Benchmark,
    Evidence,
    Indicator,
    Measure,
    ProgressUpdate,
    ProposedObservation,
)
from benchmarks_app.services.checking import check_fields
from benchmarks_app.services.evidence import (
    EvidenceItem,
    copy_evidence,
    evidence_items,
    in_history,
    rows_seen_by,
    same_as_kept,
    write_evidence,
)
from core.errors import RuleBroken
from core.models import User
from core.permissions import Visitor

FIELDS = ("benchmark", "measure", "status", "trend", "assessor", "assessed_on", "narrative")


@dataclass(frozen=True)
class ObservationItem:
    """A number recorded with an update: a value of one of the benchmark's indicators."""

    indicator: Indicator
    period: str
    value: Decimal
    qualifier: str = "exact"
    out_of: int | None = None
    note: str = ""


@dataclass(frozen=True)
class UpdateContent:
    """What an assessor says about a benchmark, or one measure of it, at one time."""

    benchmark: Benchmark
    status: str
    assessor: str
    assessed_on: str
    narrative: str
    measure: Measure | None = None
    trend: str = ""
    evidence: tuple[EvidenceItem, ...] = ()
    observations: tuple[ObservationItem, ...] = ()

    def write_to(self, update: ProgressUpdate) -> None:
        """Put everything but the rows into the fields of `update`, unsaved."""
        for name in FIELDS:
            setattr(update, name, getattr(self, name))


def content_of(update: ProgressUpdate, *, seen_by: Visitor | None = None) -> UpdateContent:
    """What an update says, without what was erased; confidential rows only as this person sees them."""
    rows = update.proposed_observations.select_related("indicator")
    return UpdateContent(
        **{name: getattr(update, name) for name in FIELDS},
        evidence=evidence_items(rows_seen_by(update, seen_by)),
        observations=tuple(item_of(row, ObservationItem) for row in rows),
    )


def says_the_same(update: ProgressUpdate, content: UpdateContent, *, by: User) -> bool:
    """Whether an update that was just written by this person already says what they send again."""
    kept = content_of(update, seen_by=by)
    return kept == content and same_as_kept(kept.evidence, content.evidence)


def item_of(row: models.Model, kind: Any) -> Any:
    """A row as the item it was written from."""
    return kind(**{name: getattr(row, name) for name in kind.__dataclass_fields__})


def write(
    update: ProgressUpdate,
    content: UpdateContent,
    *,
    by: User,
    at: datetime.datetime,
    evidence_of: ProgressUpdate | None = None,
) -> None:
    """Check and save an update that is still being written, its rows replaced; raises RuleBroken.

    With `evidence_of` it rests on copies of that update's rows, whatever the content says of evidence.
    """
    content.write_to(update)
    check(update, content)
    update.save()
    if evidence_of:
        copy_evidence(evidence_of, update)
    else:
        write_evidence(update, content.evidence, by=by, at=at)
    _replace_observations(update, content.observations)


def check(update: ProgressUpdate, content: UpdateContent) -> None:
    """Refuse an update whose fields, measure or numbers do not fit, naming the field."""
    if update.measure and update.measure.benchmark_id != update.benchmark_id:
        message = _("Measure %(measure)s belongs to another benchmark.") % {"measure": update.measure.key}
        raise RuleBroken(message, field="measure")
    if not update.status and not content.observations:
        raise RuleBroken(_("Choose a status, or record at least one observation."), field="status")
    _check_observations(update, content.observations)
    check_fields(update)


def _check_observations(update: ProgressUpdate, items: Sequence[ObservationItem]) -> None:
    seen = set()
    for order, item in enumerate(items, start=1):
        if item.indicator.benchmark_id != update.benchmark_id:
            message = _("“%(indicator)s” is an indicator of another benchmark.")
            raise RuleBroken(message % {"indicator": item.indicator}, field=f"observations.{order}.indicator")
        if (item.indicator.pk, item.period) in seen:
            raise RuleBroken(
                _("This indicator has a value for this period already."), field=f"observations.{order}.period"
            )
        seen.add((item.indicator.pk, item.period))


def _replace_observations(update: ProgressUpdate, items: Sequence[ObservationItem]) -> None:
    made = []
    for order, item in enumerate(items, start=1):
        row = ProposedObservation(update=update, order=order, **vars(item))
        check_fields(row, prefix=f"observations.{order}.")
        made.append(row)
    update.proposed_observations.all().delete()
    ProposedObservation.objects.bulk_create(made)


def snapshot(update: ProgressUpdate) -> dict[str, Any]:
    """How an update looks now, for the history."""
    fields = ("status", "trend", "assessor", "assessed_on", "narrative", "state", "version")
    more = ("review_note", "names_nobody_confirmed", "withdrawal_reason")
    state: dict[str, Any] = {name: getattr(update, name) for name in (*fields, *more)}
    state["benchmark"] = update.benchmark.number if update.benchmark.is_of_first_set else update.benchmark.key
    state["measure"] = update.measure.key if update.measure else None
    state["supersedes"] = update.supersedes_id
    rows = Evidence.objects.filter(update=update).standing().select_related("document", "file")
    state["evidence"] = in_history(rows.order_by("order"))
    state["observations"] = [_readable(item) for item in content_of(update).observations]
    return state


def _readable(item: Any) -> dict[str, Any]:
    """An item with rows named by their keys and numbers as text."""
    named = {name: getattr(value, "slug", value) for name, value in vars(item).items()}
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in named.items()}
