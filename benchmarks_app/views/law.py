"""The laws the report asks to change and the cases it follows."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from benchmarks_app.models import Case, CaseFigure, LegalInstrument
from benchmarks_app.views import prefetching
from benchmarks_app.views.filters import CaseFilter, LegalInstrumentFilter
from core.views.clocks import begun, with_its_day

ROWS_PER_PAGE = 30


@require_safe
@with_its_day
def legal_instrument_list(request: HttpRequest) -> HttpResponse:
    """The legal instruments, by kind or benchmark if asked."""
    form = LegalInstrumentFilter(request.GET)
    rows = form.narrow(begun(LegalInstrument.objects.visible_to(request.user), request, "year"))
    shown = rows.prefetch_related(prefetching.benchmarks(request.user), prefetching.with_sources())
    page = Paginator(shown, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "benchmarks_app/legal_instrument_list.html", {"form": form, "page": page})


@require_safe
@with_its_day
def legal_instrument_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One legal instrument and what is asked about it."""
    rows = begun(LegalInstrument.objects.visible_to(request.user), request, "year")
    shown = rows.prefetch_related(prefetching.benchmarks(request.user), prefetching.with_sources())
    instrument = get_object_or_404(shown, slug=slug)
    return render(request, "benchmarks_app/legal_instrument_detail.html", {"instrument": instrument})


@require_safe
@with_its_day
def case_list(request: HttpRequest) -> HttpResponse:
    """The cases, by benchmark if asked."""
    form = CaseFilter(request.GET)
    rows = form.narrow(begun(Case.objects.visible_to(request.user), request, "date"))
    shown = rows.prefetch_related(prefetching.benchmarks(request.user), prefetching.with_sources())
    page = Paginator(shown, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "benchmarks_app/case_list.html", {"form": form, "page": page})


@require_safe
@with_its_day
def case_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One case with its figures."""
    sources = prefetching.with_sources()
    figures = CaseFigure.objects.visible_to(request.user).order_by("order").prefetch_related(sources)
    rows = begun(Case.objects.visible_to(request.user), request, "date").prefetch_related(
        prefetching.benchmarks(request.user), sources, Prefetch("figures", figures)
    )
    return render(request, "benchmarks_app/case_detail.html", {"case": get_object_or_404(rows, slug=slug)})
