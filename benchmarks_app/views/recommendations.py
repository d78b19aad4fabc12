"""The recommendations: by whom, to whom, and which benchmarks rest on them."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from benchmarks_app.models import Recommendation
from benchmarks_app.views import prefetching
from benchmarks_app.views.filters import RecommendationFilter
from core.views.clocks import clocks_of, with_both_clocks

ROWS_PER_PAGE = 30


@require_safe
@with_both_clocks
def recommendation_list(request: HttpRequest) -> HttpResponse:
    """The recommendations in the order of the report, by mechanism, addressee or benchmark if asked."""
    form = RecommendationFilter(request.GET)
    rows = Recommendation.objects.visible_to(request.user).select_related("document", "set")
    shown = form.narrow(rows).prefetch_related(prefetching.benchmarks(request.user))
    page = Paginator(shown, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "benchmarks_app/recommendation_list.html", {"form": form, "page": page})


@require_safe
@with_both_clocks
def recommendation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One recommendation, with its wording where it has been imported and what the report prints."""
    rows = Recommendation.objects.visible_to(request.user).select_related(
        "document", "official_text_document", "set"
    )
    shown = rows.prefetch_related(
        prefetching.benchmarks(request.user),
        prefetching.with_sources(),
        prefetching.follow_up_grades(clocks_of(request)),
    )
    recommendation = get_object_or_404(shown, slug=slug)
    return render(request, "benchmarks_app/recommendation_detail.html", {"recommendation": recommendation})
