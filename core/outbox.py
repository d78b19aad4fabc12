"""Promises work that must follow a change, and keeps the promise exactly once."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from celery import current_app
from django.db import transaction
from django.db.models import Count, Min
from django.utils.module_loading import import_string

from core.models import OutboxMessage

Handler = Callable[..., None]


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


@transaction.atomic
def keep(*, message_id: int, at: datetime.datetime) -> bool:
    """Do one promised piece of work and mark it done, together or not at all; False when already done."""
    owed = OutboxMessage.objects.select_for_update().filter(pk=message_id, done_at__isnull=True)
    message = owed.first()
    if message is None:
        return False
    handler: Handler = import_string(message.task)
    handler(message=message, at=at)
    message.done_at = at
    message.save(update_fields=["done_at"])
    return True


def forget(*, arguments: dict[str, Any]) -> None:
    """Take away every message with these arguments, done or owed, and the notices that came of them."""
    OutboxMessage.objects.filter(arguments=arguments).delete()


def still_owed(*, before: datetime.datetime) -> list[int]:
    """The messages written before a moment that nobody has done, oldest first."""
    owed = OutboxMessage.objects.filter(done_at__isnull=True, created_at__lt=before)
    return list(owed.values_list("pk", flat=True))


@dataclass(frozen=True)
class Standing:
    """How much work is owed, and how long the oldest of it has waited."""

    owed: int
    oldest_seconds: float


def standing(*, at: datetime.datetime) -> Standing:
    """Where the outbox stands."""
    found = OutboxMessage.objects.filter(done_at__isnull=True).aggregate(
        owed=Count("pk"), oldest=Min("created_at")
    )
    waited = (at - found["oldest"]).total_seconds() if found["oldest"] else 0.0
    return Standing(found["owed"], max(0.0, waited))
