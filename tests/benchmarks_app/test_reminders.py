"""That monitors hear of judgements that grew old and of timeframes that end, once a month."""

import datetime
from typing import Any

import pytest
from django.db import transaction

from benchmarks_app.services import reminders
from benchmarks_app.tasks import remind
from core.models import Notice, OutboxMessage, ScheduledRun, User
from core.tasks import keep_promise
from tests.factories.benchmarks import BenchmarkFactory, ProgressUpdateFactory, TimeframeFactory
from tests.factories.core import NOON, UserFactory

pytestmark = pytest.mark.django_db
A_YEAR_LATER = NOON.replace(year=NOON.year + 1, month=12)


def reminded(at: datetime.datetime) -> list[str]:
    """What monitors are newly told at this moment."""
    before = set(Notice.objects.values_list("pk", flat=True))
    reminders.remind(at=at)
    for message in OutboxMessage.objects.filter(task=reminders.TASK, done_at__isnull=True):
        reminders.tell_monitors(message=message, at=at)
        OutboxMessage.objects.filter(pk=message.pk).update(done_at=at)
    return [notice.text for notice in Notice.objects.exclude(pk__in=before)]


def test_a_judgement_a_year_old_is_told_to_monitors_alone(monitor: User, reviewer: User) -> None:
    update = ProgressUpdateFactory(published=True, benchmark__number=7, author=monitor)

    told = reminded(A_YEAR_LATER)

    assert told == ["The newest assessment of benchmark 7 is more than a year old."]
    assert [notice.recipient for notice in Notice.objects.all()] == [monitor]
    assert Notice.objects.get().path == update.benchmark.get_absolute_url()


def test_the_next_night_nothing_is_said_again_and_after_a_month_it_is(monitor: User) -> None:
    ProgressUpdateFactory(published=True, benchmark__number=7, author=monitor)
    assert len(reminded(A_YEAR_LATER)) == 1

    assert reminded(A_YEAR_LATER + datetime.timedelta(days=1)) == []

    OutboxMessage.objects.all().delete()
    assert len(reminded(A_YEAR_LATER + datetime.timedelta(days=32))) == 1


@pytest.mark.parametrize(
    "update",
    [
        {"published": True, "assessed_on": "2024-11"},
        {"submitted": True},
        {"published": True, "status": ""},
    ],
    ids=["fresh", "not public", "no judgement"],
)
def test_nothing_else_is_old(monitor: User, update: dict[str, Any]) -> None:
    at = datetime.datetime(2025, 1, 1, 12, tzinfo=datetime.UTC)
    ProgressUpdateFactory(author=monitor, **update)

    assert reminded(at) == []


def test_an_old_judgement_with_a_newer_one_beside_it_is_not_told(monitor: User) -> None:
    benchmark = BenchmarkFactory(number=7)
    newer = {"assessed_on": A_YEAR_LATER.date().isoformat(), "assessor": "ohchr"}
    ProgressUpdateFactory(published=True, benchmark=benchmark, author=monitor, **newer)
    ProgressUpdateFactory(published=True, benchmark=benchmark, author=monitor)

    assert reminded(A_YEAR_LATER) == []


def test_what_changed_before_the_worker_came_is_not_told(monitor: User) -> None:
    old = ProgressUpdateFactory(published=True, author=monitor)
    reminders.remind(at=A_YEAR_LATER)
    newer = {"assessed_on": A_YEAR_LATER.date().isoformat(), "assessor": "ohchr"}
    ProgressUpdateFactory(published=True, benchmark=old.benchmark, author=monitor, **newer)

    reminders.tell_monitors(message=OutboxMessage.objects.get(), at=A_YEAR_LATER)

    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2023-09-01", []),
        ("2023-11-01", ["The timeframe “2022-2023” ends on 2023-12-31."]),
        ("2024-01-01", ["The timeframe “2022-2023” ended on 2023-12-31."]),
        ("2024-03-01", []),
    ],
)
def test_a_timeframe_is_told_before_and_after_its_end(monitor: User, day: str, told: list[str]) -> None:
    TimeframeFactory()

    assert reminded(datetime.datetime.fromisoformat(f"{day}T12:00:00+00:00")) == told


def test_who_left_is_not_told() -> None:
    UserFactory(roles=["monitor"], is_active=False)
    TimeframeFactory()

    assert reminded(datetime.datetime(2023, 12, 1, tzinfo=datetime.UTC)) == []


def test_a_run_that_fails_promises_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    TimeframeFactory()
    TimeframeFactory()
    promise, calls = reminders.outbox.promise, []

    def failing(**message: Any) -> Any:
        calls.append(message)
        if len(calls) == 2:
            raise RuntimeError
        return promise(**message)

    monkeypatch.setattr(reminders.outbox, "promise", failing)
    with pytest.raises(RuntimeError), transaction.atomic():
        reminders.remind(at=datetime.datetime(2023, 12, 1, tzinfo=datetime.UTC))

    assert len(calls) == 2
    assert not OutboxMessage.objects.exists()


def test_the_nightly_task_reminds_and_is_taken_down(monitor: User) -> None:
    ProgressUpdateFactory(published=True, author=monitor, assessed_on="2023")

    assert (remind(), remind()) == (1, 0)
    keep_promise(OutboxMessage.objects.get().pk)

    assert Notice.objects.get().recipient == monitor
    assert ScheduledRun.objects.filter(task=remind.name, ended_at__isnull=False).count() == 2
