"""What the schedule ran is taken down with how it ended; two schedulers start nothing twice at once."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from celery import current_app, shared_task
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import scheduled_runs
from core.errors import NotPermitted
from core.models import ScheduledRun, User
from core.purge import what_is_due
from core.scheduled_runs import Scheduled, due
from core.tasks import reindex_search
from elections_app.tasks import run_consistency_checks
from tests.factories.core import NOON

pytestmark = pytest.mark.django_db
NAME = "tests.core.counting"


@pytest.fixture
def counting() -> Iterator[Any]:
    """A scheduled task that counts its runs, and fails when it is told to, quoting something."""
    ran: list[str] = []

    @shared_task(name=NAME, base=Scheduled)
    def count(fail: str = "") -> int:
        ran.append(fail)
        if fail:
            raise ValueError(fail)
        return len(ran)

    count.ran = ran
    yield count
    current_app.tasks.unregister(NAME)


def test_a_run_is_taken_down_with_its_times(counting: Any) -> None:
    before = timezone.now()

    counting.delay()

    run = ScheduledRun.objects.get()
    assert (run.task, run.last_error) == (NAME, "")
    assert before <= run.started_at <= run.ended_at


def test_a_failure_is_taken_down_by_kind_and_place(counting: Any) -> None:
    with pytest.raises(ValueError, match="baker"):
        counting.delay("the baker's narrative")

    run = ScheduledRun.objects.get()
    assert run.ended_at
    assert run.last_error.startswith("builtins.ValueError in count, line ")
    assert "baker" not in run.last_error


def test_while_one_run_goes_on_no_second_begins(counting: Any) -> None:
    going_on = scheduled_runs.begin(task=NAME, at=timezone.now())
    assert going_on

    counting.delay()

    assert counting.ran == []
    scheduled_runs.end(run=going_on, at=timezone.now())
    counting.delay()
    assert counting.ran == [""]


def test_a_run_that_went_down_with_its_process_does_not_stop_the_next() -> None:
    lost = scheduled_runs.begin(task=NAME, at=NOON)
    assert lost
    later = NOON + scheduled_runs.LONGEST_RUN

    assert scheduled_runs.begin(task=NAME, at=later - datetime.timedelta(seconds=1)) is None
    assert scheduled_runs.begin(task=NAME, at=later)

    lost.refresh_from_db()
    assert (lost.ended_at, lost.last_error) == (later, scheduled_runs.ENDED_WITH_ITS_PROCESS)


def test_everything_the_schedule_starts_once_a_night_is_taken_down() -> None:
    nightly = {entry["task"] for name, entry in current_app.conf.beat_schedule.items() if "nightly" in name}

    assert nightly
    assert all(isinstance(current_app.tasks[name], Scheduled) for name in nightly)
    reindex_search.delay()
    run_consistency_checks.delay()
    assert set(ScheduledRun.objects.values_list("task", flat=True)) == {
        "core.tasks.reindex_search",
        "elections_app.tasks.run_consistency_checks",
    }


def test_runs_are_kept_for_a_month() -> None:
    ScheduledRun.objects.create(task=NAME, started_at=NOON, ended_at=NOON)
    later = NOON + datetime.timedelta(days=31)

    assert what_is_due(at=NOON)["runs of scheduled tasks"] == 0
    assert what_is_due(at=later)["runs of scheduled tasks"] == 1


def test_only_an_admin_starts_them_again(counting: Any, admin: User, monitor: User) -> None:
    with pytest.raises(NotPermitted):
        scheduled_runs.start_again(tasks={NAME}, by=monitor)

    assert scheduled_runs.start_again(tasks={NAME, "no.such.task"}, by=admin) == 1
    assert counting.ran == [""]


def test_the_admin_screen_shows_what_failed_and_why_and_runs_it_again(
    client: Client, admin: User, counting: Any
) -> None:
    run = ScheduledRun.objects.create(
        task=NAME, started_at=NOON, ended_at=NOON, last_error="builtins.OSError in count, line 3"
    )
    client.force_login(admin)
    address = reverse("admin:core_scheduledrun_changelist")

    listed = client.get(address).content.decode()
    client.post(address, {"action": "run_again", "_selected_action": [run.pk]})

    assert "builtins.OSError in count, line 3" in listed
    assert counting.ran == [""]


@pytest.fixture
def nothing_purged(monkeypatch: pytest.MonkeyPatch) -> None:
    """A purge writes the whole database anew, which cannot be done inside of a test's transaction."""
    monkeypatch.setattr(current_app.tasks["core.tasks.purge"], "run", lambda: None)


@pytest.mark.usefixtures("nothing_purged")
def test_without_a_scheduler_each_nightly_task_is_run_once_a_night() -> None:
    nightly = due(at=timezone.now())

    call_command("run_due_tasks", verbosity=0)

    runs = ScheduledRun.objects.filter(last_error="")
    assert {"core.tasks.purge", "core.tasks.sign_head", "benchmarks_app.tasks.remind"} < set(nightly)
    assert sorted(runs.values_list("task", flat=True)) == sorted(nightly)
    assert due(at=timezone.now()) == []
    assert due(at=timezone.now() + datetime.timedelta(days=1)) == nightly


@pytest.mark.usefixtures("nothing_purged")
def test_a_task_that_fails_keeps_no_other_from_being_run(monkeypatch: pytest.MonkeyPatch) -> None:
    nightly = due(at=timezone.now())

    def fail() -> None:
        raise ValueError

    monkeypatch.setattr(current_app.tasks[nightly[0]], "run", fail)

    with pytest.raises(CommandError, match=nightly[0]):
        call_command("run_due_tasks", verbosity=0)

    assert due(at=timezone.now()) == nightly[:1]
