"""The same tasks as in-process, done by another process that hears of them over Redis."""

import datetime
import os
import subprocess

import pytest
from django.db import connection
from django.utils import timezone

from benchmarks_app import services
from config.celery import app
from core.loading.undoing_in_background import begin, undo_planned
from core.models import HistoryEntry, Notice, OutboxMessage, Theme, Undoing, User
from core.tasks import sweep_outbox
from elections_app.models import ConsistencyCheck
from elections_app.tasks import run_consistency_checks
from tests.core.loading.files import fixture, loaded, theme
from tests.factories.benchmarks import ProgressUpdateFactory
from tests.factories.core import UserFactory
from tests.factories.elections import ElectionFactory, PartyResultFactory, PlaceFactory, TurnoutFactory
from tests.worker.conftest import wait_until

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def reviewer_in_database(transactional_db: None) -> User:
    return UserFactory(username="reviewer", roles=["reviewer"])


def test_this_suite_runs_on_the_database_it_was_told(db: None) -> None:
    assert connection.vendor == os.environ.get("TRACKER_TEST_DATABASE", "sqlite")


def test_the_worker_is_another_process(worker: subprocess.Popen[bytes]) -> None:
    (stats,) = app.control.inspect(timeout=5).stats().values()

    assert stats["pid"] == worker.pid != os.getpid()


def test_a_submission_reaches_the_reviewers_through_the_worker(
    worker: subprocess.Popen[bytes], reviewer_in_database: User
) -> None:
    update = ProgressUpdateFactory()

    services.submit_update(update=update, by=update.author, at=timezone.now())

    notice = wait_until(Notice.objects.first, why="the worker told nobody")
    assert notice.recipient == reviewer_in_database
    wait_until(OutboxMessage.objects.filter(done_at__isnull=False).exists, why="the promise is still owed")


def test_the_sweeper_finds_what_was_promised_while_no_worker_listened(
    worker: subprocess.Popen[bytes], reviewer_in_database: User
) -> None:
    update = ProgressUpdateFactory(submitted=True)
    long_ago = timezone.now() - datetime.timedelta(minutes=5)
    OutboxMessage.objects.create(
        task="benchmarks_app.services.notices.tell_reviewers",
        arguments={"update": update.pk},
        created_at=long_ago,
    )

    sweep_outbox.delay()

    assert wait_until(Notice.objects.first, why="the sweeper found nothing").recipient == reviewer_in_database


def test_the_nightly_consistency_checks_run_on_the_worker(worker: subprocess.Popen[bytes]) -> None:
    election, country = ElectionFactory(), PlaceFactory(code="00", level="country")
    PartyResultFactory(election=election, place=country, votes=10)
    numbers = {"voted": 12, "valid": 10, "invalid": 1}
    exact = {f"{name}_qualifier": "exact" for name in numbers}
    TurnoutFactory(election=election, place=country, **numbers, **exact)

    run_consistency_checks.delay()

    assert wait_until(ConsistencyCheck.objects.first, why="nothing was checked").checked_at


def test_a_load_is_undone_by_the_worker_and_once(worker: subprocess.Popen[bytes]) -> None:
    admin = UserFactory(roles=["admin"])
    load = loaded(fixture(*(theme(f"t-{number}") for number in range(600))), admin)
    assert load is not None

    asked = begin(load=load, by=admin, at=timezone.now())
    planned = wait_until(
        Undoing.objects.filter(stage="planned").first, why="nobody planned what undoing would do"
    )
    assert begin(load=load, by=admin, at=timezone.now()) == asked == planned
    undo_planned(
        undoing=planned,
        fingerprint=planned.fingerprint,
        reason="It was wrong",
        leave_conflicts=False,
        by=admin,
        at=timezone.now(),
    )

    wait_until(Undoing.objects.filter(stage="undone").first, why="the load was not undone")
    undone = Undoing.objects.get()
    assert (undone.rows_done, undone.rows_in_all, undone.rows_back) == (600, 600, 600)
    assert not Theme.objects.filter(slug__startswith="t-").exists()
    assert HistoryEntry.objects.filter(action="load undone").count() == 1


def test_both_schedules_name_tasks_that_exist() -> None:
    app.loader.import_default_modules()

    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)
