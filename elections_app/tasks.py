"""Background work on elections: the nightly check whether their figures agree."""

from celery import shared_task
from django.utils import timezone

from core.scheduled_runs import Scheduled
from elections_app import services


@shared_task(name="elections_app.tasks.run_consistency_checks", base=Scheduled)
def run_consistency_checks() -> int:
    """Ask every rule again; says how many checks there are. Safe to run twice."""
    return services.refresh_consistency_checks(at=timezone.now())
