"""The endpoint of progress updates: reads what one may see; each way to change one is one service call."""

import re
from typing import Any, ClassVar

from django.db.models import Case, F, Prefetch, QuerySet, TextField, Value, When
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from benchmarks_app import services
from benchmarks_app.api.evidence_files import EvidenceFiles
from benchmarks_app.api.filters import ProgressUpdateFilters
from benchmarks_app.api.many_at_once import ManyAtOnce
from benchmarks_app.api.progress import ProgressUpdateSerializer
from benchmarks_app.api.progress_input import (
    ProgressUpdateInput,
    PublishInput,
    ReturnInput,
    WithdrawInput,
    content_from,
)
from benchmarks_app.api.sets import OfASet
from benchmarks_app.models import Evidence, ProgressUpdate, ProposedObservation
from core.api import clocks, idempotency
from core.api.reading import ID, ContentEndpoint
from core.api.versions import VersionedEndpoint, etag_of, if_match, version_asked
from core.errors import DomainError
from core.permissions import Action, Scope, may

MAYBE_A_VERSION: dict[str, Any] = {
    "parameters": [if_match(required=False)],
    "responses": ProgressUpdateSerializer,
}
ROW = re.compile(r"(evidence|observations)\.([0-9]+)\b")


class ProgressUpdateEndpoint(
    OfASet, clocks.ClockedEndpoint, VersionedEndpoint, EvidenceFiles, ManyAtOnce, ContentEndpoint
):
    """What assessors said about the benchmarks and measures; drafts are there for their authors only."""

    set_path = "benchmark__set"
    lookup_field = "pk"
    lookup_value_regex = ID
    queryset = ProgressUpdate.objects.with_everything_shown()
    serializer_class = ProgressUpdateSerializer
    filterset_class = ProgressUpdateFilters
    search_fields = ("searchable_narrative", "benchmark__title", "benchmark__short_title")
    ordering_fields = {"benchmark": "benchmark__number"} | {
        name: name for name in ("assessed_on", "published_at", "created_at", "status", "assessor")
    }
    scopes: ClassVar[dict[str, Scope]] = dict.fromkeys(("send_back", "publish", "withdraw"), Scope.REVIEW)

    def get_queryset(self) -> QuerySet:
        """The updates and their rows that the caller may see; at the time asked for, if any."""
        rows = self._with_rows(super().get_queryset())
        return rows.there(**self.clocks.asked)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One update, if it stood at the time asked for; its ETag is what If-Match wants for a change."""
        return self._answer(self.get_object())

    @extend_schema(
        request=ProgressUpdateInput,
        parameters=[idempotency.DESCRIBED],
        responses={
            200: OpenApiResponse(ProgressUpdateSerializer, description="What the same call made before."),
            201: ProgressUpdateSerializer,
        },
    )
    def create(self, request: Request) -> Response:
        """Start a draft; monitors and reviewers may."""
        key = idempotency.idempotency_key(request)
        content = content_from(self.checked(ProgressUpdateInput))
        now = timezone.now()
        known = bool(key) and ProgressUpdate.objects.filter(author=self.caller, client_key=key).exists()
        update = services.draft_update(content=content, by=self.caller, at=now, client_key=key)
        if known or update.created_at != now:
            return self._replayed(update, content)
        return self._answer(self._again(update), status.HTTP_201_CREATED)

    @extend_schema(
        request=ProgressUpdateInput(partial=True),
        parameters=[if_match(required=True)],
        responses=ProgressUpdateSerializer,
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        """Rewrite one's own draft or returned update; what is left out stays."""
        update = self.get_object()
        version = self._version_asked(update, required=True)
        given = self.checked(ProgressUpdateInput, partial=True, set=update.benchmark.set_id)
        content = content_from(given, update, seen_by=self.caller)
        return self._step(services.revise_update, update, content=content, version=version)

    @extend_schema(request=None, **MAYBE_A_VERSION)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: str) -> Response:
        """Hand one's own update to the reviewers; "achieved" only with two independent origins."""
        return self._step(services.submit_update, *self._asked())

    @extend_schema(request=ReturnInput, **MAYBE_A_VERSION)
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def send_back(self, request: Request, pk: str) -> Response:
        """Give a submitted update back to its author, saying why; reviewers may."""
        return self._step(services.return_update, *self._asked(), **self.checked(ReturnInput))

    @extend_schema(request=PublishInput, **MAYBE_A_VERSION)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str) -> Response:
        """Make another person's submitted update public, once read for names; reviewers may."""
        return self._step(services.publish_update, *self._asked(), **self.checked(PublishInput))

    @extend_schema(request=WithdrawInput, **MAYBE_A_VERSION)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take another person's published update back, saying why; reviewers may."""
        return self._step(services.withdraw_update, *self._asked(), **self.checked(WithdrawInput))

    @extend_schema(
        request=None, parameters=[if_match(required=False)], responses={201: ProgressUpdateSerializer}
    )
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: str) -> Response:
        """Start a draft that, once published, takes a published update's place; both stay to be read."""
        update, _version = self._asked()
        draft = services.correct_update(update=update, by=self.caller, at=timezone.now())
        return self._answer(self._again(draft), status.HTTP_201_CREATED)

    @property
    def caller(self) -> Any:
        """Who is calling; a write comes from somebody who is signed in."""
        return self.request.user

    def checked(self, kind: type[Serializer], *, partial: bool = False, **known: Any) -> dict[str, Any]:
        """What was sent, as the input of this kind understands it; raises ValidationError."""
        context = {"request": self.request, **known}
        serializer = kind(data=self.request.data, partial=partial, context=context)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def shown_again(self, row: ProgressUpdate) -> Any:
        """The update as the caller may see it now; None where they no longer may."""
        fresh = self._with_rows(super().get_queryset()).filter(pk=row.pk).first()
        return fresh and self.get_serializer(fresh).data

    def shown_list(self, updates: list[ProgressUpdate]) -> list[Any]:
        """The updates as an answer shows them, in the order given."""
        found = self._with_rows(self.queryset.all()).in_bulk([update.pk for update in updates])
        return self.get_serializer([found[update.pk] for update in updates], many=True).data

    def handle_exception(self, error: Exception) -> Response:
        """The problem; its rows are counted from 0, as JSON does, where a form counts from 1."""
        if isinstance(error, DomainError) and error.field:
            error.field = ROW.sub(lambda found: f"{found[1]}.{int(found[2]) - 1}", error.field)
        return super().handle_exception(error)

    def _asked(self) -> tuple[ProgressUpdate, int | None]:
        update = self.get_object()
        return update, self._version_asked(update)

    def _version_asked(self, update: ProgressUpdate, *, required: bool = False) -> int | None:
        """The version that the call names; whoever may not write is told so, and not whether they guessed."""
        if not may(self.caller, Action.RECORD_PROGRESS):
            return None
        return version_asked(self.request, update, required=required)

    def _step(self, service: Any, update: ProgressUpdate, version: int | None, **given: Any) -> Response:
        moved = service(update=update, by=self.caller, at=timezone.now(), version=version, **given)
        return self._answer(self._again(moved))

    def _replayed(self, update: ProgressUpdate, content: services.UpdateContent) -> Response:
        """The update made before; what was sent is compared while nobody has changed it since."""
        if update.version == 1 and not services.says_the_same(update, content, by=self.caller):
            raise idempotency.KeyReused
        answer = self._answer(self._again(update))
        answer[idempotency.REPLAYED] = "true"
        return answer

    def _again(self, update: ProgressUpdate) -> ProgressUpdate:
        """How it stands now, even where the caller's own step took it out of their sight."""
        return self._with_rows(self.queryset.all()).get(pk=update.pk)

    def _with_rows(self, updates: QuerySet) -> Any:
        evidence: Any = Evidence.objects.visible_to(self.request.user)
        observations = ProposedObservation.objects.select_related("indicator").order_by("order")
        return updates.annotate(searchable_narrative=self._searchable()).prefetch_related(
            Prefetch("evidence", evidence.with_everything_shown().order_by("order")),
            Prefetch("proposed_observations", observations),
        )

    def _searchable(self) -> Any:
        """The narrative, where the caller may read it: a search must not find what an answer hides."""
        if may(self.request.user, Action.READ_RESTRICTED):
            return F("narrative")
        hidden = When(state=ProgressUpdate.State.WITHDRAWN, then=Value(""))
        return Case(hidden, default=F("narrative"), output_field=TextField())

    def _answer(self, update: ProgressUpdate, code: int = status.HTTP_200_OK) -> Response:
        answer = Response(self.get_serializer(update).data, status=code)
        if may(self.caller, Action.RECORD_PROGRESS):  # for all others the tag comes from what they are shown
            answer["ETag"] = etag_of(update)
        if code == status.HTTP_201_CREATED:
            answer["Location"] = str(answer.data["url"])  # a plain str, as servers want it
        return answer
