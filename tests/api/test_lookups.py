"""The bounds and numbers by which lists are narrowed."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.api.test_reading import found
from tests.factories.benchmarks import (
    BenchmarkFactory,
    CaseFactory,
    FollowUpGradeFactory,
    MeasureFactory,
    ProgressUpdateFactory,
    RecommendationFactory,
    TimeframeFactory,
)
from tests.factories.core import NOON, ThemeFactory
from tests.factories.elections import PartyResultFactory, TurnoutFactory
from tests.factories.resolutions import ResolutionFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"timeframe_end__lt": "2024"}, [1]),
        ({"timeframe_end__lt": "2023-12-31"}, []),
        ({"timeframe_end__lte": "2023"}, [1]),
        ({"timeframe_end__gt": "2023"}, [2]),
        ({"timeframe_end__gte": "2023"}, [1, 2]),
        ({"timeframe_start__gte": "2023"}, []),
        ({"number__gt": "1"}, [2]),
        ({"number": "1"}, [1]),
        ({"number__lte": "1.5"}, [1]),
    ],
)
def test_benchmarks_are_narrowed_by_when_their_time_ends(
    given: dict[str, str], expected: list[int], api: APIClient
) -> None:
    for number, end in ((1, "2023-12-31"), (2, "2025-12-31")):
        BenchmarkFactory(number=number, timeframe=TimeframeFactory(start="2022-01-01", end=end))

    assert found(api, "benchmarks", "number", **given) == expected


def test_what_a_recommendation_says_of_its_maker_narrows_the_benchmarks_each_once(api: APIClient) -> None:
    benchmark = BenchmarkFactory(number=6, themes=[ThemeFactory(slug="fair-trial")])
    first, second = (
        RecommendationFactory(benchmarks=[benchmark], mechanism="special_rapporteur") for _ in range(2)
    )
    BenchmarkFactory()
    FollowUpGradeFactory(recommendation=first, grade="B")

    assert found(api, "benchmarks", "number", mechanism="special_rapporteur", ordering="title") == [6]
    assert found(api, "benchmarks", "number", recommendation=second.slug) == [6]
    assert found(api, "recommendations", "slug", theme="fair-trial") == [first.slug, second.slug]
    assert found(api, "recommendations", "slug", grade="B") == [first.slug]
    assert found(api, "follow-up-grades", "grade", mechanism="special_rapporteur") == ["B"]


def test_measures_are_narrowed_by_where_they_stand_at_the_time_asked_for(api: APIClient) -> None:
    measure = MeasureFactory(benchmark__number=6, order=2)
    MeasureFactory(benchmark=measure.benchmark, order=3)
    ProgressUpdateFactory(
        benchmark=measure.benchmark, measure=measure, status="variable", published=True, published_at=NOON
    )

    assert found(api, "measures", "key", status="variable") == ["6-2"]
    assert found(api, "measures", "key", status="not_assessed") == ["6-3"]
    assert found(api, "measures", "key", status="variable", known_at="2001-01-01") == []
    refused = api.get("/api/v1/measures/", {"status": "bad"}).json()["detail"]
    assert "off_target" in refused
    assert "not_assessed" in refused


def test_figures_are_narrowed_by_what_was_counted_and_when(api: APIClient) -> None:
    few = PartyResultFactory(votes=100, votes_qualifier="exact", election__date="2017-06-04")
    many = PartyResultFactory(votes=1000, votes_qualifier="exact", election__date="2022-06-05")
    PartyResultFactory(votes=None, votes_qualifier="", election__date="2022")
    turnout = TurnoutFactory(registered=9, registered_qualifier="exact")

    assert found(api, "party-results", "id", votes__gte="101") == [many.pk]
    assert found(api, "party-results", "id", votes="100") == [few.pk]
    assert found(api, "party-results", "id", votes__lt="1000", election_date__lt="2022") == [few.pk]
    assert found(api, "turnouts", "id", registered__lte="9") == [turnout.pk]


@pytest.mark.parametrize("bad", ["ten", "NaN", "Infinity", "1e999", "9" * 300, "--1", "\u0663x"])
def test_a_number_that_is_none_is_refused(bad: str, api: APIClient) -> None:
    answer = api.get("/api/v1/party-results/", {"votes__gte": bad})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "votes__gte"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"date__gt": "2021"}, []),
        ({"date__gt": "2021-06"}, ["day"]),
        ({"date__gt": "2020"}, ["day", "month", "year"]),
        ({"date__lt": "2021"}, []),
        ({"date__lt": "2021-06"}, ["year"]),
        ({"date__lt": "2021-06-02"}, ["month", "year"]),
        ({"date__lt": "2022"}, ["day", "month", "year"]),
    ],
)
def test_before_and_after_leave_out_what_the_words_themselves_mean(
    given: dict[str, Any], expected: list[str], api: APIClient
) -> None:
    for slug, date in {"year": "2021", "month": "2021-06", "day": "2021-07-09", "none": ""}.items():
        CaseFactory(slug=slug, name=slug, date=date)

    assert sorted(found(api, "cases", "slug", **given)) == expected


def test_resolutions_are_narrowed_by_months_and_exact_bounds(api: APIClient) -> None:
    old = ResolutionFactory(adopted_on="1993-02-19", extension_months=12)
    new = ResolutionFactory(adopted_on="2021-10-11", extension_months=24)

    assert found(api, "resolutions", "slug", adopted_on__lt="1993-02-20") == [old.slug]
    assert found(api, "resolutions", "slug", adopted_on__gt="1993-02-19") == [new.slug]
    assert found(api, "resolutions", "slug", extension_months__gt="12") == [new.slug]


def test_moments_have_both_kinds_of_bounds(api: APIClient) -> None:
    update = ProgressUpdateFactory(published=True, published_at=NOON)
    moment, day = NOON.isoformat().replace("+00:00", "Z"), NOON.date().isoformat()

    assert found(api, "progress-updates", "id", published_at__gte=moment) == [update.pk]
    assert found(api, "progress-updates", "id", published_at__gt=moment) == []
    assert found(api, "progress-updates", "id", published_at__lt=day) == []
    assert found(api, "progress-updates", "id", published_at__gt=day) == []
