"""What is under a theme is the same to the lists, to the search and to the lineage of the theme."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from core.search import sources
from core.search_index import refresh_everything
from tests.api.test_search import WORD
from tests.factories.benchmarks import (
    BenchmarkFactory,
    CaseFactory,
    IndicatorFactory,
    LegalInstrumentFactory,
    MeasureFactory,
    ProgressUpdateFactory,
    RecommendationFactory,
)
from tests.factories.core import ThemeFactory
from tests.factories.elections import ElectionFactory, FindingFactory
from tests.factories.resolutions import MilestoneFactory, ResolutionFactory, ResolutionParagraphFactory

pytestmark = pytest.mark.django_db
# Each kind that can be under a theme; a theme is under itself.
ENDPOINTS = {source.type: source.endpoint for source in sources() if source.themes and source.type != "theme"}


@pytest.fixture
def world(db: None) -> None:
    """Of each kind one row under the theme "land", one under another, and one under both."""
    land, other = ThemeFactory(slug="land"), ThemeFactory(slug="other")
    for themes in ([land], [other], [land, other]):
        benchmark = BenchmarkFactory(summary=WORD, themes=themes)
        MeasureFactory(benchmark=benchmark, title=WORD)
        IndicatorFactory(benchmark=benchmark, name=WORD)
        ProgressUpdateFactory(benchmark=benchmark, narrative=WORD, published=True)
        RecommendationFactory(summary=WORD, benchmarks=[benchmark, BenchmarkFactory(themes=themes)])
        LegalInstrumentFactory(name=WORD).benchmarks.add(benchmark)
        CaseFactory(summary=WORD).benchmarks.add(benchmark)
        FindingFactory(summary=WORD, election=ElectionFactory(summary=WORD, themes=themes))
        ResolutionParagraphFactory(summary=WORD, resolution=ResolutionFactory(summary=WORD, themes=themes))
        MilestoneFactory(summary=WORD, themes=themes)
    RecommendationFactory(summary=WORD)
    refresh_everything()


def rows(api: APIClient, path: str, **given: Any) -> list[dict[str, Any]]:
    """What a list answers."""
    answer = api.get(f"/api/v1/{path}/", {"page_size": 200, **given})
    assert answer.status_code == 200, answer.json()
    return answer.json()["results"]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("kind", ENDPOINTS)
def test_a_list_and_the_search_have_the_same_under_a_theme(kind: str, api: APIClient) -> None:
    listed = rows(api, ENDPOINTS[kind], theme="land", search=WORD)
    found = rows(api, "search", theme="land", type=kind, q=WORD)

    assert len(listed) == len(found) == 2
    assert {row["url"] for row in listed} == {row["url"] for row in found}


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("kind", ["benchmark", "recommendation", "resolution"])
def test_the_lineage_of_a_theme_is_made_of_what_the_lists_have_under_it(kind: str, api: APIClient) -> None:
    entries = api.get("/api/v1/lineages/land/").json()["entries"]
    listed = rows(api, f"{kind}s", theme="land")

    of_the_kind = [entry["url"] for entry in entries if entry["kind"] == kind]
    assert sorted(of_the_kind) == sorted(row["url"] for row in listed)
    assert len(listed) == (4 if kind == "benchmark" else 2)


def test_the_description_says_through_what_a_recommendation_is_under_a_theme(api: APIClient) -> None:
    described = api.get("/api/v1/schema/", {"format": "json"}).json()["paths"]

    def told(noun: str) -> str:
        parameters = described[f"/api/v1/{noun}/"]["get"]["parameters"]
        return next(parameter["description"] for parameter in parameters if parameter["name"] == "theme")

    assert "a benchmark that carries it" in told("recommendations")
    assert "recommendations carry none of their own" in told("search")
