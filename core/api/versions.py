"""Versions of a row: the ETag of an answer, and what `If-Match` asks before a write."""

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.problems import sayable
from core.errors import StaleVersion

TAG = r'(?:W/)?"[\x21\x23-\x7e]*"'
TAGS = re.compile(rf"\s*{TAG}(?:\s*,\s*{TAG})*\s*")


def if_match(*, required: bool) -> OpenApiParameter:
    """The header as the API's description shows it."""
    return OpenApiParameter(
        "If-Match",
        str,
        OpenApiParameter.HEADER,
        required=required,
        description="The ETag of the version you read; if it has changed since, nothing is written (412).",
    )


class VersionNeeded(APIException):
    """A write that does not say which version it changes."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_detail = gettext_lazy(
        "Say which version you change: read the object, then send the ETag of that answer as If-Match."
    )


def etag_of(row: Any) -> str:
    """The strong tag of a row's version: the same for everybody who may see the row."""
    return f'"{row.pk}-{row.version}"'


def version_asked(request: Request, row: Any, *, required: bool = False) -> int | None:
    """The version that `If-Match` names, None without it; raises StaleVersion for any but the row's."""
    given = request.headers.get("If-Match")
    if given is None and required:
        raise VersionNeeded
    if given is None:
        return None
    if given.strip() == "*":
        return row.version
    if not TAGS.fullmatch(given):
        raise ValidationError({"If-Match": [_('Give an ETag in its quotes, such as "17-2".')]})
    if etag_of(row) not in re.findall(TAG, given):
        raise StaleVersion(_("This has been changed since the version you name."), current=row)
    return row.version


def sent_with(request: Request) -> Any:
    """The body of a call, to be given back; None where nobody can read it, and for a file."""
    try:
        sent: Any = request.data
    except APIException:
        return None
    return None if request.FILES or isinstance(sent, bytes) else sayable(sent)


class VersionedEndpoint:
    """An endpoint whose rows have versions: a stale write is answered with both, and nothing is lost."""

    def handle_exception(self, error: Exception) -> Response:
        """The problem; for a stale version with `current`, how it stands now, and `yours`, what was sent."""
        answer: Response = super().handle_exception(error)  # type: ignore[misc]
        if isinstance(error, StaleVersion):
            current = self.shown_again(error.current)
            answer.data |= {"current": current, "yours": sent_with(self.request)}  # type: ignore[attr-defined]
            if current is not None:
                answer["ETag"] = etag_of(error.current)
        return answer

    def shown_again(self, row: Any) -> Any:
        """The row as the caller may see it now; None where they no longer may."""
        raise NotImplementedError
