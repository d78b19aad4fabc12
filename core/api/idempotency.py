"""`Idempotency-Key`: the same POST sent again, after a double click or a lost answer, makes nothing new."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
KEY = re.compile(r"(?=.*[^ ])[\x20-\x7e]{1,100}")

DESCRIBED = OpenApiParameter(
    HEADER,
    str,
    OpenApiParameter.HEADER,
    description="A text of your own, 1 to 100 printable ASCII characters, new for each new thing: sent again "
    f"with the same content it answers what was made the first time (200, {REPLAYED}: true).",
)


class KeyReused(APIException):
    """The key of an earlier call, with another content."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_detail = gettext_lazy(
        "This Idempotency-Key was sent before with another content: take a new key for a new update."
    )


def idempotency_key(request: Request) -> str:
    """The key sent with a call, empty where there is none; one that is no key is refused."""
    key = request.headers.get(HEADER)
    if key is not None and not KEY.fullmatch(key):
        raise ValidationError({HEADER: [_("Give 1 to 100 printable ASCII characters.")]})
    return key or ""
