"""What asks for a monitor's attention: judgements missing or old, time running out, old numbers."""

import datetime
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from benchmarks_app.assessments import is_stale
from benchmarks_app.models import Benchmark, Indicator, Observation, ProgressUpdate
from benchmarks_app.views import prefetching

SOON = datetime.timedelta(days=183)


@dataclass(frozen=True)
class Attention:
    """One benchmark with what is due on it today."""

    benchmark: Benchmark
    latest: ProgressUpdate | None
    indicators_due: list[Indicator]
    today: datetime.date

    @property
    def is_missing(self) -> bool:
        """Whether nobody has judged it."""
        return self.latest is None

    @property
    def is_stale(self) -> bool:
        """Whether the newest judgement is older than a year."""
        return self.latest is not None and is_stale(self.latest.assessed_on, on=self.today)

    @property
    def has_ended(self) -> bool:
        """Whether its timeframe is over."""
        return self.benchmark.timeframe.has_ended(on=self.today)

    @property
    def ends_soon(self) -> bool:
        """Whether its timeframe ends within half a year."""
        return not self.has_ended and self.benchmark.timeframe.end <= self.today + SOON

    @property
    def is_due(self) -> bool:
        """Whether anything at all is asked for."""
        judgement_due = self.is_missing or self.is_stale
        return judgement_due or bool(self.indicators_due) or self.ends_soon


def attention(user: Any, *, today: datetime.date) -> list[Attention]:
    """Every benchmark with what is due on it, in the order of the report."""
    rows: Any = Benchmark.objects.visible_to(user).select_related("timeframe")
    due = indicators_due(user, today=today)
    return [
        Attention(row, next(iter(row.assessments), None), due.get(row.pk, []), today)
        for row in rows.prefetch_related(prefetching.assessments(user))
    ]


def indicators_due(user: Any, *, today: datetime.date) -> dict[int, list[Indicator]]:
    """By benchmark, the indicators that nobody has observed in the last year."""
    observed = Observation.objects.visible_to(user).order_by("indicator").values_list("indicator", "period")
    fresh = {
        indicator
        for indicator, found in groupby(observed, key=lambda row: row[0])
        if any(not is_stale(period.rpartition("/")[2], on=today) for _, period in found)
    }
    rows = (
        Indicator.objects.visible_to(user)
        .exclude(pk__in=fresh)
        .order_by("benchmark__set_id", "benchmark__number", "slug")
    )
    return {key: list(found) for key, found in groupby(rows, key=lambda row: row.benchmark_id)}


def tally(rows: list[Attention]) -> dict[str, int]:
    """How many benchmarks ask for what."""
    return {
        "missing": sum(row.is_missing for row in rows),
        "stale": sum(row.is_stale for row in rows),
        "ended": sum(row.has_ended for row in rows),
        "ending": sum(row.ends_soon for row in rows),
        "indicators": sum(len(row.indicators_due) for row in rows),
    }
