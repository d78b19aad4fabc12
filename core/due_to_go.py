"""What of the shared tables has been kept for as long as it is kept, and goes with the next purge."""

import datetime

from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from core.models import (
    ApiToken,
    CallCount,
    Digest,
    GuessCount,
    Notice,
    OutboxMessage,
    PlannedLoad,
    ScheduledRun,
    Undoing,
)
from core.purge import Due
from core.retention import Retention

DONE_LONG_AGO = datetime.timedelta(days=30)
A_YEAR = datetime.timedelta(days=365)


def read_notices(at: datetime.datetime) -> QuerySet:
    """Notices read more than 30 days ago."""
    return Notice.objects.filter(read_at__lt=at - DONE_LONG_AGO)


def done_messages(at: datetime.datetime) -> QuerySet:
    """Outbox messages done more than 30 days ago, except where a notice of them is still there."""
    return OutboxMessage.objects.filter(done_at__lt=at - DONE_LONG_AGO, notices__isnull=True)


def given_up_messages(at: datetime.datetime) -> QuerySet:
    """Outbox messages given up more than 30 days ago, in which time an admin can have tried them again."""
    return OutboxMessage.objects.filter(failed_at__lt=at - DONE_LONG_AGO, notices__isnull=True)


def old_planned_loads(at: datetime.datetime) -> QuerySet:
    """Files brought more than 30 days ago, whatever became of them."""
    return PlannedLoad.objects.filter(brought_at__lt=at - DONE_LONG_AGO)


def old_undoings(at: datetime.datetime) -> QuerySet:
    """Undoings asked for more than 30 days ago, whatever became of them."""
    return Undoing.objects.filter(asked_at__lt=at - DONE_LONG_AGO)


def old_runs(at: datetime.datetime) -> QuerySet:
    """Runs of scheduled tasks that began more than 30 days ago."""
    return ScheduledRun.objects.filter(started_at__lt=at - DONE_LONG_AGO)


def old_digests(at: datetime.datetime) -> QuerySet:
    """Digests of weeks that began more than 30 days ago."""
    return Digest.objects.filter(until__lt=at - DONE_LONG_AGO)


def expired_sessions(at: datetime.datetime) -> QuerySet:
    """Sessions whose time is over."""
    return Session.objects.filter(expire_date__lt=at)


def expired_tokens(at: datetime.datetime) -> QuerySet:
    """Tokens whose time is over."""
    return ApiToken.objects.filter(expiry__lt=at)


def forgotten_guesses(at: datetime.datetime) -> QuerySet:
    """Counts of guesses that no longer slow anybody down."""
    return GuessCount.objects.filter(forgotten_at__lt=at)


def forgotten_calls(at: datetime.datetime) -> QuerySet:
    """Counts of calls of spans that are over."""
    return CallCount.objects.filter(forgotten_at__lt=at)


def old_admin_lists(at: datetime.datetime) -> QuerySet:
    """What the admin screens list of last year and before."""
    return LogEntry.objects.filter(action_time__lt=at - A_YEAR)


# Notices first: a message goes once no notice hangs on it.
DUE = (
    Due("planned loads", Retention.QUEUE, old_planned_loads),
    Due("undoings of loads", Retention.QUEUE, old_undoings),
    Due("notices read", Retention.QUEUE, read_notices),
    Due("outbox messages done", Retention.QUEUE, done_messages),
    Due("outbox messages given up", Retention.QUEUE, given_up_messages),
    Due("runs of scheduled tasks", Retention.QUEUE, old_runs),
    Due("digests of before", Retention.QUEUE, old_digests),
    Due("sessions expired", Retention.SESSION, expired_sessions),
    Due("tokens expired", Retention.SESSION, expired_tokens),
    Due("guesses forgotten", Retention.SESSION, forgotten_guesses),
    Due("calls forgotten", Retention.SESSION, forgotten_calls),
    Due("lines of the admin screens' lists", Retention.LIST, old_admin_lists),
)
