"""The two clocks of a page: read before its view is called, or refused as the API refuses them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from core.forms.clocks import ChangesForm, Clocks, ClocksForm, ReleasesForm, SourcesForm
from core.moments import clock_headers
from core.views.clocked_links import carry_on

View = Callable[..., HttpResponse]


def clocked(form_class: type[ClocksForm], *, is_dated: bool = False) -> Callable[[View], View]:
    """Read the clocks that a page has; what cannot be read is refused with 400.

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
            if not answer.headers.get("Content-Type", "").startswith("text/html"):
                say(answer, form.clocks())
            return answer

        asked.clocks_taken = tuple(form_class.base_fields)  # type: ignore[attr-defined]
        asked.is_dated = is_dated  # type: ignore[attr-defined]
        return asked

    return around


def say(answer: HttpResponse, clocks: Clocks) -> None:
    """Say in the headers of a file by which clocks it was read; a page says it in a sentence."""
    for name, text in clock_headers(timezone.now(), **clocks.asked()).items():
        answer.headers[name] = text


with_both_clocks = clocked(ClocksForm)
of_a_published_row = clocked(ClocksForm, is_dated=True)
by_sources = clocked(SourcesForm, is_dated=True)
of_releases = clocked(ReleasesForm, is_dated=True)
made_of_releases = clocked(ReleasesForm)
made_of_sources = clocked(SourcesForm)  # made of rows with dates, and there before the first of them
of_changes = clocked(ChangesForm)


def given(request: HttpRequest) -> dict[str, str]:
    """The clocks as the address has them."""
    return {name: request.GET[name] for name in ("as_of", "known_at") if request.GET.get(name)}


def clocks_of(request: HttpRequest) -> Clocks:
    """The clocks that this page was asked by."""
    found: Clocks = getattr(request, "clocks", None) or Clocks()
    return found


def there(rows: Any, request: HttpRequest) -> Any:
    """Of these rows, those that were there by the clocks that a page was asked by."""
    return rows.there(**clocks_of(request).asked())
