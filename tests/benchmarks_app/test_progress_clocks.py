"""Two clocks on the pages of benchmarks, assessors who differ, and the grades of treaty bodies."""

import datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from benchmarks_app.models import Benchmark, FollowUpGrade, ProgressUpdate
from core.models import HistoryEntry, Passage, User
from tests.factories.benchmarks import (
    BenchmarkFactory,
    BenchmarkRecommendationFactory,
    FollowUpGradeFactory,
    IndicatorFactory,
    ObservationFactory,
    ProgressUpdateFactory,
    RecommendationFactory,
)
from tests.factories.core import DocumentFactory, UserFactory

pytestmark = pytest.mark.django_db


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


@pytest.fixture
def benchmark() -> Benchmark:
    """Judged twice: of June 2023, published in July; of June 2024, published in July 2024."""
    benchmark = BenchmarkFactory(number=6)
    for year, status in (("2023", "off_target"), ("2024", "on_target")):
        ProgressUpdateFactory(
            benchmark=benchmark,
            published=True,
            status=status,
            assessed_on=f"{year}-06-30",
            published_at=at(f"{year}-07-10T12:00"),
        )
    return benchmark


def statuses(client: Client, benchmark: Benchmark, **asked: str) -> list[str]:
    """What the page of the benchmark and the list of benchmarks both say."""
    page = client.get(benchmark.get_absolute_url(), asked)
    listed = client.get("/benchmarks/", asked).context["benchmarks"]
    on_page = [row.status for row in page.context["assessments"]]
    assert [row.status for row in listed[0].assessments[:1]] == on_page[:1]
    assert listed[0].current_status == (on_page[0] if on_page else None)
    return on_page


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, ["on_target"]),
        ({"as_of": "2023-12-31"}, ["off_target"]),
        ({"as_of": "2023"}, ["off_target"]),
        ({"as_of": "2022-12-31"}, []),
        ({"known_at": "2024-07-09"}, ["off_target"]),
        ({"known_at": "2024-07-10"}, ["on_target"]),
        ({"known_at": "2024-07-10T11:59:00Z"}, ["off_target"]),
        ({"as_of": "2023-06-30", "known_at": "2023-07-09"}, []),
    ],
)
def test_a_page_says_what_was_true_then_as_known_then(
    client: Client, benchmark: Benchmark, asked: dict[str, str], said: list[str]
) -> None:
    assert statuses(client, benchmark, **asked) == said


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"as_of": "2023-06-30"}, "Shown as of 30 June 2023, as it is known today."),
        ({"known_at": "2023-07-15"}, "Shown as it was known on 15 July 2023."),
        (
            {"as_of": "2023-06-30", "known_at": "2023-07-15"},
            "Shown as of 30 June 2023, as it was known on 15 July 2023.",
        ),
        ({"known_at": "2023-07-15T12:30:00Z"}, "Shown as it was known on 15 July 2023, 12:30"),
    ],
)
def test_the_page_says_by_which_clocks_it_answers(
    client: Client, benchmark: Benchmark, asked: dict[str, str], told: str
) -> None:
    for address in (benchmark.get_absolute_url(), "/benchmarks/"):
        assert client.get(address, asked).text.count(told) == 2
        assert "Shown as of" not in client.get(address).text


def test_what_is_no_date_is_said_and_nothing_is_shown(client: Client, benchmark: Benchmark) -> None:
    page = client.get(benchmark.get_absolute_url(), {"as_of": "lately"})

    assert page.status_code == 400
    assert "“lately” is not a date" in page.text
    assert benchmark.title not in page.text


def test_a_status_is_as_old_as_it_was_then(client: Client, benchmark: Benchmark) -> None:
    with time_machine.travel(at("2026-01-01"), tick=False):
        today = client.get(benchmark.get_absolute_url()).text
        then = client.get(benchmark.get_absolute_url(), {"as_of": "2024-07-31"}).text

    assert "1 year and 6 months old" in today
    assert "months old" not in then


def test_a_list_is_narrowed_by_the_status_of_then(client: Client, benchmark: Benchmark) -> None:
    asked = {"status": "off_target", "as_of": "2023-12-31"}

    assert [row.number for row in client.get("/benchmarks/", asked).context["benchmarks"]] == [6]
    assert list(client.get("/benchmarks/", {"status": "off_target"}).context["benchmarks"]) == []


def test_what_was_withdrawn_since_is_still_what_was_known_then_without_its_narrative(client: Client) -> None:
    update = ProgressUpdateFactory(
        published=True,
        narrative="What it said.",
        state=ProgressUpdate.State.WITHDRAWN,
        withdrawn_at=at("2024-03-01T12:00"),
        withdrawn_by=UserFactory(roles=["reviewer"]),
        withdrawal_reason="A mistake.",
    )
    address = update.benchmark.get_absolute_url()

    then = client.get(address, {"known_at": "2024-02-01"})

    assert [row.pk for row in then.context["assessments"]] == [update.pk]
    assert "It was withdrawn on 1 March 2024" in then.text
    assert "What it said." not in then.text
    assert client.get(address).context["assessments"] == []


def test_observations_obey_the_clocks_too(client: Client, benchmark: Benchmark) -> None:
    indicator = IndicatorFactory(benchmark=benchmark)
    ObservationFactory(indicator=indicator, period="2021", value=111)
    update = ProgressUpdateFactory(
        benchmark=benchmark, published=True, status="", published_at=at("2024-07-10T12:00")
    )
    ObservationFactory(indicator=indicator, period="2024", value=222, update=update)

    def shows(**asked: str) -> list[bool]:
        page = client.get(benchmark.get_absolute_url(), asked).text
        return [f'<span class="figure-number">{value}</span>' in page for value in (111, 222)]

    assert shows() == [True, True]
    assert shows(as_of="2023-12-31") == [True, False]
    assert shows(known_at="2024-01-01") == [True, False]


def test_assessors_who_differ_stand_side_by_side_and_the_page_says_so(
    client: Client, benchmark: Benchmark
) -> None:
    ProgressUpdateFactory(
        benchmark=benchmark, published=True, status="variable", assessor="ohchr", assessed_on="2024-01"
    )

    page = client.get(benchmark.get_absolute_url())

    assert [row.assessor for row in page.context["assessments"]] == ["civil_society", "ohchr"]
    told = "The assessors differ: on target (civil society); variable (OHCHR)."
    assert told in page.text
    assert told in client.get("/benchmarks/").text
    assert "The assessors differ" not in client.get(benchmark.get_absolute_url(), {"as_of": "2023"}).text


def test_a_grade_stands_with_its_document_where_the_recommendation_does(client: Client) -> None:
    grade = FollowUpGradeFactory()
    link = BenchmarkRecommendationFactory(recommendation=grade.recommendation)

    for address in (link.benchmark.get_absolute_url(), grade.recommendation.get_absolute_url()):
        page = client.get(address).text
        assert "B: partially satisfactory" in page
        assert f'href="{grade.source.document.get_absolute_url()}#' in page


def test_a_grade_obeys_the_clocks(client: Client) -> None:
    grade = FollowUpGradeFactory(graded_on="2023-05", recorded_at=at("2024-01-15T12:00"))
    address = BenchmarkRecommendationFactory(recommendation=grade.recommendation).benchmark.get_absolute_url()

    assert "partially satisfactory" in client.get(address, {"as_of": "2023-12-31"}).text
    assert "partially satisfactory" not in client.get(address, {"as_of": "2022-12-31"}).text
    assert "partially satisfactory" not in client.get(address, {"known_at": "2024-01-14"}).text


def test_a_reviewer_records_a_grade_with_its_document(client: Client, reviewer: User) -> None:
    recommendation, document = RecommendationFactory(), DocumentFactory(symbol="CCPR/C/138/2")
    typed = {"grade": "C", "graded_on": "2024-07", "document": "CCPR/C/138/2", "locator": "para. 12"}
    client.force_login(reviewer)

    page = client.post(reverse("record-grade", args=[recommendation.slug]), typed, follow=True)

    grade = FollowUpGrade.objects.get()
    assert (grade.grade, grade.source.document, grade.source.locator) == ("C", document, "para. 12")
    assert "C: not satisfactory" in page.text
    assert HistoryEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"grade": "F"}, "Select a valid choice"),
        ({"document": "CCPR/C/1"}, "No document here is called"),
        ({"graded_on": "lately"}, "“lately” is not a date"),
    ],
)
def test_a_mistake_in_a_grade_is_named(client: Client, reviewer: User, wrong: dict, said: str) -> None:
    DocumentFactory(symbol="CCPR/C/138/2")
    typed = {"grade": "C", "graded_on": "2024-07", "document": "CCPR/C/138/2"} | wrong
    client.force_login(reviewer)

    page = client.post(reverse("record-grade", args=[RecommendationFactory().slug]), typed)

    assert page.status_code == 422
    assert said in page.text
    assert not FollowUpGrade.objects.exists()


def test_the_same_grade_twice_is_refused_and_leaves_no_passage_behind(client: Client, reviewer: User) -> None:
    grade = FollowUpGradeFactory()
    typed = {"grade": "A", "graded_on": "2024", "document": grade.source.document.slug}
    client.force_login(reviewer)
    address = reverse("record-grade", args=[grade.recommendation.slug])

    page = client.post(address, typed | {"locator": grade.source.locator})

    assert page.status_code == 422
    assert Passage.objects.count() == 1


def test_a_monitor_cannot_record_a_grade(client: Client, monitor: User) -> None:
    recommendation = RecommendationFactory()
    client.force_login(monitor)

    assert client.get(reverse("record-grade", args=[recommendation.slug])).status_code == 403
    assert "Record a grade" not in client.get(recommendation.get_absolute_url()).text
