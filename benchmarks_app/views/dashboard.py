"""The front page: the 20 benchmarks, where their time stands, and what has been published on them."""

import datetime
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from benchmarks_app.models import (
    FIRST_SET,
    Benchmark,
    BenchmarkSet,
    Indicator,
    ProgressUpdate,
    StatusTotal,
)
from benchmarks_app.views import prefetching
from core.forms.clocks import Clocks
from core.views.clocks import clocks_of, there, with_both_clocks

# One number from each part of the report, so that the front page shows its breadth.
KEY_INDICATORS = [
    "prisoners",
    "people-in-mass-trials",
    "attacks-on-journalists",
    "detained-human-rights-defenders",
    "education-budget-share",
    "corruption-perceptions-index-rank",
]


@require_safe
@with_both_clocks
def dashboard(request: HttpRequest) -> HttpResponse:
    """Where the 20 benchmarks stand today, or stood then; other sets are named with a way to them."""
    context = standing_of_set(request, FIRST_SET)
    context |= {
        "indicators": key_indicators(request.user, clocks_of(request)),
        "other_sets": there(BenchmarkSet.objects.visible_to(request.user), request).beside_the_first(),
    }
    return render(request, "benchmarks_app/dashboard.html", context)


def standing_of_set(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Where the benchmarks of one set stand: by timeframe, in numbers, and what was published on them."""
    rows = (
        Benchmark.objects.visible_to(request.user)
        .filter(set__slug=slug)
        .select_related("timeframe")
        .order_by("timeframe__start", "number")
    )
    clocks = clocks_of(request)
    benchmarks = list(rows.prefetch_related(prefetching.assessments(request.user, clocks)))
    in_force = ProgressUpdate.objects.visible_to(request.user).in_force(**clocks.asked())
    updates = in_force.filter(benchmark__set__slug=slug)
    return {
        "timeframes": by_timeframe(benchmarks),
        "counts": counts(benchmarks, on=clocks.day),
        "totals": totals(request, slug),
        "updates": updates.with_everything_shown().order_by("-published_at")[:5],
        "day": clocks.day,
    }


def by_timeframe(benchmarks: list[Benchmark]) -> list[dict[str, Any]]:
    """The benchmarks under the timeframe each was given; the one most of them share stands first."""
    groups = groupby(sorted(benchmarks, key=lambda row: row.timeframe_id), key=lambda row: row.timeframe)
    listed = [{"timeframe": timeframe, "benchmarks": list(rows)} for timeframe, rows in groups]
    return sorted(listed, key=lambda group: -len(group["benchmarks"]))


def counts(benchmarks: list[Any], *, on: datetime.date) -> dict[str, int]:
    """How many benchmarks there are, whose time has ended, and that somebody has assessed."""
    return {
        "all": len(benchmarks),
        "ended": sum(row.timeframe.has_ended(on=on) for row in benchmarks),
        "assessed": sum(bool(row.assessments) for row in benchmarks),
    }


def totals(request: HttpRequest, slug: str) -> Any:
    """What the mandate had counted and published by the times asked for."""
    rows = StatusTotal.objects.visible_to(request.user).filter(set__slug=slug)
    return there(rows, request).with_citations()


def key_indicators(user: Any, clocks: Clocks) -> list[Indicator]:
    """The indicators of the front page in their order, with their observations."""
    rows = Indicator.objects.visible_to(user).filter(slug__in=KEY_INDICATORS)
    found = rows.select_related("benchmark").prefetch_related(prefetching.observations(user, clocks))
    return sorted(found, key=lambda row: KEY_INDICATORS.index(row.slug))
