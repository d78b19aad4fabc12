"""Defects of the kind that leak, each planted for the length of a test: the checks must see every one."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import django_filters
import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from rest_framework.exceptions import NotFound

from benchmarks_app.api import progress_endpoint
from benchmarks_app.api.filters import ProgressUpdateFilters
from benchmarks_app.api.progress import ProgressUpdateSerializer
from benchmarks_app.api.progress_endpoint import ProgressUpdateEndpoint
from benchmarks_app.models import Evidence, Observation, ProgressUpdate
from benchmarks_app.services import notices
from benchmarks_app.views.progress import page
from core import outbox
from core import search as search_in
from core.api import filters as declared
from core.api import reading
from core.api.pagination import Pages

Patch = pytest.MonkeyPatch


@dataclass(frozen=True)
class Defect:
    """One way to leak, and the pattern of the questions at which it shows."""

    plant: Callable[[Patch], None]
    shows_at: str
    # Asked in any case, where few of those drawn would be.
    asked: tuple[str, ...] = ()


def a_page_without_visible_to(patch: Patch) -> None:
    """The page of an update looks among all of them."""

    def any_update(request: Any, pk: int) -> ProgressUpdate:
        return ProgressUpdate.objects.with_everything_shown().get(pk=pk)

    patch.setattr(page, "at_its_time", any_update)


def an_endpoint_without_visible_to(patch: Patch) -> None:
    """The list of updates starts from all of them."""
    patch.setattr(ProgressUpdateEndpoint, "get_queryset", lambda self: self._with_rows(self.queryset.all()))


def a_count_over_all_rows(patch: Patch) -> None:
    """A page of a list says how many there are, hidden ones too."""
    answer = Pages.get_paginated_response

    def counted(self: Any, data: Any) -> Any:
        response = answer(self, data)
        response.data["count"] = max(response.data["count"], ProgressUpdate.objects.count())
        return response

    patch.setattr(Pages, "get_paginated_response", counted)


def a_search_over_drafts(patch: Patch) -> None:
    """The search page and `search/` look through every update."""
    every = search_in.source_of("progress_update")
    changed = replace(every, queryset=lambda user: ProgressUpdate.objects.all())
    found = tuple(changed if source is every else source for source in search_in.sources())
    patch.setattr(search_in, "sources", lambda: found)


def a_filter_on_a_hidden_column(patch: Patch) -> None:
    """A filter that asks the review note, which answers do not show."""

    def noted(rows: Any, name: str, value: str) -> Any:
        return rows.filter(review_note__contains="other")

    filters = {**ProgressUpdateFilters.base_filters, "trend": django_filters.CharFilter(method=noted)}
    patch.setattr(ProgressUpdateFilters, "base_filters", filters)
    patch.setattr(declared, "only", declared.only.__wrapped__)  # which remembers them


def a_search_in_what_was_withdrawn(patch: Patch) -> None:
    """The search of the list reads narratives that its answers leave out."""
    patch.setattr(ProgressUpdateEndpoint, "search_fields", ("narrative",))


def an_etag_over_a_hidden_version(patch: Patch) -> None:
    """Everybody gets the tag that counts the changes of an update, hidden ones too."""
    patch.setattr(progress_endpoint, "may", lambda user, action: True)


def a_version_told_to_all(patch: Patch) -> None:
    """The count itself is among the fields."""
    patch.setattr(ProgressUpdateSerializer, "get_version", lambda self, update: update.version)


def an_error_that_quotes_what_is_hidden(patch: Patch) -> None:
    """Not found, and why: the message names the update that is not shown."""

    def get_object(self: Any) -> ProgressUpdate:
        row = ProgressUpdate.objects.filter(pk=self.kwargs["pk"]).first()
        shown = self.get_queryset().filter(pk=self.kwargs["pk"]).first()
        if shown is None:
            raise NotFound(f"You may not see “{row.narrative}”." if row else None)
        return shown

    patch.setattr(ProgressUpdateEndpoint, "get_object", get_object)


def hidden_is_forbidden(patch: Patch) -> None:
    """What is hidden answers 403, and what is not there 404."""
    found = page.at_its_time

    def forbidden(request: Any, pk: int) -> ProgressUpdate:
        rows = ProgressUpdate.objects
        if rows.filter(pk=pk).exists() and not rows.visible_to(request.user).filter(pk=pk).exists():
            raise PermissionDenied
        return found(request, pk)

    patch.setattr(page, "at_its_time", forbidden)


def restricted_evidence_in_an_answer(patch: Patch) -> None:
    """Evidence is shown to whoever may see its update."""
    patch.setattr(type(Evidence.objects.all()), "visible_to", lambda self, user: self)
    patch.setattr(reading, "KEPT", {})


def an_author_in_an_answer(patch: Patch) -> None:
    """The key of the author is among the fields."""

    def with_author(self: Any, update: ProgressUpdate) -> Any:
        return update.author.username

    patch.setattr(ProgressUpdateSerializer, "get_review_note", with_author)


def a_latest_date_over_drafts(patch: Patch) -> None:
    """The status of a benchmark counts what is not published."""
    patch.setattr(type(ProgressUpdate.objects.all()), "current", lambda self: self.order_by("-assessed_on"))
    patch.setattr(type(ProgressUpdate.objects.all()), "visible_to", lambda self, user: self)
    patch.setattr(reading, "KEPT", {})


def numbers_that_do_not_stand(patch: Patch) -> None:
    """Observations of withdrawn updates stay in the list of their indicator."""
    patch.setattr(type(Observation.objects.all()), "current", lambda self: self.filter(~Q(pk=0)))
    patch.setattr(reading, "KEPT", {})  # which remembers how they were asked for


UPDATES, ONE = "^/api/v1/progress-updates/", r"progress-updates/\d+/$"
SEARCHED = ("/search/?q=narrative", "/api/v1/search/?q=narrative")
NARROWED = ("/api/v1/progress-updates/?search=other",)
TELLS_THE_WORLDS_APART = {
    "a page without visible_to": Defect(a_page_without_visible_to, f"^/{ONE}"),
    "an endpoint without visible_to": Defect(an_endpoint_without_visible_to, f"^/api/v1/{ONE}"),
    "a count over all rows": Defect(a_count_over_all_rows, r"^/api/v1/(themes|parties)/\?page_size"),
    "a search over drafts": Defect(a_search_over_drafts, "search/.*q=narrative", SEARCHED),
    "a filter on a hidden column": Defect(a_filter_on_a_hidden_column, f"{UPDATES}.*trend="),
    "a search in what was withdrawn": Defect(
        a_search_in_what_was_withdrawn, f"{UPDATES}.*search=other", NARROWED
    ),
    "an ETag over a hidden version": Defect(an_etag_over_a_hidden_version, f"^/api/v1/{ONE}"),
    "a version told to all": Defect(a_version_told_to_all, f"{UPDATES}.*ordering"),
    "an error that quotes the narrative": Defect(an_error_that_quotes_what_is_hidden, f"^/api/v1/{ONE}"),
    "403 for what is hidden": Defect(hidden_is_forbidden, f"^/{ONE}"),
    "restricted evidence": Defect(restricted_evidence_in_an_answer, f"{UPDATES}.*ordering"),
    "the author's name": Defect(an_author_in_an_answer, f"{UPDATES}.*ordering"),
    "the latest date over drafts": Defect(a_latest_date_over_drafts, r"/benchmarks/\?status"),
    "numbers that do not stand": Defect(numbers_that_do_not_stand, r"^/api/v1/indicators/\?ordering"),
}


def a_log_line_with_the_narrative(patch: Patch) -> None:
    """What a handler of notices might log while somebody looks for a mistake."""
    tell = notices.notify

    def told(**given: Any) -> None:
        pk = given["message"].arguments["update"]
        logging.getLogger("benchmarks_app").info("telling of %s", ProgressUpdate.objects.get(pk=pk).narrative)
        tell(**given)

    patch.setattr(notices, "notify", told)


def a_notice_with_the_narrative(patch: Patch) -> None:
    """A notice that says what the update says."""
    tell = notices.notify

    def told(**given: Any) -> None:
        update = ProgressUpdate.objects.get(pk=given["message"].arguments["update"])
        tell(**{**given, "text": update.narrative})

    patch.setattr(notices, "notify", told)


def a_message_with_the_narrative(patch: Patch) -> None:
    """Work that is owed carries the text instead of the id."""
    promise = outbox.promise

    def promised(**given: Any) -> Any:
        update = ProgressUpdate.objects.get(pk=given["arguments"]["update"])
        return promise(**{**given, "arguments": {**given["arguments"], "narrative": update.narrative}})

    patch.setattr(outbox, "promise", promised)


SETS_CANARIES_FREE = {
    "a log line with the narrative": a_log_line_with_the_narrative,
    "a notice with the narrative": a_notice_with_the_narrative,
    "a message with the narrative": a_message_with_the_narrative,
}
