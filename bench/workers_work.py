"""The work of bench/workers.py: promises that wait for the database or reckon, and leave a notice."""

import datetime
import hashlib

from django.db import connection

from core.models import Notice, OutboxMessage, User

SECONDS_WAITED = 0.05
ROUNDS = 100_000  # some 50 ms of a processor


def wait(*, message: OutboxMessage, at: datetime.datetime) -> None:
    """Wait for the database, as for a slow question."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [SECONDS_WAITED])
    _leave_notice(message, at)


def reckon(*, message: OutboxMessage, at: datetime.datetime) -> None:
    """Keep a processor busy."""
    hashlib.pbkdf2_hmac("sha256", b"bench", b"workers", ROUNDS)
    _leave_notice(message, at)


def _leave_notice(message: OutboxMessage, at: datetime.datetime) -> None:
    person = User.objects.get(username="bench-reviewer")
    Notice.objects.create(recipient=person, message=message, text="", path="", created_at=at)
