"""Sessions in the database that know from their first writing when somebody signed in."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone

STARTED, SEEN = "session_started", "session_seen"


class SessionStore(db.SessionStore):
    """A session; once it belongs to somebody it carries the time since when, and when it was last used."""

    def save(self, must_create: bool = False) -> Any:
        """Write it down, with the time if this is the first time it belongs to somebody."""
        if SESSION_KEY in self and STARTED not in self:
            now = timezone.now().timestamp()
            self.update({STARTED: now, SEEN: now})
        return super().save(must_create)
