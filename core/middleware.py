"""Ends sessions that are over, and leads people who lack a second factor to where they set one up."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from core.permissions import lacks_second_factor
from core.session_store import SEEN, STARTED

# A session that is used is written down once a minute, not with every request.
SECONDS_TO_SEEN_AGAIN = 60

Answer = Callable[[HttpRequest], HttpResponse]


class SessionsEnd:
    """Signs out whoever was idle too long or has been signed in too long."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            self.look_at(request, timezone.now().timestamp())
        return self.get_response(request)

    def look_at(self, request: HttpRequest, now: float) -> None:
        """End the session, or write down that it was used."""
        session = request.session
        idle, old = (now - session.get(name, 0) for name in (SEEN, STARTED))
        if idle > settings.SESSION_IDLE.total_seconds() or old > settings.SESSION_LONGEST.total_seconds():
            logout(request)
        elif idle > SECONDS_TO_SEEN_AGAIN:
            session[SEEN] = now


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
