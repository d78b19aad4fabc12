"""Many updates in one call: "no change, checked on", and new values of one period; all of them or none."""

import hashlib
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from benchmarks_app import services
from benchmarks_app.api.progress import ProgressUpdateSerializer
from benchmarks_app.api.progress_input import ValueInput
from benchmarks_app.models import ProgressUpdate
from core.api import idempotency
from core.api.inputs import StrictSerializer
from core.partial_dates import validate_partial_date, validate_period

MOST = 100


@extend_schema_field({"type": "integer"})
class CurrentUpdateInput(serializers.Field):
    """A published update that nothing corrects, by its id."""

    def to_internal_value(self, number: Any) -> ProgressUpdate:
        """The update."""
        known = isinstance(number, int) and not isinstance(number, bool) and 0 < number < 2**63
        rows = ProgressUpdate.objects.visible_to(self.context["request"].user).current()
        update = rows.select_related("benchmark", "measure").filter(pk=number).first() if known else None
        if update is None:
            message = _("No update that is published and not corrected has the id %(id)s.")
            raise serializers.ValidationError(message % {"id": str(number)[:40]})
        return update


class NoChangeInput(StrictSerializer):
    """What was looked at again, and when."""

    updates = serializers.ListField(
        child=CurrentUpdateInput(), min_length=1, max_length=MOST, help_text="Their ids."
    )
    checked_on = serializers.CharField(
        max_length=10, validators=[validate_partial_date], help_text="2024, 2024-06 or 2024-06-30."
    )

    def validate_updates(self, updates: list[ProgressUpdate]) -> list[ProgressUpdate]:
        """Each once."""
        refuse_repeated([update.pk for update in updates])
        return updates


class ObserveAgainInput(StrictSerializer):
    """New values of many indicators for one period, and where they come from."""

    period = serializers.CharField(
        max_length=21, validators=[validate_period], help_text="2024, 2024-05 or 2024-01/2024-03."
    )
    assessor = serializers.ChoiceField(choices=ProgressUpdate.Assessor.choices)
    source_note = serializers.CharField(max_length=200, help_text="Where the numbers come from.")
    values = serializers.ListField(child=ValueInput(), min_length=1, max_length=MOST)

    def validate_values(self, values: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """One value of each indicator."""
        refuse_repeated([row["indicator"].pk for row in values])
        return values


class MadeSerializer(serializers.Serializer):
    """The updates that a call for many made, one for each row or benchmark."""

    count = serializers.IntegerField()
    results = ProgressUpdateSerializer(many=True)


def refuse_repeated(keys: list[int]) -> None:
    """Raise a refusal that names every row that was there before."""
    repeated = {
        str(place): [_("This is in the list already.")]
        for place, key in enumerate(keys)
        if key in keys[:place]
    }
    if repeated:
        raise serializers.ValidationError(repeated)


def key_for_many(request: Request, step: str) -> str:
    """The key of a call for many: short, for each row adds its own to it, and another for another step."""
    key = idempotency.idempotency_key(request)
    return f"{step}:{hashlib.sha256(key.encode()).hexdigest()[:40]}" if key else ""


DESCRIBED: dict[str, Any] = {
    "parameters": [idempotency.DESCRIBED],
    "responses": {
        200: OpenApiResponse(MadeSerializer, description="What the same call made before."),
        201: MadeSerializer,
    },
}


class ManyAtOnce:
    """The steps that write many updates; a refusal names the row, and then none is written."""

    request: Any

    @extend_schema(request=NoChangeInput, **DESCRIBED)
    @action(detail=False, methods=["post"], url_path="no-change")
    def no_change(self, request: Request) -> Response:
        """Say of many published updates that nothing has changed: each is submitted again as checked."""
        given = self.checked(NoChangeInput)
        return self._made("no-change", services.record_no_change, _no_change_was_asked, given)

    @extend_schema(request=ObserveAgainInput, **DESCRIBED)
    @action(detail=False, methods=["post"], url_path="observe-again")
    def observe_again(self, request: Request) -> Response:
        """Record new values of many indicators for one period: one submitted update a benchmark."""
        given = self.checked(ObserveAgainInput)
        given["values"] = [(row["indicator"], row["value"], row["qualifier"]) for row in given["values"]]
        return self._made("observe-again", services.observe_again, _observation_was_asked, given)

    def checked(self, kind: type[serializers.Serializer]) -> dict[str, Any]:
        """What was sent, as the input of this kind understands it; raises ValidationError."""
        raise NotImplementedError

    def shown_list(self, updates: list[ProgressUpdate]) -> list[Any]:
        """The updates as an answer shows them."""
        raise NotImplementedError

    def _made(self, step: str, service: Any, was_asked: Any, given: dict[str, Any]) -> Response:
        key = key_for_many(self.request, step)
        before = self._made_before(key)
        if before and not was_asked(before, given):
            raise idempotency.KeyReused
        now = timezone.now()
        updates = service(by=self.request.user, at=now, client_key=key, **given)
        replayed = bool(before) or any(update.created_at != now for update in updates)
        code = status.HTTP_200_OK if replayed else status.HTTP_201_CREATED
        headers = {idempotency.REPLAYED: "true"} if replayed else {}
        shown = {"count": len(updates), "results": self.shown_list(updates)}
        return Response(shown, status=code, headers=headers)

    def _made_before(self, key: str) -> list[ProgressUpdate]:
        if not key:
            return []
        return list(
            ProgressUpdate.objects.filter(author=self.request.user.pk, client_key__startswith=f"{key}/")
        )


def _rows_of(updates: list[ProgressUpdate]) -> set[int]:
    return {int(update.client_key.rpartition("/")[2]) for update in updates}


def _no_change_was_asked(before: list[ProgressUpdate], given: dict[str, Any]) -> bool:
    """Whether these are what the same call made; what has changed since is not compared."""
    fresh = [update for update in before if update.version == 1]
    same_rows = _rows_of(before) == {update.pk for update in given["updates"]}
    return same_rows and all(update.assessed_on == given["checked_on"] for update in fresh)


def _observation_was_asked(before: list[ProgressUpdate], given: dict[str, Any]) -> bool:
    """Whether these are what the same call made; what has changed since is not compared."""
    if _rows_of(before) != {indicator.benchmark_id for indicator, _value, _qualifier in given["values"]}:
        return False
    return all(_holds(update, given) for update in before if update.version == 1)


def _holds(update: ProgressUpdate, given: dict[str, Any]) -> bool:
    content = services.content_of(update)
    told = {(row.indicator.pk, row.value, row.qualifier, row.period) for row in content.observations}
    asked = {
        (indicator.pk, value, qualifier, given["period"])
        for indicator, value, qualifier in given["values"]
        if indicator.benchmark_id == update.benchmark_id
    }
    origins = [row.origin for row in content.evidence]
    return told == asked and origins == [given["source_note"]] and content.assessor == given["assessor"]
