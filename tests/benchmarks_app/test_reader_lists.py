"""The lists a reader narrows and pages through, and the front page."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories.benchmarks import (
    BenchmarkFactory,
    IndicatorFactory,
    ProgressUpdateFactory,
    RecommendationFactory,
    TimeframeFactory,
)
from tests.factories.core import ThemeFactory

pytestmark = pytest.mark.django_db


def test_benchmarks_are_narrowed_by_theme_timeframe_and_status(client: Client) -> None:
    theme = ThemeFactory(slug="detention")
    wanted = BenchmarkFactory(themes=[theme], timeframe=TimeframeFactory(slug="2015-2030"))
    BenchmarkFactory()
    ProgressUpdateFactory(benchmark=wanted, status="variable", published=True)

    for query in ["theme=detention", "timeframe=2015-2030", "status=variable"]:
        answer = client.get(f"/benchmarks/?{query}")
        assert [row.number for row in answer.context["benchmarks"]] == [wanted.number], query


def test_benchmarks_not_assessed_can_be_asked_for(client: Client) -> None:
    ProgressUpdateFactory(published=True)
    draft = ProgressUpdateFactory()

    answer = client.get("/benchmarks/?status=not_assessed")

    assert [row.number for row in answer.context["benchmarks"]] == [draft.benchmark.number]


@pytest.mark.parametrize(
    ("query", "matches"),
    [
        ("mechanism=special_rapporteur", lambda row: row.mechanism == "special_rapporteur"),
        ("addressee=civil_society", lambda row: row.addressee == "civil_society"),
    ],
)
def test_recommendations_are_narrowed_by_who_and_to_whom(
    client: Client, query: str, matches: Callable
) -> None:
    RecommendationFactory()
    RecommendationFactory(mechanism="special_rapporteur", addressee="civil_society")

    rows = client.get(f"/recommendations/?{query}").context["page"].object_list

    assert len(rows) == 1
    assert matches(rows[0])


def test_recommendations_are_narrowed_by_benchmark(client: Client) -> None:
    benchmark = BenchmarkFactory()
    wanted = RecommendationFactory(benchmarks=[benchmark])
    RecommendationFactory(benchmarks=[BenchmarkFactory()])

    page = client.get(f"/recommendations/?benchmarks={benchmark.number}").context["page"]

    assert list(page) == [wanted]


@pytest.mark.parametrize(
    "query", ["theme=no-such", "status=%00", "timeframe=%F0%9F%98%80", "status=good", "page=x"]
)
def test_a_filter_that_makes_no_sense_shows_the_list_and_does_not_break(client: Client, query: str) -> None:
    BenchmarkFactory()

    for plural in ["benchmarks", "recommendations", "indicators", "legal-instruments", "cases"]:
        assert client.get(f"/{plural}/?{query}").status_code == 200


@pytest.mark.parametrize("number", ["x", "-1", "99999999999999999999", "%00"])
def test_a_benchmark_number_that_makes_no_sense_narrows_nothing(client: Client, number: str) -> None:
    IndicatorFactory()

    answer = client.get("/indicators/", {"benchmark": number})

    assert answer.status_code == 200
    assert len(answer.context["page"].object_list) == 1


def test_a_long_list_has_pages_that_keep_the_filter(client: Client) -> None:
    RecommendationFactory.create_batch(31)

    page = client.get("/recommendations/?addressee=government").content.decode()

    assert "addressee=government&amp;page=2" in page
    assert len(client.get("/recommendations/?addressee=government&page=2").context["page"].object_list) == 1


def test_the_front_page_counts_what_ended_and_what_somebody_assessed(client: Client) -> None:
    BenchmarkFactory()
    BenchmarkFactory(timeframe=TimeframeFactory(end=datetime.date(2999, 12, 31)))
    ProgressUpdateFactory(published=True)

    assert client.get("/").context["counts"] == {"all": 3, "ended": 2, "assessed": 1}


def test_the_latest_published_updates_stand_on_the_front_page_newest_first(client: Client) -> None:
    older = ProgressUpdateFactory(
        published=True, published_at=datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
    )
    newer = ProgressUpdateFactory(
        published=True, published_at=datetime.datetime(2024, 2, 1, tzinfo=datetime.UTC)
    )

    assert [update.pk for update in client.get("/").context["updates"]] == [newer.pk, older.pk]
