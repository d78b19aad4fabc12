"""Ends sessions that are over, and leads people who lack a second factor to where they set one up."""

import datetime
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from core.permissions import lacks_second_factor

STARTED, SEEN = "session_started", "session_seen"
# A session that is used is written down once a minute, not with every request.
SEEN_AGAIN = datetime.timedelta(minutes=1)

Answer = Callable[[HttpRequest], HttpResponse]


class SessionsEnd:
    """Signs out whoever was idle too long or has been signed in too long."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            self.look_at(request, timezone.now())
        return self.get_response(request)

    def look_at(self, request: HttpRequest, now: datetime.datetime) -> None:
        """End the session, or write down that it was used."""
        session = request.session
        started, seen = (session.get(name, now.timestamp()) for name in (STARTED, SEEN))
        idle, old = now.timestamp() - seen, now.timestamp() - started
        if idle > settings.SESSION_IDLE.total_seconds() or old > settings.SESSION_LONGEST.total_seconds():
            logout(request)
        elif STARTED not in session or idle > SEEN_AGAIN.total_seconds():
            session.update({STARTED: started, SEEN: now.timestamp()})


class SecondFactorFirst:
    """Answers a refusal that a second factor would lift with the page where one is set up."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A way on for people who lack nothing but their second factor."""
        if isinstance(exception, PermissionDenied) and lacks_second_factor(request.user):
            return redirect_to_login(request.get_full_path(), login_url=reverse("second-factor-needed"))
        return None
