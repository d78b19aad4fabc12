"""Takes down each run of a scheduled task and how it ended; two schedulers start none twice at once."""

import datetime
from typing import Any

from celery import Task, current_app
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import NotPermitted
from core.log_lines import kind_and_place
from core.models import ScheduledRun, User
from core.permissions import Action, may

# Where no scheduler runs, what is done every night is due again after so long.
A_NIGHT = datetime.timedelta(hours=23)
# No run takes longer; one that did not end by then went down with its process.
LONGEST_RUN = datetime.timedelta(hours=2)
LONGEST_ERROR = 300
ENDED_WITH_ITS_PROCESS = "The process that did it ended before it was done."


class Scheduled(Task):
    """A task that the schedule starts."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run it and take that down; nothing when another run of it is still going on."""
        run = begin(task=self.name, at=timezone.now())
        if run is None:
            return None
        try:
            answer = self.run(*args, **kwargs)
        except Exception as problem:
            end(run=run, at=timezone.now(), problem=kind_and_place(problem))
            raise
        end(run=run, at=timezone.now())
        return answer


def begin(*, task: str, at: datetime.datetime) -> ScheduledRun | None:
    """A new run; None when one is going on. One that never ended is closed first."""
    going_on = ScheduledRun.objects.filter(task=task, ended_at__isnull=True)
    going_on.filter(started_at__lte=at - LONGEST_RUN).update(ended_at=at, last_error=ENDED_WITH_ITS_PROCESS)
    try:
        with transaction.atomic():
            return ScheduledRun.objects.create(task=task, started_at=at)
    except IntegrityError:
        return None


def end(*, run: ScheduledRun, at: datetime.datetime, problem: str = "") -> None:
    """Write down that it ended, and why it failed if it did."""
    ScheduledRun.objects.filter(pk=run.pk).update(ended_at=at, last_error=problem[:LONGEST_ERROR])


def due(*, at: datetime.datetime) -> list[str]:
    """The tasks of every night that did not run in the night before `at`, in the order of the schedule."""
    well = ScheduledRun.objects.filter(started_at__gt=at - A_NIGHT, last_error="")
    done = set(well.values_list("task", flat=True))
    nightly = [entry["task"] for entry in current_app.conf.beat_schedule.values()]
    return [name for name in nightly if isinstance(current_app.tasks[name], Scheduled) and name not in done]


def start_again(*, tasks: set[str], by: User) -> int:
    """Start these tasks now, each once; says how many are known. Raises NotPermitted."""
    if not may(by, Action.MANAGE_PEOPLE):
        raise NotPermitted(_("Only admins start background work again."))
    known = sorted(tasks & set(current_app.tasks))
    for name in known:
        current_app.tasks[name].delay()
    return len(known)
