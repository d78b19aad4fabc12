"""Who asks: people with and without roles, in a browser or through a program's token."""

import json
import sys
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.signals import got_request_exception
from django.test import Client, RequestFactory
from django.utils import timezone

from core.models import ApiToken, User
from tests.factories.core import UserFactory


class Role(StrEnum):
    """Everybody who can stand before an address; the words are those of the table and of the differences."""

    ANONYMOUS = "an anonymous reader"
    DEACTIVATED = "a deactivated reviewer"
    NO_ROLE = "an account without a role"
    RESEARCHER = "a researcher"
    AUTHOR = "the monitor who wrote it"
    MONITOR = "another monitor"
    REVIEWER = "a reviewer"
    ADMIN = "an admin"
    AUDITOR = "an auditor"
    STAFF = "an account let into the admin screens, without any right there"
    READ_TOKEN = "a reviewer's token to read"
    RECORD_TOKEN = "a reviewer's token to record"
    REVIEW_TOKEN = "a reviewer's token to review"
    AUTHORS_READ_TOKEN = "the author's token to read"
    AUTHORS_TOKEN = "the author's token to record"
    DEACTIVATED_TOKEN = "a deactivated reviewer's token"


# Whose account it is, with which groups and switches; an anonymous reader has none.
ACCOUNTS: dict[Role, dict[str, Any]] = {
    Role.DEACTIVATED: {"roles": ["reviewer"]},
    Role.NO_ROLE: {},
    Role.RESEARCHER: {"roles": ["researcher"]},
    Role.AUTHOR: {"roles": ["monitor"]},
    Role.MONITOR: {"roles": ["monitor"]},
    Role.REVIEWER: {"roles": ["reviewer"]},
    Role.ADMIN: {"roles": ["admin"], "is_staff": True, "is_superuser": True},
    Role.AUDITOR: {"roles": ["auditor"]},
    Role.STAFF: {"is_staff": True},
}
# Whose token it is, and for what.
TOKENS: dict[Role, tuple[Role, str]] = {
    Role.READ_TOKEN: (Role.REVIEWER, "read"),
    Role.RECORD_TOKEN: (Role.REVIEWER, "record"),
    Role.REVIEW_TOKEN: (Role.REVIEWER, "review"),
    Role.AUTHORS_READ_TOKEN: (Role.AUTHOR, "read"),
    Role.AUTHORS_TOKEN: (Role.AUTHOR, "record"),
    Role.DEACTIVATED_TOKEN: (Role.DEACTIVATED, "review"),
}


def person_of(role: Role) -> Role:
    """Whose account stands behind a role: a token's person, else the role itself."""
    return TOKENS[role][0] if role in TOKENS else role


class Caller:
    """One of them; every request of theirs is their first."""

    def __init__(self, headers: Mapping[str, str] | None = None, cookie: str = "") -> None:
        self.known_by: dict[str, str] = {**(headers or {}), "Cookie": cookie}

    def ask(self, method: str, path: str, sent: Any, headers: Mapping[str, str]) -> Any:
        """The request and its answer, straight from the middleware: a failure of the server is one too."""
        given = {**self.known_by, **headers}
        if path.startswith("/api/"):
            kind = "application/octet-stream" if isinstance(sent, bytes) else "application/json"
            body = sent if isinstance(sent, bytes) else json.dumps(sent) if sent else ""
            request = REQUESTS.generic(method, path, body, content_type=kind, headers=given)
        elif method == "POST":
            request = REQUESTS.post(path, sent, headers=given)
        else:
            request = REQUESTS.generic(method, path, headers=given)
        # A form's token guards against other sites, which is not what is asked here.
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        FAILURES.clear()
        return request, site().get_response(request)


REQUESTS = RequestFactory()
# What went wrong in the server during the last request.
FAILURES: list[str] = []


def note_failure(**_: Any) -> None:
    """Keep what went wrong, for the difference to say."""
    FAILURES.append(repr(sys.exc_info()[1]))


@cache
def site() -> BaseHandler:
    """The whole site, its middleware loaded once."""
    handler = BaseHandler()
    handler.load_middleware()
    got_request_exception.connect(note_failure)
    return handler


def make_people(secret: Any) -> dict[Role, Any]:
    """An account for each role that has one, its names secrets of their own."""
    return {
        role: UserFactory(
            username=secret(role, "username"),
            first_name=secret(role, "first name"),
            last_name=secret(role, "last name"),
            **traits,
        )
        for role, traits in ACCOUNTS.items()
    }


def make_callers(people: Mapping[Role, User]) -> dict[Role, Caller]:
    """Everybody signed in, or with their token in hand; then the person who left is deactivated."""
    callers = {Role.ANONYMOUS: Caller()}
    for role, person in people.items():
        callers[role] = Caller(cookie=signed_in(person))
    for role, (owner, scope) in TOKENS.items():
        # Used today already: the first call of a day would note the day, which is no write of the call's own.
        used = {"scope": scope, "last_used_on": timezone.now().date()}
        _kept, token = ApiToken.objects.create(user=people[owner], **used)
        callers[role] = Caller(headers={"Authorization": f"Token {token}"})
    User.objects.filter(pk=people[Role.DEACTIVATED].pk).update(is_active=False)
    return callers


def signed_in(person: User) -> str:
    """The cookie of a person who has signed in; the one place that knows what signing in takes."""
    client = Client()
    client.force_login(person)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
