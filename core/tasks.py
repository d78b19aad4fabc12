"""Background work on the outbox: keeping one promise, and sweeping for those nobody heard."""

import datetime

from celery import shared_task
from django.utils import timezone

from core import outbox

GRACE = datetime.timedelta(seconds=30)


@shared_task(name="core.tasks.keep_promise")
def keep_promise(message_id: int) -> bool:
    """Do the work of one outbox message; safe to run twice."""
    return outbox.keep(message_id=message_id, at=timezone.now())


@shared_task(name="core.tasks.sweep_outbox")
def sweep_outbox() -> int:
    """Nudge a worker for everything still owed after the grace period; says how much that was."""
    owed = outbox.still_owed(before=timezone.now() - GRACE)
    for message_id in owed:
        keep_promise.delay(message_id)
    return len(owed)
