"""Defects as they are made: each takes one check out of the product, or puts one leak into it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import django_filters
import pytest
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework.exceptions import NotFound
from rest_framework.viewsets import GenericViewSet

import core.search
from benchmarks_app.admin.content import BenchmarkAdmin
from benchmarks_app.admin.progress import EvidenceAdmin, ProgressUpdateAdmin
from benchmarks_app.api.filters import ProgressUpdateFilters
from benchmarks_app.api.progress import ProgressUpdateSerializer
from benchmarks_app.api.progress_endpoint import ProgressUpdateEndpoint
from benchmarks_app.models import Evidence, ProgressUpdate
from benchmarks_app.services import progress, review
from benchmarks_app.views.progress import page
from core import history_reading
from core.admin import ReadOnlyAdmin
from core.api import permissions
from core.api.reading import ContentEndpoint
from core.search_index import refresh_everything
from core.views import history

Plant = Callable[[pytest.MonkeyPatch], None]
EVERY_UPDATE = ProgressUpdate.objects.with_everything_shown


def _nothing(*_: Any, **__: Any) -> None:
    """A check that has been taken out."""


def a_page_that_forgets_who_asks(patch: pytest.MonkeyPatch) -> None:
    """The page of an update starts from all of them."""
    patch.setattr(page, "at_its_time", lambda request, pk: get_object_or_404(EVERY_UPDATE(), pk=pk))


def an_endpoint_that_forgets_who_asks(patch: pytest.MonkeyPatch) -> None:
    """Lists and objects of the API start from all rows."""
    patch.setattr(ContentEndpoint, "get_queryset", GenericViewSet.get_queryset)


def drafts_shown_to_the_whole_team(patch: pytest.MonkeyPatch) -> None:
    """`visible_to` forgets that a draft is its author's alone."""
    visible_to = ProgressUpdate.objects.all().__class__.visible_to

    def too_wide(rows: Any, user: Any) -> Any:
        return rows.all() if getattr(user, "is_authenticated", False) else visible_to(rows, user)

    patch.setattr(ProgressUpdate.objects.all().__class__, "visible_to", too_wide)


def nested_rows_not_narrowed(patch: pytest.MonkeyPatch) -> None:
    """The evidence inside an update is read without asking for whom."""

    def with_rows(view: Any, updates: Any) -> Any:
        rows = updates.annotate(searchable_narrative=view._searchable())
        return rows.prefetch_related(Prefetch("evidence", Evidence.objects.select_related("document")))

    patch.setattr(ProgressUpdateEndpoint, "_with_rows", with_rows)


def restricted_evidence_shown_to_all(patch: pytest.MonkeyPatch) -> None:
    """`visible_to` of evidence forgets the team."""

    def too_wide(rows: Any, user: Any) -> Any:
        return rows.filter(update__in=EVERY_UPDATE().visible_to(user))

    patch.setattr(Evidence.objects.all().__class__, "visible_to", too_wide)


def a_search_over_everything(patch: pytest.MonkeyPatch) -> None:
    """The search looks through unpublished updates too."""
    every = tuple(
        replace(source, queryset=lambda user: ProgressUpdate.objects.all())
        if source.type == "progress_update"
        else source
        for source in core.search.sources()
    )
    patch.setattr(core.search, "sources", lambda: every)
    refresh_everything()


def a_search_in_what_was_withdrawn(patch: pytest.MonkeyPatch) -> None:
    """The list's `search` reads narratives that the answer hides."""
    patch.setattr(ProgressUpdateEndpoint, "_searchable", lambda view: F("narrative"))


def a_count_of_everything(patch: pytest.MonkeyPatch) -> None:
    """The admin's list counts updates that the admin may not know of."""

    def counted(screen: Any, request: Any) -> Any:
        rows = super(BenchmarkAdmin, screen).get_queryset(request)
        counts = {"indicator_number": Count("indicators"), "update_number": Count("progress_updates")}
        return rows.annotate(**counts)

    patch.setattr(BenchmarkAdmin, "get_queryset", counted)


def every_column_in_an_answer(patch: pytest.MonkeyPatch) -> None:
    """`fields = "__all__"` on the serializer of updates."""
    patch.setattr(ProgressUpdateSerializer.Meta, "fields", "__all__")


def a_filter_on_a_hidden_column(patch: pytest.MonkeyPatch) -> None:
    """The list of updates can be narrowed by the reviewer's note."""
    filters = {**ProgressUpdateFilters.base_filters, "review_note": django_filters.CharFilter()}
    patch.setattr(ProgressUpdateFilters, "base_filters", filters)


def an_order_by_a_hidden_column(patch: pytest.MonkeyPatch) -> None:
    """The list of updates can be ordered by who wrote them."""
    patch.setattr(ProgressUpdateEndpoint, "ordering_fields", {"author": "author__username"})


def an_admin_screen_that_deletes(patch: pytest.MonkeyPatch) -> None:
    """What only services write can be deleted in the admin screens."""
    patch.setattr(ReadOnlyAdmin, "has_delete_permission", lambda *_: True)


def an_admin_screen_of_everything(patch: pytest.MonkeyPatch) -> None:
    """The admin screens of updates and evidence start from all rows."""
    patch.setattr(ProgressUpdateAdmin, "get_queryset", lambda screen, request: EVERY_UPDATE())
    patch.setattr(EvidenceAdmin, "get_queryset", lambda screen, request: Evidence.objects.all())


def a_scope_that_nobody_asks_for(patch: pytest.MonkeyPatch) -> None:
    """A token to read is let on to every step."""
    patch.setattr(permissions, "refuse_too_small", _nothing)


def a_service_that_asks_nobody(patch: pytest.MonkeyPatch) -> None:
    """Withdrawing and publishing do not ask for the role."""
    patch.setattr(review, "require_reviewer", _nothing)


def a_draft_that_anybody_submits(patch: pytest.MonkeyPatch) -> None:
    """Revising and drafting do not ask for the role."""
    patch.setattr(progress, "require_recorder", _nothing)


def forbidden_instead_of_absent(patch: pytest.MonkeyPatch) -> None:
    """The page says 403 where something is hidden: so there is something."""

    def tells(request: Any, pk: int) -> Any:
        update = get_object_or_404(EVERY_UPDATE(), pk=pk)
        if not ProgressUpdate.objects.visible_to(request.user).filter(pk=pk).exists():
            raise PermissionDenied
        return update

    patch.setattr(page, "at_its_time", tells)


def head_that_looks_at_everything(patch: pytest.MonkeyPatch) -> None:
    """HEAD answers for what GET hides."""
    careful = page.at_its_time

    def careless(request: Any, pk: int) -> Any:
        return get_object_or_404(EVERY_UPDATE(), pk=pk) if request.method == "HEAD" else careful(request, pk)

    patch.setattr(page, "at_its_time", careless)


def options_that_look_up_the_row(patch: pytest.MonkeyPatch) -> None:
    """OPTIONS tells rows that are there from rows that are not."""
    described = GenericViewSet.options

    def options(view: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        if "pk" in kwargs:
            get_object_or_404(ProgressUpdate, pk=kwargs["pk"])
        return described(view, request, *args, **kwargs)

    patch.setattr(ProgressUpdateEndpoint, "options", options, raising=False)


def a_history_open_to_all(patch: pytest.MonkeyPatch) -> None:
    """The history's pages and its export let everybody in who has signed in."""
    patch.setattr(history, "may", lambda user, action: True)


def an_export_that_hides_nothing(patch: pytest.MonkeyPatch) -> None:
    """The history's table holds restricted evidence, whoever takes it away."""
    patch.setattr(history_reading, "readable", lambda state, user: state)


def an_error_that_quotes(patch: pytest.MonkeyPatch) -> None:
    """The 404 of the API says what is hidden."""
    read = ContentEndpoint.get_object

    def quoting(view: Any) -> Any:
        try:
            return read(view)
        except Http404 as error:
            hidden = ProgressUpdate.objects.filter(pk=view.kwargs.get("pk", 0)).first()
            raise NotFound(f"There is nothing here: {hidden and hidden.narrative}") from error

    patch.setattr(ContentEndpoint, "get_object", quoting)


def what_was_withdrawn_still_shown(patch: pytest.MonkeyPatch) -> None:
    """A withdrawn update goes on saying what it said."""
    patch.setattr(ProgressUpdate, "shows_content_to", lambda update, user: True)


def an_author_who_is_named(patch: pytest.MonkeyPatch) -> None:
    """The answer says who wrote it."""
    patch.setattr(
        ProgressUpdateSerializer,
        "get_narrative",
        lambda shown, update: f"{update.narrative} ({update.author.username})",
    )


def a_person_who_left_still_signed_in(patch: pytest.MonkeyPatch) -> None:
    """A session outlives the account."""
    patch.setattr(ModelBackend, "user_can_authenticate", lambda backend, user: True)
