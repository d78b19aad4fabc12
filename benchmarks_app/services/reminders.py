"""Reminds monitors of judgements that grew old and of timeframes that end; a reminder names no content."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from benchmarks_app.assessments import is_stale
from benchmarks_app.models import ProgressUpdate, Timeframe
from core import outbox
from core.models import OutboxMessage, User
from core.notices import notify
from core.partial_dates import latest_day
from core.permissions import Role

TASK = "benchmarks_app.services.reminders.tell_monitors"
SOON = datetime.timedelta(days=90)
# A message that was kept stays as long: until then nobody is told of the same again.
AFTER_THE_END = datetime.timedelta(days=30)


@transaction.atomic
def remind(*, at: datetime.datetime) -> int:
    """Promise what monitors have yet to be told, and say how much that was; safe to run twice.

    While nothing changes they are told again once the message is no longer kept, a month later.
    """
    owed = [*_grown_old(at.date()), *_timeframes_at_their_end(at.date())]
    new = [arguments for arguments in owed if not _is_promised(arguments)]
    for arguments in new:
        outbox.promise(task=TASK, arguments=arguments, at=at)
    return len(new)


def tell_monitors(*, message: OutboxMessage, at: datetime.datetime) -> None:
    """One notice for every active monitor; nothing when the reason is gone."""
    if message.arguments not in [*_grown_old(at.date()), *_timeframes_at_their_end(at.date())]:
        return
    monitors = User.objects.filter(groups__name=Role.MONITOR, is_active=True)
    text, path = _said(message.arguments)
    notify(recipients=monitors, text=text, path=path, message=message, at=at)


def _grown_old(today: datetime.date) -> Iterator[dict[str, Any]]:
    """The newest judgement of each benchmark, where that is a year old or more."""
    newest: dict[int, ProgressUpdate] = {}
    for update in ProgressUpdate.objects.current().of_whole_benchmark():
        known = newest.setdefault(update.benchmark_id, update)
        if latest_day(update.assessed_on) > latest_day(known.assessed_on):
            newest[update.benchmark_id] = update
    for update in newest.values():
        if is_stale(update.assessed_on, on=today):
            yield {"old_update": update.pk}


def _timeframes_at_their_end(today: datetime.date) -> Iterator[dict[str, Any]]:
    """The timeframes that end soon, or ended only just."""
    for timeframe in Timeframe.objects.filter(end__gte=today - AFTER_THE_END, end__lte=today + SOON):
        yield {"timeframe": timeframe.pk, "has_ended": timeframe.has_ended(on=today)}


def _is_promised(arguments: dict[str, Any]) -> bool:
    return OutboxMessage.objects.filter(task=TASK, arguments=arguments).exists()


def _said(arguments: dict[str, Any]) -> tuple[str, str]:
    """What a reminder says, and where it leads."""
    if "old_update" in arguments:
        benchmark = ProgressUpdate.objects.get(pk=arguments["old_update"]).benchmark
        text = _("The newest assessment of benchmark %(key)s is more than a year old.")
        return text % {"key": benchmark.key}, benchmark.get_absolute_url()
    timeframe = Timeframe.objects.get(pk=arguments["timeframe"])
    over, soon = (
        _("The timeframe “%(label)s” ended on %(end)s."),
        _("The timeframe “%(label)s” ends on %(end)s."),
    )
    told = {"label": timeframe.label, "end": timeframe.end.isoformat()}
    return (over if arguments["has_ended"] else soon) % told, reverse("benchmarks:list")
