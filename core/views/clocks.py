"""The two clocks of a page: read before its view is called, or refused as the API refuses them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.forms.clocks import Clocks, ClocksForm, DayForm, NoClocksForm, OfChangesForm, WordsOfTodayForm
from core.views.clocked_links import carry_on

View = Callable[..., HttpResponse]
Form = type[DayForm] | type[NoClocksForm]


def clocked(form_class: Form, *, is_dated: bool = False) -> Callable[[View], View]:
    """Read the clocks that a page has; what cannot be read, or is not known here, is refused with 400.

    `is_dated` says that its rows have dates of their own, before which they are not there.
    """

    def around(view: View) -> View:
        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            form = form_class(request.GET)
            if not form.is_valid():
                return render(request, "core/clocks_refused.html", {"form": form}, status=400)
            request.clocks, request.clocks_form = form.clocks(), form  # type: ignore[attr-defined]
            answer = view(request, *args, **kwargs)
            if request.clocks.are_set:  # type: ignore[attr-defined]
                carry_on(answer, request, given(request))
            return answer

        asked.clocks_taken = tuple(form_class.base_fields)  # type: ignore[attr-defined]
        asked.is_dated = is_dated  # type: ignore[attr-defined]
        return asked

    return around


with_both_clocks = clocked(ClocksForm)
of_a_published_row = clocked(ClocksForm, is_dated=True)
with_its_day = clocked(DayForm, is_dated=True)
up_to_its_day = clocked(DayForm)  # made of rows with dates, and there before the first of them
without_clocks = clocked(NoClocksForm)
of_changes = clocked(OfChangesForm)
of_words_of_today = clocked(WordsOfTodayForm)


def given(request: HttpRequest) -> dict[str, str]:
    """The clocks as the address has them."""
    return {name: request.GET[name] for name in ("as_of", "known_at") if request.GET.get(name)}


def clocks_of(request: HttpRequest) -> Clocks:
    """The clocks that this page was asked by."""
    found: Clocks = getattr(request, "clocks", None) or Clocks()
    return found


def begun(rows: Any, request: HttpRequest, path: str) -> Any:
    """The rows that had begun by the day asked for; an empty date is before every day."""
    day = clocks_of(request).as_of
    narrowed: QuerySet = rows.filter(**{f"{path}__lte": day.isoformat()}) if day else rows
    return narrowed
