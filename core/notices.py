"""Puts a line into the workspaces of the people who must know of something, and takes it away once read."""

import datetime
from collections.abc import Iterable

from django.db.models import QuerySet

from core.models import Notice, OutboxMessage, User


def notify(
    *, recipients: Iterable[User], text: str, path: str, message: OutboxMessage, at: datetime.datetime
) -> None:
    """One notice for each person, once per outbox message however often it is kept."""
    notices = [
        Notice(recipient=person, message=message, text=text, path=path, created_at=at)
        for person in recipients
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def mark_read(*, notices: QuerySet[Notice], by: User, at: datetime.datetime) -> int:
    """Note that this person has read these, of which only their own count; says how many were new to them."""
    return notices.filter(recipient=by, read_at__isnull=True).update(read_at=at)
