"""`include`: whole objects in place of keys, for the price of a few more questions to the database."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from benchmarks_app.models import ProgressUpdate
from config.api import ENDPOINTS
from core.api.inclusion import includes_of
from tests.api.test_query_bounds import MAKERS
from tests.factories.benchmarks import (
    BenchmarkFactory,
    FollowUpGradeFactory,
    IndicatorFactory,
    RecommendationFactory,
)
from tests.factories.core import ThemeFactory
from tests.factories.elections import PartyResultFactory, PlaceFactory

pytestmark = pytest.mark.django_db
INCLUDING = [noun for noun, endpoint in ENDPOINTS.items() if includes_of(endpoint)]
MOST_QUESTIONS = 18


def rows(api: APIClient, noun: str, **given: Any) -> list[dict[str, Any]]:
    """The rows of a list."""
    answer = api.get(f"/api/v1/{noun}/", {"page_size": 200, **given})
    assert answer.status_code == 200, answer.json()
    return answer.json()["results"]


@pytest.mark.parametrize("noun", INCLUDING)
def test_whatever_is_included_costs_as_many_questions_for_thirty_rows_as_for_three(
    noun: str, api: APIClient, django_assert_max_num_queries: Any
) -> None:
    everything = ",".join(includes_of(ENDPOINTS[noun]))
    for _ in range(3):
        MAKERS[noun]()
    with django_assert_max_num_queries(MOST_QUESTIONS) as few:
        before = rows(api, noun, include=everything)
    for _ in range(27):
        MAKERS[noun]()
    with django_assert_max_num_queries(MOST_QUESTIONS) as many:
        after = rows(api, noun, include=everything)

    assert len(many) == len(few)
    assert len(after) > len(before) > 0


@pytest.mark.parametrize("noun", INCLUDING)
def test_each_name_shows_objects_where_keys_were(noun: str, api: APIClient) -> None:
    MAKERS[noun]()

    for name in includes_of(ENDPOINTS[noun]):
        shown = [row[name] for row in rows(api, noun, include=name)]
        objects = [entry for value in shown for entry in (value if isinstance(value, list) else [value])]
        assert all(isinstance(entry, dict) for entry in objects if entry is not None)
        assert any(objects)


def test_a_benchmark_includes_its_themes_and_recommendations_whole(api: APIClient) -> None:
    theme = ThemeFactory(slug="fair-trial", name="Fair trial")
    benchmark = BenchmarkFactory(number=6, themes=[theme])
    recommendation = RecommendationFactory(benchmarks=[benchmark])
    grade = FollowUpGradeFactory(recommendation=recommendation)
    IndicatorFactory(benchmark=benchmark)

    plain = api.get("/api/v1/benchmarks/6/").json()
    whole = api.get("/api/v1/benchmarks/6/", {"include": "recommendations,indicators,themes"}).json()

    assert plain["themes"] == ["fair-trial"]
    assert "benchmarks" not in plain["recommendations"][0]
    assert (whole["themes"][0]["slug"], whole["themes"][0]["name"]) == ("fair-trial", "Fair trial")
    assert whole["recommendations"][0]["benchmarks"] == [6]
    assert whole["recommendations"][0]["follow_up_grades"][0]["id"] == grade.pk
    assert whole["indicators"] == plain["indicators"]


def test_a_result_includes_where_and_who_and_nothing_where_nothing_is(api: APIClient) -> None:
    result = PartyResultFactory(place=PlaceFactory(parent=None))

    (row,) = rows(api, "party-results", include="place,party,election")
    (place,) = rows(api, "places", include="parent")

    assert row["place"]["code"] == result.place.code
    assert row["party"]["code"] == result.party.code
    assert row["election"]["slug"] == result.election.slug
    assert place["parent"] is None


def test_what_cannot_be_included_is_refused_and_what_can_is_listed(api: APIClient) -> None:
    answer = api.get("/api/v1/party-results/", {"include": "place,author"})

    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["field"] == "include"
    assert "“author”" in error["message"]
    assert "election, place, party" in error["message"]
    assert api.get("/api/v1/themes/", {"include": "cited_by"}).status_code == 400


def test_what_is_included_can_be_cut_away_again(api: APIClient) -> None:
    MAKERS["progress-updates"]()
    update = ProgressUpdate.objects.get()

    (row,) = rows(api, "progress-updates", include="benchmark,measure", fields="id,measure")

    assert set(row) == {"id", "measure"}
    assert row["measure"]["key"] == update.measure.key
