"""Background work on benchmarks: reminding monitors of what grew old or ends."""

from celery import shared_task
from django.utils import timezone

from benchmarks_app.services import reminders
from core.scheduled_runs import Scheduled


@shared_task(name="benchmarks_app.tasks.remind", base=Scheduled)
def remind() -> int:
    """Promise the reminders that are due; says how many. Safe to run twice."""
    return reminders.remind(at=timezone.now())
