"""What changed since a day: everything that became public, and nobody's name."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from benchmarks_app.models import Benchmark
from core.content_changes import change_content
from core.models import User
from tests.factories.benchmarks import (
    BenchmarkFactory,
    CaseFactory,
    FollowUpGradeFactory,
    IndicatorFactory,
    MeasureFactory,
    ObservationFactory,
    ProgressUpdateFactory,
    RecommendationFactory,
)
from tests.factories.core import HistoryEntryFactory, ThemeFactory, UserFactory

pytestmark = pytest.mark.django_db

TODAY = timezone.now()
LAST_YEAR = TODAY - datetime.timedelta(days=365)


def page(query: str = "") -> str:
    """What a reader without an account sees."""
    answer = Client().get(f"/changes/{query}")
    assert answer.status_code == 200
    return answer.text


def edit(row: object, by: User, at: datetime.datetime = TODAY, **changes: object) -> None:
    """An admin's change of content."""

    def write() -> None:
        for name, value in changes.items():
            setattr(row, name, value)
        row.save()  # type: ignore[attr-defined]

    change_content(subject=row, write=write, by=by, at=at, reason="Sok asked for it.")  # type: ignore[arg-type]


@pytest.fixture
def benchmark() -> Benchmark:
    return BenchmarkFactory(number=6, short_title="Pre-trial detention")


def test_a_published_update_a_correction_and_a_withdrawal_show(benchmark: Benchmark) -> None:
    old = ProgressUpdateFactory(benchmark=benchmark, published=True, published_at=TODAY)
    ProgressUpdateFactory(benchmark=benchmark, published=True, published_at=TODAY, supersedes=old)
    ProgressUpdateFactory(
        benchmark=benchmark,
        published=True,
        published_at=LAST_YEAR,
        state="withdrawn",
        withdrawn_at=TODAY,
        withdrawn_by=UserFactory(),
        withdrawal_reason="The source took it back.",
    )

    shown = page()

    assert "3 changes" in shown
    for words in ("Update published", "Correction published", "Update withdrawn", "Corrected since."):
        assert shown.count(words) == 1
    assert "The source took it back." in shown
    assert f'href="{old.get_absolute_url()}"' in shown


def test_a_new_number_and_a_grade_show(benchmark: Benchmark) -> None:
    update = ProgressUpdateFactory(benchmark=benchmark, published=True, published_at=TODAY)
    indicator = IndicatorFactory(benchmark=benchmark, name="Prisoners")
    ObservationFactory(indicator=indicator, update=update, value=38000, qualifier="nearly")
    ObservationFactory(indicator=indicator, value=1)
    FollowUpGradeFactory(recorded_at=TODAY)

    shown = page()

    assert "3 changes" in shown
    assert "nearly" in shown
    assert "38,000" in shown
    assert "B: partially satisfactory" in shown


def test_changed_content_shows_with_its_fields_and_without_the_person_or_the_reason(
    benchmark: Benchmark, admin: User
) -> None:
    edit(benchmark, admin, summary="In other words.")

    shown = page()

    assert "Content changed" in shown
    assert '<a href="/benchmarks/6/">6. Pre-trial detention</a>' in shown
    assert '<p class="row-meta">summary</p>' in shown
    assert admin.username not in shown.partition("<main")[2]
    assert "Sok asked for it." not in shown


def test_deleted_content_shows_without_a_link(admin: User) -> None:
    theme = ThemeFactory(name="Land")

    change_content(subject=theme, write=theme.delete, by=admin, at=TODAY)

    shown = page()
    assert "Content deleted" in shown
    assert '<h2 class="row-title">Land</h2>' in shown


def test_what_is_not_public_does_not_show(admin: User, monitor: User) -> None:
    ProgressUpdateFactory()
    ProgressUpdateFactory(submitted=True)
    HistoryEntryFactory(
        action="drafted", subject_type="progressupdate", at=TODAY, after={"shown_as": "Draft"}
    )
    HistoryEntryFactory(action="changed in admin", subject_type="user", at=TODAY, after={"shown_as": "Sok"})

    assert "0 changes" in page()
    client = Client()
    client.force_login(monitor)
    assert "0 changes" in client.get("/changes/").text


def test_only_what_became_public_since_that_day_shows(benchmark: Benchmark) -> None:
    day = datetime.datetime(2024, 1, 16, tzinfo=datetime.UTC)
    for moment in (day - datetime.timedelta(microseconds=1), day, day + datetime.timedelta(days=9)):
        ProgressUpdateFactory(benchmark=benchmark, published=True, published_at=moment)

    assert "2 changes" in page("?since=2024-01-16")
    assert "3 changes" in page("?since=2024-01-15")
    assert "0 changes" in page()


def test_about_one_benchmark_shows_it_and_what_hangs_on_it(benchmark: Benchmark, admin: User) -> None:
    other = BenchmarkFactory(number=7)
    for number in (benchmark, other):
        ProgressUpdateFactory(benchmark=number, published=True, published_at=TODAY)
        edit(number, admin, note="Other.")
        edit(MeasureFactory(benchmark=number), admin, title="Other.")
        edit(IndicatorFactory(benchmark=number), admin, name="Other.")
        edit(ObservationFactory(indicator__benchmark=number), admin, note="Other.")
        edit(CaseFactory(benchmarks=[number]), admin, name="Other.")
        recommendation = RecommendationFactory(benchmarks=[number])
        edit(recommendation, admin, summary="Other.")
        FollowUpGradeFactory(recommendation=recommendation, recorded_at=TODAY)
        gone = MeasureFactory(benchmark=number)
        change_content(subject=gone, write=gone.delete, by=admin, at=TODAY)

    assert "18 changes" in page()
    shown = page("?about=benchmark-6")
    assert "9 changes" in shown
    assert '<p class="kicker">6. Pre-trial detention</p>' in shown


@pytest.mark.parametrize(
    "query",
    [
        "?since=soon",
        "?since=",
        "?about=benchmark-99",
        "?about=%00",
        "?page=x",
        "?since=9999-12-31",
        "?since=0001-01-01",
    ],
)
def test_a_strange_question_is_answered_politely(query: str) -> None:
    assert "0 changes" in page(query)


@pytest.mark.parametrize("count", [2, 20])
def test_the_page_asks_the_database_the_same_for_more_changes(
    benchmark: Benchmark, admin: User, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        update = ProgressUpdateFactory(benchmark=benchmark, published=True, published_at=TODAY)
        ObservationFactory(update=update, indicator__benchmark=benchmark)
        FollowUpGradeFactory(recorded_at=TODAY)
        edit(ThemeFactory(), admin, name="Other.")

    with django_assert_max_num_queries(7):
        page()


def test_many_changes_are_paged_and_the_pages_keep_the_day(benchmark: Benchmark) -> None:
    for _ in range(41):
        ProgressUpdateFactory(benchmark=benchmark, published=True, published_at=TODAY)

    shown = page("?since=2024-01-01&about=benchmark-6")

    assert 'href="?since=2024-01-01&amp;about=benchmark-6&amp;page=2"' in shown


def test_every_page_leads_there_and_a_benchmark_to_its_own_changes(benchmark: Benchmark) -> None:
    assert 'href="/changes/"' in Client().get("/about/").text
    assert 'href="/changes/?about=benchmark-6"' in Client().get("/benchmarks/6/").text
