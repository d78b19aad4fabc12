"""What became public since a moment: updates, corrections, withdrawals, numbers, grades and content."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from benchmarks_app.models import (
    Benchmark,
    BenchmarkRecommendation,
    Case,
    CaseFigure,
    FollowUpGrade,
    Indicator,
    LegalInstrument,
    Measure,
    Observation,
    ProgressUpdate,
    Recommendation,
)
from core.content_changes import (
    ACTIONS,
    DELETED,
    LoadedKind,
    changed_fields,
    kinds_loaded,
    name_of,
    public_changes,
    public_loads,
)
from core.models import HistoryEntry, LoadedRow
from core.permissions import Visitor

# By which relation each kind of content belongs to a benchmark.
ABOUT_A_BENCHMARK: dict[type[Model], str] = {
    Benchmark: "pk",
    Measure: "benchmark",
    Indicator: "benchmark",
    Observation: "indicator__benchmark",
    Recommendation: "benchmarks",
    BenchmarkRecommendation: "benchmark",
    LegalInstrument: "benchmarks",
    Case: "benchmarks",
    CaseFigure: "case__benchmarks",
}


Between = tuple[datetime.datetime, datetime.datetime | None]


@dataclass(frozen=True)
class Change:
    """One thing that became public: when, of which kind, the row that says more, and what a load did."""

    at: datetime.datetime
    kind: str
    row: Any
    loaded: Sequence[LoadedKind] = ()

    @property
    def done(self) -> str:
        """What an admin did to content: "added", "changed" or "deleted"."""
        return {action: action.partition(" ")[0] for action in ACTIONS}.get(self.row.action, "")

    @property
    def shown(self) -> dict[str, Any]:
        """How changed content looks now, or looked last."""
        return self.row.after or self.row.before or {}

    @property
    def page(self) -> str:
        """The path of the page of changed content; none when it was deleted."""
        return (self.row.after or {}).get("page", "")

    @property
    def fields(self) -> list[str]:
        """The names of the fields that an admin changed."""
        return changed_fields(self.row)


def changes_since(
    moment: datetime.datetime,
    user: Visitor,
    benchmark: Benchmark | None = None,
    *,
    until: datetime.datetime | None = None,
) -> QuerySet:
    """Rows of (moment, kind, pk), newest first, to be cut into pages and then passed to `read`."""
    updates, observations, grades, content, loads = _public_rows(user, benchmark)
    published = updates.filter(supersedes__isnull=True)
    between = (moment, until)
    first, *others = (
        _moments("published", published, "published_at", between),
        _moments("corrected", updates.filter(supersedes__isnull=False), "published_at", between),
        _moments("withdrawn", updates, "withdrawn_at", between),
        _moments("observed", observations, "update__published_at", between),
        _moments("graded", grades, "recorded_at", between),
        _moments("edited", content, "at", between),
        _moments("loaded", loads, "loaded_at", between),
        _moments("undone", loads, "undone_at", between),
    )
    return first.union(*others, all=True).order_by("-moment", "kind", "-pk")


def _public_rows(user: Visitor, benchmark: Benchmark | None) -> tuple[Any, ...]:
    """Updates, observations, grades, edits and loads that this person may see, about a benchmark if asked."""
    updates = ProgressUpdate.objects.visible_to(user)
    observations = Observation.objects.visible_to(user)
    grades, content = FollowUpGrade.objects.visible_to(user), public_changes()
    loads = public_loads()
    if benchmark:
        updates = updates.filter(benchmark=benchmark)
        observations = observations.filter(indicator__benchmark=benchmark)
        grades = grades.filter(recommendation__benchmarks=benchmark)
        content = content.filter(about(benchmark))
        loads = loads.filter(pk__in=loaded_rows_of(benchmark).values("load"))
    return updates, observations, grades, content, loads


def _moments(kind: str, rows: Any, at: str, between: Between) -> QuerySet:
    since, until = between
    found = rows.order_by().filter((f"{at}__gte", since))
    found = found.filter((f"{at}__lte", until)) if until else found
    named = found.annotate(moment=F(at), kind=Value(kind, output_field=CharField()))
    return named.values_list("moment", "kind", "pk")


def about(benchmark: Benchmark) -> Q:
    """The changes of a benchmark and of what hangs on it; of what was deleted, what said so itself."""
    wanted = Q(action=DELETED, before__benchmark=name_of(benchmark))
    for model, rows in hanging_on(benchmark):
        keys = rows.annotate(as_text=Cast("pk", TextField())).values("as_text")
        wanted |= Q(subject_type=model._meta.model_name, subject_key__in=keys)
    return wanted


def loaded_rows_of(benchmark: Benchmark) -> QuerySet:
    """What loads did to a benchmark and what hangs on it; of what is gone since, what said so itself."""
    wanted = Q(was_added=True, after__benchmark__name=str(benchmark.number))
    for model, rows in hanging_on(benchmark):
        wanted |= Q(model=model._meta.label_lower, object_id__in=rows.values("pk"))
    return LoadedRow.objects.order_by().filter(wanted)


def hanging_on(benchmark: Benchmark) -> Iterator[tuple[type[Model], QuerySet]]:
    """The rows that belong to a benchmark, itself too, by kind."""
    for model, path in ABOUT_A_BENCHMARK.items():
        yield model, model._default_manager.order_by().filter(**{path: benchmark.pk})


def read(found: list[tuple[datetime.datetime, str, int]]) -> list[Change]:
    """The changes of one page with their rows, in a fixed number of queries."""
    rows = {
        name: source.in_bulk([pk for _, kind, pk in found if SOURCES[kind] == name])
        for name, source in _sources().items()
    }
    did = kinds_loaded(rows["load"]) if rows["load"] else {}
    return [
        Change(at, kind, rows[SOURCES[kind]][pk], did.get(pk, []) if SOURCES[kind] == "load" else ())
        for at, kind, pk in found
    ]


SOURCES = {
    "published": "update",
    "corrected": "update",
    "withdrawn": "update",
    "observed": "observation",
    "graded": "grade",
    "edited": "entry",
    "loaded": "load",
    "undone": "load",
}


def _sources() -> dict[str, Any]:
    return {
        "update": ProgressUpdate.objects.with_everything_shown(),
        "observation": Observation.objects.select_related("indicator__benchmark", "update"),
        "grade": FollowUpGrade.objects.select_related("recommendation__document", "source__document"),
        "entry": HistoryEntry.objects.defer("reason"),
        "load": public_loads(),
    }
