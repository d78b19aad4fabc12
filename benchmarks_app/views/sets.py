"""The sets of benchmarks: their list, and the overview, list and benchmarks of each beside the first."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from benchmarks_app.models import FIRST_SET, BenchmarkSet
from benchmarks_app.views.benchmarks import detail_of_set, list_of_set
from benchmarks_app.views.dashboard import standing_of_set
from core.views.clocks import by_sources, there, with_both_clocks


@require_safe
@by_sources
def set_list(request: HttpRequest) -> HttpResponse:
    """Every set, by whom it was set and how many benchmarks it has."""
    sets = there(BenchmarkSet.objects.visible_to(request.user), request)
    rows = sets.with_benchmark_count().select_related("document")
    return render(request, "benchmarks_app/benchmark_set_list.html", {"sets": rows})


@require_safe
@with_both_clocks
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the benchmarks of a set stand; the first set's overview is the front page."""
    of_set = _asked(request, slug, then=True)
    if of_set.is_first:
        return redirect("dashboard")
    context = {"set": of_set, **standing_of_set(request, slug)}
    return render(request, "benchmarks_app/benchmark_set_detail.html", context)


@require_safe
@with_both_clocks
def benchmark_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The benchmarks of a set; those of the first have an address of their own."""
    return redirect("benchmarks:list") if slug == FIRST_SET else list_of_set(request, _asked(request, slug))


@require_safe
@with_both_clocks
def benchmark_detail(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One benchmark of a set; those of the first have addresses of their own."""
    if slug == FIRST_SET:
        return redirect("benchmarks:detail", number)
    return detail_of_set(request, number, _asked(request, slug))


def _asked(request: HttpRequest, slug: str, *, then: bool = False) -> BenchmarkSet:
    """The set of this key; its overview is there `then`, its benchmarks are at any time."""
    sets: Any = BenchmarkSet.objects.visible_to(request.user)
    rows = (there(sets, request) if then else sets).with_benchmark_count().select_related("document")
    return get_object_or_404(rows.with_citations(), slug=slug)
