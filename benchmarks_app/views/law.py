"""The laws the report asks to change and the cases it follows."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from benchmarks_app.models import Case, CaseFigure, LegalInstrument
from benchmarks_app.views import prefetching
from benchmarks_app.views.filters import CaseFilter, LegalInstrumentFilter
from core.views.clocks import by_sources, there

ROWS_PER_PAGE = 30


@require_safe
@by_sources
def legal_instrument_list(request: HttpRequest) -> HttpResponse:
    """The legal instruments, by kind or benchmark if asked."""
    form = LegalInstrumentFilter(request.GET)
    rows = form.narrow(there(LegalInstrument.objects.visible_to(request.user), request))
    shown = rows.prefetch_related(prefetching.benchmarks(request.user), prefetching.with_sources())
    page = Paginator(shown, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "benchmarks_app/legal_instrument_list.html", {"form": form, "page": page})


@require_safe
@by_sources
def legal_instrument_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One legal instrument and what is asked about it."""
    rows = there(LegalInstrument.objects.visible_to(request.user), request)
    shown = rows.prefetch_related(prefetching.benchmarks(request.user), prefetching.with_sources())
    instrument = get_object_or_404(shown, slug=slug)
    return render(request, "benchmarks_app/legal_instrument_detail.html", {"instrument": instrument})


@require_safe
@by_sources
def case_list(request: HttpRequest) -> HttpResponse:
    """The cases, by benchmark if asked."""
    form = CaseFilter(request.GET)
    rows = form.narrow(there(Case.objects.visible_to(request.user), request))
    shown = rows.prefetch_related(prefetching.benchmarks(request.user), prefetching.with_sources())
    page = Paginator(shown, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "benchmarks_app/case_list.html", {"form": form, "page": page})


@require_safe
@by_sources
def case_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One case with its figures."""
    sources = prefetching.with_sources()
    figures = there(CaseFigure.objects.visible_to(request.user), request).order_by("order")
    rows = there(Case.objects.visible_to(request.user), request).prefetch_related(
        prefetching.benchmarks(request.user), sources, Prefetch("figures", figures.prefetch_related(sources))
    )
    return render(request, "benchmarks_app/case_detail.html", {"case": get_object_or_404(rows, slug=slug)})
