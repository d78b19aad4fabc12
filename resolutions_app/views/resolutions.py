"""The resolutions as a chronology, and each one with its paragraphs and what it recalls."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.models import Document, Theme
from core.views.clocks import by_sources, there
from resolutions_app.models import Resolution, ResolutionParagraph
from resolutions_app.views.filters import ResolutionFilter

ROWS_PER_PAGE = 50


@require_safe
@by_sources
def resolution_list(request: HttpRequest) -> HttpResponse:
    """The resolutions in their order, by body, effect or theme if asked, and the line of the mandate."""
    form = ResolutionFilter(request.GET)
    rows = there(Resolution.objects.visible_to(request.user), request)
    shown = form.narrow(rows).prefetch_related(Prefetch("themes", Theme.objects.visible_to(request.user)))
    context = {
        "form": form,
        "page": Paginator(shown, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "mandate": rows.on_the_mandate(),
    }
    return render(request, "resolutions_app/resolution_list.html", context)


@require_safe
@by_sources
def resolution_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One resolution: its paragraphs as annex II quotes them, what it cites, recalls and is recalled by."""
    visible = there(Resolution.objects.visible_to(request.user), request)
    paragraphs = ResolutionParagraph.objects.visible_to(request.user).select_related("official_text_document")
    paragraphs = paragraphs.prefetch_related(
        Prefetch("documents", Document.objects.visible_to(request.user)),
        Prefetch("recalls", visible),
    )
    rows = visible.with_citations().prefetch_related(
        Prefetch("themes", Theme.objects.visible_to(request.user)), Prefetch("paragraphs", paragraphs)
    )
    resolution = get_object_or_404(rows, slug=slug)
    context = {
        "resolution": resolution,
        "recalls": visible.recalled_by(resolution),
        "recalled_in": visible.that_recall(resolution),
        "previous": visible.filter(number__lt=resolution.number).last(),
        "next": visible.filter(number__gt=resolution.number).first(),
    }
    return render(request, "resolutions_app/resolution_detail.html", context)
