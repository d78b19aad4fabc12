"""The workspace: what awaits each person, what is due on each benchmark, and how little it costs."""

import datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from benchmarks_app.models import Benchmark
from benchmarks_app.views.progress.attention import Attention
from core.models import User
from tests.factories.benchmarks import (
    BenchmarkFactory,
    IndicatorFactory,
    ObservationFactory,
    ProgressUpdateFactory,
    TimeframeFactory,
)
from tests.factories.core import NoticeFactory

pytestmark = pytest.mark.django_db
TODAY = datetime.datetime(2024, 7, 1, 12, tzinfo=datetime.UTC)
WORKSPACE = "/workspace/"


@pytest.fixture
def desk(client: Client, monitor: User) -> Client:
    """A monitor's browser."""
    client.force_login(monitor)
    return client


def due_on(desk: Client, benchmark: Benchmark) -> Attention:
    """What the workspace says is due on a benchmark on 1 July 2024."""
    with time_machine.travel(TODAY, tick=False):
        rows = desk.get(WORKSPACE).context["attention"]
    return next(row for row in rows if row.benchmark == benchmark)


def test_a_monitor_finds_drafts_and_what_was_returned_and_why(desk: Client, monitor: User) -> None:
    draft = ProgressUpdateFactory(author=monitor)
    returned = ProgressUpdateFactory(author=monitor, returned=True)
    other = ProgressUpdateFactory()

    page = desk.get(WORKSPACE)

    for update in (draft, returned):
        assert reverse("progress-updates:revise", args=[update.pk]) in page.text
    assert "Please name the source." in page.text
    assert reverse("progress-updates:revise", args=[other.pk]) not in page.text


def test_a_reviewer_finds_what_others_submitted_the_longest_waiting_first(
    client: Client, reviewer: User
) -> None:
    late = ProgressUpdateFactory(submitted=True, submitted_at=TODAY)
    early = ProgressUpdateFactory(submitted=True)
    ProgressUpdateFactory(submitted=True, author=reviewer)
    client.force_login(reviewer)

    assert list(client.get(WORKSPACE).context["queue"]) == [early, late]


def test_a_monitor_has_no_queue(desk: Client) -> None:
    ProgressUpdateFactory(submitted=True)

    assert "Awaiting review" not in desk.get(WORKSPACE).text


def test_every_benchmark_is_one_click_from_its_form(desk: Client) -> None:
    benchmark = BenchmarkFactory(number=6)

    assert f'href="{reverse("record-progress", args=[benchmark.number])}"' in desk.get(WORKSPACE).text


def test_a_benchmark_nobody_has_judged_is_missing_its_assessment(desk: Client) -> None:
    benchmark = BenchmarkFactory()
    ProgressUpdateFactory(benchmark=benchmark)

    assert due_on(desk, benchmark).is_missing


@pytest.mark.parametrize(
    ("assessed_on", "is_stale"),
    [("2023-06-30", True), ("2023-06", True), ("2023-07-02", False), ("2023", False), ("2022", True)],
)
def test_an_assessment_older_than_a_year_is_stale(desk: Client, assessed_on: str, is_stale: bool) -> None:
    update = ProgressUpdateFactory(published=True, assessed_on=assessed_on)

    row = due_on(desk, update.benchmark)

    assert (row.is_missing, row.is_stale) == (False, is_stale)


@pytest.mark.parametrize(
    ("end", "ended", "soon"),
    [
        (datetime.date(2024, 6, 30), True, False),
        (datetime.date(2024, 12, 31), False, True),
        (datetime.date(2025, 12, 31), False, False),
    ],
)
def test_a_timeframe_that_ends_or_ended_is_marked(
    desk: Client, end: datetime.date, ended: bool, soon: bool
) -> None:
    row = due_on(desk, BenchmarkFactory(timeframe=TimeframeFactory(end=end)))

    assert (row.has_ended, row.ends_soon) == (ended, soon)


def test_an_indicator_is_due_when_its_latest_value_is_older_than_a_year(desk: Client) -> None:
    benchmark = BenchmarkFactory()
    never, old, fresh = (
        IndicatorFactory(benchmark=benchmark, slug=slug) for slug in ("a-never", "b-old", "c-fresh")
    )
    ObservationFactory(indicator=old, period="2022-01/2023-06")
    ObservationFactory(indicator=fresh, period="2020")
    ObservationFactory(indicator=fresh, period="2022-01/2023-08")

    assert due_on(desk, benchmark).indicators_due == [never, old]


def test_a_notice_is_marked_as_read_and_leaves_the_page(desk: Client, monitor: User) -> None:
    notice = NoticeFactory(recipient=monitor, text="Look at this.")
    other = NoticeFactory(recipient=monitor, text="And at this.")

    desk.post(reverse("read-notices"), {"notice": str(notice.pk)})

    page = desk.get(WORKSPACE).text
    assert "Look at this." not in page
    assert "And at this." in page
    notice.refresh_from_db()
    assert notice.read_at
    assert other.read_at is None


def test_all_notices_are_marked_at_once_and_nobody_elses(desk: Client, monitor: User, reviewer: User) -> None:
    mine = [NoticeFactory(recipient=monitor) for _ in range(2)]
    others = NoticeFactory(recipient=reviewer)

    desk.post(reverse("read-notices"))
    desk.post(reverse("read-notices"), {"notice": str(others.pk)})

    for notice in (*mine, others):
        notice.refresh_from_db()
    assert all(notice.read_at for notice in mine)
    assert others.read_at is None


def test_a_stranger_is_told_that_the_account_has_no_role(client: Client, stranger: User) -> None:
    client.force_login(stranger)

    page = client.get(WORKSPACE)

    assert page.status_code == 200
    assert "no role that records or reviews" in page.text


@pytest.mark.parametrize("rows", [3, 30])
def test_the_workspace_asks_the_database_the_same_whatever_the_rows(
    client: Client, reviewer: User, rows: int, django_assert_max_num_queries
) -> None:
    for _ in range(rows):
        ProgressUpdateFactory(author=reviewer, published=True)
        ProgressUpdateFactory(author=reviewer)
        ProgressUpdateFactory(submitted=True)
        ObservationFactory()
        NoticeFactory(recipient=reviewer)
    client.force_login(reviewer)

    with django_assert_max_num_queries(13):
        assert client.get(WORKSPACE).status_code == 200


def test_twenty_benchmarks_fit_into_a_small_page(desk: Client) -> None:
    for number in range(1, 21):
        IndicatorFactory(benchmark=BenchmarkFactory(number=number))

    assert len(desk.get(WORKSPACE).content) < 40_000
