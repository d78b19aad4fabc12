"""What a progress update says, on its way in: checked here, whichever door it came through."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
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
from core.errors import RuleBroken
from core.models import Document

FIELDS = ("benchmark", "measure", "status", "trend", "assessor", "assessed_on", "narrative")


@dataclass(frozen=True)
class EvidenceItem:
    """One thing an update rests on; source and information are judged apart, or not yet."""

    description: str
    origin: str
    document: Document | None = None
    url: str = ""
    dated: str = ""
    visibility: str = Evidence.Visibility.PUBLIC
    reliability: str = ""
    validity: str = ""


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


def content_of(update: ProgressUpdate) -> UpdateContent:
    """What an update says, read back."""
    evidence = (item_of(row, EvidenceItem) for row in update.evidence.select_related("document"))
    rows = update.proposed_observations.select_related("indicator")
    observations = (item_of(row, ObservationItem) for row in rows)
    fields = {name: getattr(update, name) for name in FIELDS}
    return UpdateContent(**fields, evidence=tuple(evidence), observations=tuple(observations))


def item_of(row: models.Model, kind: Any) -> Any:
    """A row as the item it was written from."""
    return kind(**{name: getattr(row, name) for name in kind.__dataclass_fields__})


def write(update: ProgressUpdate, content: UpdateContent) -> None:
    """Check and save an update that is still being written, its rows replaced; raises RuleBroken."""
    content.write_to(update)
    check(update, content)
    update.save()
    _replace(update.evidence, Evidence, content.evidence, "evidence")
    _replace(update.proposed_observations, ProposedObservation, content.observations, "observations")


def check(update: ProgressUpdate, content: UpdateContent) -> None:
    """Refuse an update whose fields, measure or numbers do not fit, naming the field."""
    if update.measure and update.measure.benchmark_id != update.benchmark_id:
        message = _("Measure %(measure)s belongs to another benchmark.") % {"measure": update.measure.key}
        raise RuleBroken(message, field="measure")
    if not update.status and not content.observations:
        raise RuleBroken(_("Choose a status, or record at least one observation."), field="status")
    _check_observations(update, content.observations)
    _check_fields(update)


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


def _check_fields(row: models.Model, prefix: str = "") -> None:
    try:
        row.full_clean(validate_constraints=False, validate_unique=False)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise RuleBroken(messages[0], field=f"{prefix}{field}") from error


def _replace(rows: Any, model: type[models.Model], items: Sequence[Any], name: str) -> None:
    made: list[Any] = []
    for order, item in enumerate(items, start=1):
        row = model(update=rows.instance, order=order, **vars(item))
        _check_fields(row, prefix=f"{name}.{order}.")
        made.append(row)
    rows.all().delete()
    model._default_manager.bulk_create(made)


def snapshot(update: ProgressUpdate) -> dict[str, Any]:
    """How an update looks now, for the history."""
    fields = ("status", "trend", "assessor", "assessed_on", "narrative", "state", "version")
    more = ("review_note", "names_nobody_confirmed", "withdrawal_reason")
    state: dict[str, Any] = {name: getattr(update, name) for name in (*fields, *more)}
    state["benchmark"] = update.benchmark.number
    state["measure"] = update.measure.key if update.measure else None
    state["supersedes"] = update.supersedes_id
    content = content_of(update)
    state["evidence"] = [_readable(item) for item in content.evidence]
    state["observations"] = [_readable(item) for item in content.observations]
    return state


def _readable(item: Any) -> dict[str, Any]:
    """An item with rows named by their keys and numbers as text."""
    named = {name: getattr(value, "slug", value) for name, value in vars(item).items()}
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in named.items()}
