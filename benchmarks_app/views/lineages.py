"""The page of a theme's lineage: one time line, and the numbers that can be read off it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from benchmarks_app.followed import followed, page_of_lineage
from benchmarks_app.lineage import lineage_of, with_lineage
from benchmarks_app.models import FIRST_SET
from benchmarks_app.views.filters import LineageFilter
from core.models import Theme
from core.views.clocks import clocks_of, made_of_sources


@require_safe
@made_of_sources
def lineage(request: HttpRequest, slug: str) -> HttpResponse:
    """The lineage of a theme in the first set; one chosen in another has an address of its own."""
    return _in_the_set_chosen(request, FIRST_SET, slug)


@require_safe
@made_of_sources
def lineage_in_set(request: HttpRequest, slug: str, theme: str) -> HttpResponse:
    """The lineage of a theme in another set than the first."""
    if slug == FIRST_SET:
        return redirect(page_of_lineage(FIRST_SET, theme))
    return _in_the_set_chosen(request, slug, theme)


def _in_the_set_chosen(request: HttpRequest, set_slug: str, theme: str) -> HttpResponse:
    """The page; or the way to another set's, where that was chosen on it."""
    form = LineageFilter({"set": request.GET.get("set", set_slug)}, initial={"set": set_slug})
    if "set" in request.GET and form.of_set != set_slug:
        return redirect(page_of_lineage(form.of_set, theme))
    return _shown(request, set_slug, theme, form)


def _shown(request: HttpRequest, set_slug: str, slug: str, form: Any) -> HttpResponse:
    """When a theme was raised, how often, by whom and with which verbs; every number leads to its rows."""
    within = followed(request.user).get(set_slug)
    if within is None:
        raise Http404
    theme = get_object_or_404(with_lineage(Theme.objects.visible_to(request.user), request.user), slug=slug)
    found = lineage_of(theme, within=within, **clocks_of(request).asked())
    return render(request, "benchmarks_app/lineage.html", {"theme": theme, "lineage": found, "form": form})
