"""The themes, and all that carries each."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.forms.clocks import Clocks
from core.models import Theme
from core.views.clocks import clocks_of, made_of_sources


@require_safe
@made_of_sources
def theme_list(request: HttpRequest) -> HttpResponse:
    """The themes by name."""
    return render(request, "core/theme_list.html", {"themes": Theme.objects.visible_to(request.user)})


@require_safe
@made_of_sources
def theme_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One theme: the benchmarks, elections, resolutions and milestones it runs through."""
    theme = get_object_or_404(Theme.objects.visible_to(request.user), slug=slug)
    groups = carriers(theme, request.user, clocks_of(request))
    return render(request, "core/theme_detail.html", {"theme": theme, "groups": groups})


def carriers(theme: Theme, user: Any, clocks: Clocks) -> list[dict[str, Any]]:
    """What carries the theme, or did then, one query a kind: this app need not know which kinds there are."""
    groups = []
    # The apps nearest to the reader come last in the settings, and first here.
    for relation in reversed(Theme._meta.related_objects):
        rows = getattr(theme, str(relation.get_accessor_name())).all()
        if hasattr(rows, "visible_to"):
            kind, there = relation.related_model._meta, rows.visible_to(user).there(**clocks.asked())
            groups.append({"name": kind.verbose_name_plural, "kind": kind.model_name, "rows": there})
    return [group for group in groups if group["rows"]]
