"""Asks every caller of the API to leave something for the others; people with an account have more."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from core import rates
from core.guessing import network_address

ANONYMOUS, PERSON, WRONG_TOKEN = "anonymous", "person", "wrong-token"


class CallsInASpan(BaseThrottle):
    """Pays for a call before anything is looked up, so that it costs the same whatever is there."""

    standing: rates.Standing | None = None

    def allow_request(self, request: Request, view: Any) -> bool:
        """Whether the caller has a call left; the answer's headers are told by `EveryAnswer`."""
        rate = rates.rate_of(kind_of(request))
        if rate is None:
            return True
        self.standing = rates.spend(rate=rate, source=_source(request), at=timezone.now())
        request._request.standing = self.standing  # type: ignore[attr-defined]
        return self.standing.allowed

    def wait(self) -> float | None:
        """How many seconds until there are calls again."""
        return self.standing.seconds if self.standing else None


def has_a_call_left(request: HttpRequest) -> bool:
    """Pay for the call of somebody without an account that no view will see."""
    rate = rates.rate_of(ANONYMOUS)
    if rate is None:
        return True
    standing = rates.spend(rate=rate, source=network_address(request), at=timezone.now())
    request.standing = standing  # type: ignore[attr-defined]
    return standing.allowed


def kind_of(request: Any) -> str:
    """What kind of caller it is."""
    user = getattr(request, "user", None)
    return PERSON if user is not None and user.is_authenticated else ANONYMOUS


def rate_of_wrong_tokens() -> rates.Rate | None:
    """How many wrong tokens a network address has: as many as it has calls without one."""
    rate = rates.rate_of(ANONYMOUS)
    return replace(rate, kind=WRONG_TOKEN) if rate else None


def _source(request: Request) -> str:
    if kind_of(request) == PERSON:
        return str(request.user.pk)
    return network_address(request._request)
