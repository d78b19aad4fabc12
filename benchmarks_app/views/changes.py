"""What changed since a day: everything that became public, the newest first."""

import datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from benchmarks_app.changes import changes_since, read
from benchmarks_app.models import Benchmark
from core.views.clocks import clocks_of, of_changes
from core.views.filters import DayInput, choices_with_all

CHANGES_PER_PAGE = 40
DAYS = 30


class SinceForm(forms.Form):
    """Since which day, and about which benchmark."""

    since = forms.DateField(label=_("Since"), required=False, widget=DayInput(format="%Y-%m-%d"))
    about = forms.ChoiceField(label=_("About"), required=False)

    def __init__(self, *args: Any, benchmarks: dict[str, Benchmark], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        about: Any = self.fields["about"]
        about.choices = choices_with_all([(key, str(row)) for key, row in benchmarks.items()])


def days_before(day: datetime.date) -> datetime.date:
    """Where the list begins that ends on a day; no day comes before the first."""
    span = datetime.timedelta(days=DAYS)
    return max(day, datetime.date.min + span) - span


@require_safe
@of_changes
def changes(request: HttpRequest) -> HttpResponse:
    """What became public since a day; without one, in the last 30 days, or in the last 30 before then."""
    benchmarks = {f"benchmark-{row.key}": row for row in Benchmark.objects.visible_to(request.user)}
    clocks = clocks_of(request)
    default = days_before(clocks.day)
    asked = {"since": request.GET.get("since") or default.isoformat(), "about": request.GET.get("about", "")}
    form = SinceForm(asked, benchmarks=benchmarks)
    form.is_valid()
    since = form.cleaned_data.get("since") or default
    benchmark = benchmarks.get(form.cleaned_data.get("about", ""))
    moment = datetime.datetime.combine(since, datetime.time.min, datetime.UTC)
    rows: Any = changes_since(moment, request.user, benchmark, until=clocks.until)
    page = Paginator(rows, CHANGES_PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "since": since, "about": benchmark, "page": page, "changes": read(list(page))}
    return render(request, "benchmarks_app/changes.html", context)
