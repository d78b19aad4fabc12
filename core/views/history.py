"""The history for auditors: to filter, to read side by side, to take away as a table."""

import datetime
from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from core import history_reading
from core.history_chain import fits
from core.models import HistoryEntry
from core.permissions import Action, may
from core.spreadsheets import csv_answer
from core.views.filters import DayInput, ListFilter, choices_with_all

ENTRIES_PER_PAGE = 50
View = Callable[..., HttpResponseBase]


def for_auditors(view: View) -> View:
    """Lets those in who may read the history; strangers sign in first, others are told that they may not."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not may(request.user, Action.READ_HISTORY):
            raise PermissionDenied(_("Only auditors and admins read the history."))
        return view(request, *args, **kwargs)

    return guarded


class HistoryFilter(ListFilter):
    """Narrows the history by person, action, object and time."""

    by = forms.CharField(label=gettext_lazy("User name"), max_length=150, required=False)
    action = forms.ChoiceField(label=gettext_lazy("Action"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of object"), required=False)
    key = forms.CharField(label=gettext_lazy("Key of the object"), max_length=120, required=False)
    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=DayInput)
    until = forms.DateField(label=gettext_lazy("To"), required=False, widget=DayInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, column in (("action", "action"), ("kind", "subject_type")):
            known = HistoryEntry.objects.order_by(column).values_list(column, flat=True).distinct()
            field: Any = self.fields[name]
            field.choices = choices_with_all([(value, value) for value in known])

    def apply(self, rows: QuerySet, chosen: dict[str, Any]) -> QuerySet:
        """The entries that match; the last day counts whole."""
        lookups = {
            "by": "by_username",
            "action": "action",
            "kind": "subject_type",
            "key": "subject_key",
            "since": "at__gte",
            "until": "at__lte",
        }
        if "since" in chosen:
            chosen["since"] = moment(chosen["since"], datetime.time.min)
        if "until" in chosen:
            chosen["until"] = moment(chosen["until"], datetime.time.max)
        return rows.filter(**{lookups[name]: value for name, value in chosen.items()})


def moment(day: datetime.date, time: datetime.time) -> datetime.datetime:
    """A time of a day, in UTC."""
    return datetime.datetime.combine(day, time, datetime.UTC)


@require_safe
@for_auditors
def history_list(request: HttpRequest) -> HttpResponse:
    """The entries, newest first, by whatever was asked."""
    form = HistoryFilter(request.GET)
    rows = form.narrow(HistoryEntry.objects.visible_to(request.user)).defer("before", "after")
    page = Paginator(rows, ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "core/history_list.html", {"form": form, "page": page})


@require_safe
@for_auditors
def history_export(request: HttpRequest) -> HttpResponseBase:
    """The same entries as a table, oldest first."""
    rows = HistoryFilter(request.GET).narrow(HistoryEntry.objects.visible_to(request.user))
    table = history_reading.table(rows.order_by("sequence"), request.user)
    return csv_answer("history.csv", history_reading.HEADER, table)


@require_safe
@for_auditors
def history_detail(request: HttpRequest, sequence: int) -> HttpResponse:
    """One entry: before beside after, and whether it is as it was written."""
    entries = HistoryEntry.objects.visible_to(request.user)
    entry = get_object_or_404(entries, sequence=sequence)
    around = {row.sequence: row for row in entries.filter(sequence__in=[sequence - 1, sequence + 1])}
    context = {
        "entry": entry,
        "fields": history_reading.fields(entry, request.user),
        "subject": history_reading.subject_of(entry, request.user),
        "fits": fits(entry),
        "previous": around.get(sequence - 1),
        "next": around.get(sequence + 1),
    }
    return render(request, "core/history_detail.html", context)
