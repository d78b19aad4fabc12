"""The indicators: what is counted, and what each source found."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from benchmarks_app.models import Indicator
from benchmarks_app.views import prefetching
from benchmarks_app.views.filters import IndicatorFilter
from core.views.clocks import clocks_of, with_both_clocks

ROWS_PER_PAGE = 30


@require_safe
@with_both_clocks
def indicator_list(request: HttpRequest) -> HttpResponse:
    """The indicators with their values, by benchmark or kind if asked."""
    form = IndicatorFilter(request.GET)
    rows = Indicator.objects.visible_to(request.user).select_related("benchmark")
    shown = form.narrow(rows).prefetch_related(prefetching.observations(request.user, clocks_of(request)))
    page = Paginator(shown, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "benchmarks_app/indicator_list.html", {"form": form, "page": page})


@require_safe
@with_both_clocks
def indicator_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One indicator with every observation of it."""
    rows = Indicator.objects.visible_to(request.user).select_related("benchmark")
    shown = rows.prefetch_related(
        prefetching.observations(request.user, clocks_of(request)), prefetching.with_sources()
    )
    indicator = get_object_or_404(shown, slug=slug)
    return render(request, "benchmarks_app/indicator_detail.html", {"indicator": indicator})
