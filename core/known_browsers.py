"""Recognizes a browser in which somebody signed in before, without keeping a list of browsers.

The cookie holds a random number and, for each person who signed in here, a keyed hash of number and name. It
lets nobody in; it only gives this browser an allowance of its own, which nobody elsewhere can use up.
"""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

COOKIE = "known_browser"
MOST_PEOPLE = 5
MONTHS = 6
AGE = MONTHS * 30 * 24 * 3600


def known_as(request: HttpRequest, username: str) -> str:
    """The number of this browser if this person signed in with it before; else nothing."""
    number, marks = _read(request)
    ours = [_mark(number, username, secret) for secret in _secrets()]
    known = any(constant_time_compare(mark, one) for mark in marks for one in ours)
    return number if known else ""


def remember(request: HttpRequest, response: HttpResponse, username: str) -> None:
    """Let the browser keep that this person signed in with it; the latest few people are kept."""
    number, marks = _read(request)
    number = number or secrets.token_urlsafe(16)
    mark = _mark(number, username, settings.SECRET_KEY)
    kept = [mark, *(other for other in marks if other != mark)][:MOST_PEOPLE]
    response.set_cookie(
        COOKIE,
        ".".join([number, *kept]),
        max_age=AGE,
        path=reverse("sign-in"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    number, *marks = request.COOKIES.get(COOKIE, "").split(".")
    return number, marks[:MOST_PEOPLE]


def _mark(number: str, username: str, secret: str) -> str:
    told = f"{number}:{username.casefold()}"
    return salted_hmac("core.known_browsers", told, secret=secret, algorithm="sha256").hexdigest()


def _secrets() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
