"""The themes, and all that carries each."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.models import Theme
from core.views.clocks import without_clocks


@require_safe
@without_clocks
def theme_list(request: HttpRequest) -> HttpResponse:
    """The themes by name."""
    return render(request, "core/theme_list.html", {"themes": Theme.objects.visible_to(request.user)})


@require_safe
@without_clocks
def theme_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One theme: the benchmarks, elections, resolutions and milestones it runs through."""
    theme = get_object_or_404(Theme.objects.visible_to(request.user), slug=slug)
    return render(
        request, "core/theme_detail.html", {"theme": theme, "groups": carriers(theme, request.user)}
    )


def carriers(theme: Theme, user: Any) -> list[dict[str, Any]]:
    """What carries the theme, one query a kind: this app need not know which kinds there are."""
    groups = []
    # The apps nearest to the reader come last in the settings, and first here.
    for relation in reversed(Theme._meta.related_objects):
        rows = getattr(theme, str(relation.get_accessor_name())).all()
        if hasattr(rows, "visible_to"):
            kind = relation.related_model._meta
            groups.append(
                {"name": kind.verbose_name_plural, "kind": kind.model_name, "rows": rows.visible_to(user)}
            )
    return [group for group in groups if group["rows"]]
