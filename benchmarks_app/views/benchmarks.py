"""The list of benchmarks, and each one with all that hangs on it."""

from typing import Any

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from benchmarks_app.assessments import disagreement, latest_by_assessor
from benchmarks_app.models import (
    FIRST_SET,
    Benchmark,
    BenchmarkRecommendation,
    BenchmarkSet,
    Case,
    Indicator,
    LegalInstrument,
    Measure,
    ProgressUpdate,
)
from benchmarks_app.views import prefetching
from benchmarks_app.views.filters import BenchmarkFilter
from core.forms.clocks import Clocks
from core.models import Document
from core.views.clocks import clocks_of, with_both_clocks


@require_safe
@with_both_clocks
def benchmark_list(request: HttpRequest) -> HttpResponse:
    """The benchmarks of the first set, by theme, timeframe or status; and as known then, if asked."""
    return list_of_set(request)


def list_of_set(request: HttpRequest, of_set: BenchmarkSet | None = None) -> HttpResponse:
    """The benchmarks of a set; without one, of the first."""
    form = BenchmarkFilter(request.GET, of_set=of_set.slug if of_set else FIRST_SET)
    clocks = clocks_of(request)
    rows = Benchmark.objects.visible_to(request.user).with_current_status(**clocks.asked())
    shown: Any = form.narrow(rows.select_related("timeframe")).prefetch_related(
        prefetching.themes(request.user), prefetching.assessments(request.user, clocks)
    )
    for benchmark in shown:
        benchmark.disagreement = disagreement(benchmark.assessments)
    context = {"form": form, "clocks": clocks, "benchmarks": shown, "set": of_set}
    return render(request, "benchmarks_app/benchmark_list.html", context)


@require_safe
@with_both_clocks
def benchmark_detail(request: HttpRequest, number: int) -> HttpResponse:
    """One benchmark: what was asked, by when, on what basis, and what is known of it, or was then."""
    return detail_of_set(request, number)


def detail_of_set(request: HttpRequest, number: int, of_set: BenchmarkSet | None = None) -> HttpResponse:
    """One benchmark of a set; without one, of the first."""
    clocks = clocks_of(request)
    around = with_neighbours(number, request.user, of_set.slug if of_set else FIRST_SET)
    benchmark: Any = around.get(number)
    if benchmark is None:
        raise Http404
    prefetch_related_objects([benchmark], *everything_shown(request.user, clocks))
    assessments = latest_by_assessor(judgements_in_force(benchmark.published_updates, clocks))
    return render(
        request,
        "benchmarks_app/benchmark_detail.html",
        {
            "benchmark": benchmark,
            "set": of_set,
            "clocks": clocks,
            "updates": benchmark.published_updates,
            "assessments": assessments,
            "disagreement": disagreement(assessments),
            "documents": documents_cited(benchmark),
            "previous": around.get(number - 1),
            "next": around.get(number + 1),
        },
    )


def with_neighbours(number: int, user: Any, slug: str) -> dict[int, Benchmark]:
    """A benchmark and those before and after it in its set, by number, in one query."""
    rows = Benchmark.objects.visible_to(user).filter(set__slug=slug).select_related("timeframe")
    # Compared one by one: a number too large for the database then matches nothing.
    wanted = Q(number=number - 1) | Q(number=number) | Q(number=number + 1)
    return {row.number: row for row in rows.filter(wanted)}


def everything_shown(user: Any, clocks: Clocks) -> list[Any]:
    """What the page of a benchmark shows of it, in a fixed number of queries."""
    sources = prefetching.with_sources()
    links = BenchmarkRecommendation.objects.visible_to(user).select_related("recommendation__document")
    grades = prefetching.follow_up_grades(clocks, "recommendation__follow_up_grades")
    indicators = Indicator.objects.visible_to(user).prefetch_related(prefetching.observations(user, clocks))
    return [
        prefetching.themes(user),
        sources,
        Prefetch("measures", Measure.objects.visible_to(user)),
        Prefetch("recommendation_links", links.prefetch_related(grades)),
        Prefetch("indicators", indicators),
        Prefetch("legal_instruments", LegalInstrument.objects.visible_to(user).prefetch_related(sources)),
        Prefetch("cases", Case.objects.visible_to(user).prefetch_related(sources)),
        Prefetch("progress_updates", updates_shown(user, clocks), to_attr="published_updates"),
    ]


def updates_shown(user: Any, clocks: Clocks) -> QuerySet[ProgressUpdate]:
    """What is published, corrected updates among it; with clocks, what stood then."""
    rows = ProgressUpdate.objects.visible_to(user)
    chosen = rows.in_force(**clocks.asked()) if clocks.are_set else rows.published()
    return chosen.with_corrections().select_related("measure").prefetch_related(prefetching.evidence(user))


def judgements_in_force(updates: list[Any], clocks: Clocks) -> list[Any]:
    """Of the updates shown, those that judge the whole benchmark; today's list holds corrected ones too."""
    judging = [row for row in updates if row.status and not row.measure_id]
    return judging if clocks.are_set else [row for row in judging if not row.corrected_by]


def documents_cited(benchmark: Benchmark) -> list[Document]:
    """Every document that the page of a benchmark refers to, once each."""
    citing = [benchmark, *benchmark.legal_instruments.all(), *benchmark.cases.all()]
    for indicator in benchmark.indicators.all():
        citing.extend(indicator.observations.all())
    found = {passage.document for row in citing for passage in row.citations.all()}
    found |= {link.recommendation.document for link in benchmark.recommendation_links.all()}
    return sorted(found, key=lambda document: (not document.symbol, document.symbol, document.title))
