"""Who asks: each reader as the worlds know them, and how their requests are sent."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.test import RequestFactory
from django.test.client import ClientHandler
from django.utils import timezone

from core.models import ApiToken, User
from core.session_store import SessionStore
from tests.leaks.answers import Answer, answer_of


class Reader(StrEnum):
    """The kinds of people and programs that must not see everything."""

    ANONYMOUS = "anonymous"
    NO_ROLE = "account without role"
    RESEARCHER = "researcher"
    MONITOR = "monitor who is not the author"
    REVIEWER = "reviewer"
    READ_TOKEN = "token that reads, of the monitor"


NOBODY: frozenset[Reader] = frozenset()
# Read restricted evidence and what was withdrawn; a token that reads may do so for its person as well.
TEAM = frozenset({Reader.MONITOR, Reader.REVIEWER, Reader.READ_TOKEN})
REVIEWERS = frozenset({Reader.REVIEWER})
WRITERS = frozenset({Reader.MONITOR, Reader.REVIEWER})
MONITORS = frozenset({Reader.MONITOR})


@dataclass
class Caller:
    """Sends requests to the whole site, middleware and all, without leaving this process."""

    headers: dict[str, str] = field(default_factory=dict)
    handler: ClientHandler = field(default_factory=lambda: ClientHandler(enforce_csrf_checks=False))

    def get(self, address: str, **headers: str) -> Answer:
        """The answer to one GET; `HTTP_ACCEPT="…"` sends a header along."""
        return self.send("GET", address, **headers)

    def send(self, method: str, address: str, body: Any = "", kind: str = "", **headers: str) -> Answer:
        """The answer to any request."""
        request = RequestFactory().generic(method, address, body, kind, **self.headers, **headers)
        return answer_of(self.handler(request.environ))


def calling_with_token(person: User, scope: str = "read") -> Caller:
    """Calls with a new token of this person."""
    # Used today already: only the first call of a day notes it.
    used = {"scope": scope, "last_used_on": timezone.now().date()}
    _kept, sent = ApiToken.objects.create(user=person, **used)
    return Caller({"HTTP_AUTHORIZATION": f"Token {sent}"})


def signed_in(person: User) -> Caller:
    """Calls with a session of this person."""
    request = HttpRequest()
    request.session = SessionStore()
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.save()
    return Caller({"HTTP_COOKIE": f"{settings.SESSION_COOKIE_NAME}={request.session.session_key}"})
