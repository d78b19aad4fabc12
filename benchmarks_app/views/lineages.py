"""The page of a theme's lineage: one time line, and the numbers that can be read off it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from benchmarks_app.lineage import date_of_the_report, lineage_of, with_lineage
from core.models import Theme
from core.views.clocks import without_clocks


@require_safe
@without_clocks
def lineage(request: HttpRequest, slug: str) -> HttpResponse:
    """When a theme was raised, how often, by whom and with which verbs; every number leads to its rows."""
    theme = get_object_or_404(with_lineage(Theme.objects.visible_to(request.user), request.user), slug=slug)
    found = lineage_of(theme, report_date=date_of_the_report(request.user))
    return render(request, "benchmarks_app/lineage.html", {"theme": theme, "lineage": found})
