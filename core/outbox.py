"""Promises work that must follow a change and keeps it exactly once; what fails too often is given up."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from celery import current_app
from django.db import transaction
from django.db.models import Count, Min, Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from core.errors import NotPermitted
from core.log_lines import kind_and_place
from core.models import OutboxMessage, User
from core.permissions import Action, may

Handler = Callable[..., None]
OWED: dict[str, Any] = {"done_at__isnull": True, "failed_at__isnull": True}
MOST_ATTEMPTS = 8
FIRST_WAIT, LONGEST_WAIT = datetime.timedelta(seconds=15), datetime.timedelta(hours=1)
LONGEST_ERROR = 300
ENDED_WITH_ITS_PROCESS = "The process that did it ended each time before it was done."


def promise(*, task: str, arguments: dict[str, Any], at: datetime.datetime) -> OutboxMessage:
    """Write down work owed for the change being made; the worker is nudged once that is committed.

    `task` is the dotted path of a function that takes `message=` and `at=`; `arguments` are ids, never texts.
    """
    message = OutboxMessage.objects.create(task=task, arguments=arguments, created_at=at)
    transaction.on_commit(lambda: nudge(message.pk), robust=True)
    return message


def nudge(message_id: int) -> None:
    """Ask the worker to look now; if no one hears it, the sweeper finds the message later."""
    current_app.tasks["core.tasks.keep_promise"].delay(message_id)


def keep(*, message_id: int, at: datetime.datetime) -> bool:
    """Do one promised piece of work and mark it done, together or not at all; False when it is not due.

    Each attempt is counted before it begins, so that work that takes its process down with it ends as well.
    """
    if not _begin(message_id, at):
        return False
    try:
        return _do(message_id, at)
    except Exception as problem:
        _note_failure(message_id, problem, at)
        raise


@transaction.atomic
def _begin(message_id: int, at: datetime.datetime) -> bool:
    """Count the attempt; False when the work is done, given up, being done, or tried a moment ago."""
    message = OutboxMessage.objects.select_for_update(skip_locked=True).filter(pk=message_id, **OWED).first()
    if message is None or (message.not_before and message.not_before > at):
        return False
    if message.attempts >= MOST_ATTEMPTS:
        message.failed_at, message.last_error = at, message.last_error or ENDED_WITH_ITS_PROCESS
    else:
        message.attempts += 1
        message.not_before = at + wait_after(message.attempts)
    message.save(update_fields=["failed_at", "last_error", "attempts", "not_before"])
    return message.failed_at is None


@transaction.atomic
def _do(message_id: int, at: datetime.datetime) -> bool:
    message = OutboxMessage.objects.select_for_update().filter(pk=message_id, **OWED).first()
    if message is None:
        return False
    handler: Handler = import_string(message.task)
    handler(message=message, at=at)
    message.done_at = at
    message.save(update_fields=["done_at"])
    return True


def _note_failure(message_id: int, problem: Exception, at: datetime.datetime) -> None:
    """Write down of which kind it was and where; after the last attempt, that no more is tried."""
    owed = OutboxMessage.objects.filter(pk=message_id, **OWED)
    owed.update(last_error=kind_and_place(problem)[:LONGEST_ERROR])
    owed.filter(attempts__gte=MOST_ATTEMPTS).update(failed_at=at)


@transaction.atomic
def owe_again(*, message_id: int, problem: Exception, at: datetime.datetime) -> None:
    """Work that was marked as done turned out, after the commit, to have been refused: it is owed again."""
    OutboxMessage.objects.filter(pk=message_id).update(done_at=None)
    _note_failure(message_id, problem, at)


def wait_after(attempts: int) -> datetime.timedelta:
    """How long to wait after so many attempts: 15 seconds, then twice as long each time, an hour at most."""
    return min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)


@transaction.atomic
def retry(*, messages: Iterable[OutboxMessage], by: User, at: datetime.datetime) -> int:
    """Try work again that is owed or was given up, from the first attempt; says how much that was.

    Raises NotPermitted.
    """
    if not may(by, Action.MANAGE_PEOPLE):
        raise NotPermitted(_("Only admins start background work again."))
    owed = OutboxMessage.objects.filter(pk__in=[message.pk for message in messages], done_at__isnull=True)
    keys = list(owed.select_for_update().values_list("pk", flat=True))
    owed.update(attempts=0, not_before=None, failed_at=None, last_error="")
    for key in keys:
        transaction.on_commit(lambda key=key: nudge(key), robust=True)  # type: ignore[misc]
    return len(keys)


def forget(*, arguments: dict[str, Any]) -> None:
    """Take away every message with these arguments, done or owed, and the notices that came of them."""
    OutboxMessage.objects.filter(arguments=arguments).delete()


def still_owed(*, before: datetime.datetime, at: datetime.datetime) -> list[int]:
    """The messages written before a moment that nobody has done and that are due now, oldest first."""
    due = Q(not_before__isnull=True) | Q(not_before__lte=at)
    owed = OutboxMessage.objects.filter(due, created_at__lt=before, **OWED)
    return list(owed.values_list("pk", flat=True))


@dataclass(frozen=True)
class Standing:
    """How much work is owed, how long the oldest of it has waited, and how much was given up."""

    owed: int
    oldest_seconds: float
    given_up: int


def standing(*, at: datetime.datetime) -> Standing:
    """Where the outbox stands."""
    there = Q(failed_at__isnull=True)
    found = OutboxMessage.objects.filter(done_at__isnull=True).aggregate(
        owed=Count("pk", filter=there),
        oldest=Min("created_at", filter=there),
        given_up=Count("pk", filter=~there),
    )
    waited = (at - found["oldest"]).total_seconds() if found["oldest"] else 0.0
    return Standing(found["owed"], max(0.0, waited), found["given_up"])
