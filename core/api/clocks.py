"""The two clocks: `as_of`, what was true on a day, and `known_at`, what had been published by a moment."""

import datetime
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Prefetch, QuerySet
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.filters import MomentField, PartialDateFormField
from core.api.parameters import DeclaredParameters
from core.moments import clock_headers
from core.partial_dates import latest_day

TEXTS = {
    "as_of": "What was true on this day (2023, 2023-06 or 2023-06-30): what was assessed later is left out.",
    "known_at": "What could be known at this moment (2023-07-15 or 2023-07-15T12:00:00Z): what was published "
    "later is left out; what was corrected or withdrawn later still counts.",
}
HEADERS = {
    "As-Of": "The day this answer speaks of: the one asked for, else today.",
    "Known-At": "The moment whose knowledge it speaks from: the one asked for, else now.",
}
IN_HEADERS = [
    OpenApiParameter(name, str, OpenApiParameter.HEADER, response=[200], description=text)
    for name, text in HEADERS.items()
]
DESCRIBED = [OpenApiParameter(name, str, description=text) for name, text in TEXTS.items()]
BEGUN = (
    "Only what had begun by this day (2023, 2023-06 or 2023-06-30) and not ended before it; what has no date "
    "stays."
)
PUBLISHED = (
    "Only what had been published by this moment (2023-07-15 or 2023-07-15T12:00:00Z), by the date of the "
    "document it is taken from: of several the first, and a partial date from its first day. What has no "
    "date stays. The wording is always that of today: an earlier one may have been changed because it "
    "endangered somebody. A release keeps everything as it was at a moment."
)
BY_SOURCES = [
    OpenApiParameter("as_of", str, description=BEGUN),
    OpenApiParameter("known_at", str, description=PUBLISHED),
]


@dataclass(frozen=True)
class Clocks:
    """The times a question asks about; None where it asks about today, as known now."""

    as_of: datetime.date | None
    known_at: datetime.datetime | None
    now: datetime.datetime

    @property
    def day(self) -> datetime.date:
        """The day to look back from when something's age is told."""
        return self.as_of or (self.known_at or self.now).date()

    @property
    def asked(self) -> dict[str, Any]:
        """Both, as the reads of models take them."""
        return {"as_of": self.as_of, "known_at": self.known_at}


class ClockedEndpoint(DeclaredParameters):
    """An endpoint that answers for another time when asked, and says which in its headers."""

    own_parameters: dict[str, forms.Field] = {
        "as_of": PartialDateFormField(required=False),
        "known_at": MomentField(required=False),
    }
    described = DESCRIBED
    _clocks: Clocks | None = None

    @property
    def clocks(self) -> Clocks:
        """The times this call asks about, read once."""
        if self._clocks is None:
            self._clocks = self.read_clocks()
        return self._clocks

    def read_clocks(self) -> Clocks:
        """The times from the call's parameters; only reads have any."""
        given = getattr(self, "given", {})
        day = given.get("as_of")
        return Clocks(
            as_of=latest_day(day) if day else None, known_at=given.get("known_at"), now=timezone.now()
        )

    def get_serializer_context(self) -> dict[str, Any]:
        """Besides the request, the clocks: how old something is depends on them."""
        return {**super().get_serializer_context(), "clocks": self.clocks}  # type: ignore[misc]

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """The answer, with the clocks it was read by."""
        answer: Response = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[misc]
        if request.method in ("GET", "HEAD") and answer.status_code < 300:  # noqa: PLR2004
            tell(answer, self.clocks)
        return answer


class DatedEndpoint(ClockedEndpoint):
    """Content that says of itself from when it is there and from when it was known (`Content.BEGINS`).

    `shown_then` names the rows that an object shows whole, of which it shows those that were there too.
    """

    described = BY_SOURCES
    shown_then: tuple[str, ...] = ()

    def get_queryset(self) -> QuerySet:
        """The rows that were there by the times asked for."""
        rows: Any = super().get_queryset()  # type: ignore[misc]
        return rows.there(**self.clocks.asked)

    def going_along(self) -> list[Any]:
        """What an object shows whole, at the times asked for."""
        then = [Prefetch(name, self._shown_then(name)) for name in self.shown_then]
        return [*then, *super().going_along()]  # type: ignore[misc]

    def _shown_then(self, name: str) -> QuerySet:
        related: Any = self.queryset.model._meta.get_field(name).related_model  # type: ignore[attr-defined]
        visible = related.objects.visible_to(self.request.user)  # type: ignore[attr-defined]
        rows: QuerySet = visible.there(**self.clocks.asked)
        return rows


def tell(answer: HttpResponseBase, clocks: Clocks) -> None:
    """Say in the headers of an answer by which clocks it was read."""
    for name, text in clock_headers(clocks.now, **clocks.asked).items():
        answer.headers[name] = text
