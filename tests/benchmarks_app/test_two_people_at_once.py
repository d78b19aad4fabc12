"""Many people at the same moment: no edit is lost and no request makes two; the naive way loses some."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connection, connections
from django.utils import timezone
from rest_framework.test import APIClient

from benchmarks_app import services
from benchmarks_app.models import ProgressUpdate
from benchmarks_app.services import content_of
from core.errors import StaleVersion
from core.models import HistoryEntry, User
from tests.factories.benchmarks import BenchmarkFactory, ProgressUpdateFactory
from tests.factories.core import UserFactory

THREADS = 8
TRIES = 100

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def times() -> int:
    """A thousand on PostgreSQL; SQLite has one writer at a time, so that fewer show the same."""
    return 1000 if connection.vendor == "postgresql" else 100


def at_once(work: Callable[[int], object], times: int) -> list[object]:
    """Do the work for each number, several at a time, each on a connection of its own."""

    def alone(number: int) -> object:
        try:
            return work(number)
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(alone, range(times)))


def lines(update: ProgressUpdate) -> set[str]:
    update.refresh_from_db()
    return set(update.narrative.split("\n"))


def added(narrative: str, number: int) -> str:
    return f"{narrative}\nline {number}"


def all_of(times: int) -> set[str]:
    return {f"line {number}" for number in range(times)}


def test_no_edit_is_lost(times: int, say: Callable[[str], None]) -> None:
    update = ProgressUpdateFactory(narrative="Begun.")
    author = User.objects.get(pk=update.author_id)

    def edit(number: int) -> int:
        for refused in range(TRIES * THREADS):
            read = ProgressUpdate.objects.get(pk=update.pk)
            content = replace(content_of(read), narrative=added(read.narrative, number))
            try:
                services.revise_update(
                    update=read, content=content, by=author, at=timezone.now(), version=read.version
                )
            except StaleVersion:
                continue
            return refused
        raise AssertionError(f"edit {number} never went through")

    refusals = sum(int(str(refused)) for refused in at_once(edit, times))

    assert all_of(times) <= lines(update)
    assert update.version == times + 1
    assert HistoryEntry.objects.count() == times
    say(f"{times} concurrent edits: none lost, {refusals} stale ones refused ({connection.vendor})")


def test_the_naive_way_loses_some(times: int, say: Callable[[str], None]) -> None:
    update = ProgressUpdateFactory(narrative="Begun.")

    def edit(number: int) -> None:
        read = ProgressUpdate.objects.get(pk=update.pk)
        read.narrative = added(read.narrative, number)
        read.save(update_fields=["narrative"])

    at_once(edit, times)

    lost = all_of(times) - lines(update)
    say(f"the naive way lost {len(lost)} of {times} ({connection.vendor})")
    assert lost


def test_a_request_sent_many_times_makes_one_update(times: int, say: Callable[[str], None]) -> None:
    monitor, benchmark = UserFactory(roles=["monitor"]), BenchmarkFactory()
    requests = times // 4

    def post(number: int) -> int:
        client = APIClient()
        client.force_authenticate(User.objects.get(pk=monitor.pk))
        body = {
            "benchmark": benchmark.number,
            "status": "variable",
            "assessor": "ohchr",
            "assessed_on": "2023-06",
            "narrative": f"Request {number % requests}.",
        }
        key = f"request-{number % requests}"
        return client.post("/api/v1/progress-updates/", body, headers={"Idempotency-Key": key}).status_code

    answers = at_once(post, times)

    assert set(answers) == {200, 201}
    assert count_of(answers, 201) == requests
    assert ProgressUpdate.objects.count() == HistoryEntry.objects.count() == requests
    say(f"{times} requests with {requests} keys made {requests} updates ({connection.vendor})")


def count_of(answers: Iterable[object], status: int) -> int:
    return sum(answer == status for answer in answers)


def test_this_runs_on_the_database_it_was_told() -> None:
    assert connection.vendor == os.environ.get("TRACKER_TEST_DATABASE", "sqlite")
