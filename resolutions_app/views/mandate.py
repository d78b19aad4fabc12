"""The milestones, the mandate holders, and the members of the Government whom the mandate holder met."""

from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.models import Theme
from core.views.clocks import by_sources, there
from resolutions_app.models import Interlocutor, MandateHolder, Milestone

ROWS_PER_PAGE = 50


@require_safe
@by_sources
def milestone_list(request: HttpRequest) -> HttpResponse:
    """The events the report is built on, in their order."""
    rows = Milestone.objects.visible_to(request.user).with_citations()
    return listed(request, rows, "resolutions_app/milestone_list.html")


@require_safe
@by_sources
def milestone_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One event and why it matters."""
    themes = Prefetch("themes", Theme.objects.visible_to(request.user))
    rows = Milestone.objects.visible_to(request.user).with_citations().prefetch_related(themes)
    return shown(request, rows, slug, "resolutions_app/milestone_detail.html")


@require_safe
@by_sources
def mandate_holder_list(request: HttpRequest) -> HttpResponse:
    """Those who held the mandate, in their order."""
    rows = MandateHolder.objects.visible_to(request.user).with_citations()
    return listed(request, rows, "resolutions_app/mandate_holder_list.html")


@require_safe
@by_sources
def mandate_holder_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One mandate holder."""
    rows = MandateHolder.objects.visible_to(request.user).with_citations()
    return shown(request, rows, slug, "resolutions_app/mandate_holder_detail.html")


@require_safe
@by_sources
def interlocutor_list(request: HttpRequest) -> HttpResponse:
    """Annex III: whom the mandate holder met, as printed."""
    rows = Interlocutor.objects.visible_to(request.user).with_citations()
    return listed(request, rows, "resolutions_app/interlocutor_list.html")


@require_safe
@by_sources
def interlocutor_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One interlocutor, as printed."""
    rows = Interlocutor.objects.visible_to(request.user).with_citations()
    return shown(request, rows, slug, "resolutions_app/interlocutor_detail.html")


def listed(request: HttpRequest, rows: QuerySet, template: str) -> HttpResponse:
    """A page of these rows."""
    rows = there(rows, request)
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, template, {"page": page})


def shown(request: HttpRequest, rows: QuerySet, slug: str, template: str) -> HttpResponse:
    """The row with this key, with those before and after it in their order."""
    rows = there(rows, request)
    row = get_object_or_404(rows, slug=slug)
    [place] = row._meta.ordering
    plain = rows.prefetch_related(None)
    context = {
        "object": row,
        "previous": plain.filter(**{f"{place}__lt": getattr(row, place)}).last(),
        "next": plain.filter(**{f"{place}__gt": getattr(row, place)}).first(),
    }
    return render(request, template, context)
