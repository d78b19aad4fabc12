"""However many rows a list shows, it asks the database the same few questions."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from config.api import router
from core.search_index import refresh_everything
from tests.factories import benchmarks, elections, resolutions
from tests.factories.core import DocumentFactory, PassageFactory, ReleaseFactory, ThemeFactory

pytestmark = pytest.mark.django_db

MOST_FOR_A_LIST, MOST_FOR_A_DETAIL = 10, 15


def cited(factory: Any, **fields: Any) -> Any:
    """A row with two citations."""
    return factory(citations=[PassageFactory(), PassageFactory()], **fields)


def whole_benchmark() -> Any:
    """A benchmark with two of everything that hangs on it."""
    timeframe = cited(benchmarks.TimeframeFactory)
    themes = [ThemeFactory(), ThemeFactory()]
    benchmark = cited(benchmarks.BenchmarkFactory, themes=themes, timeframe=timeframe)
    for _ in range(2):
        measure = cited(benchmarks.MeasureFactory, benchmark=benchmark)
        benchmarks.ProgressUpdateFactory(benchmark=benchmark, measure=measure, published=True)
        cited(benchmarks.RecommendationFactory, benchmarks=[benchmark])
        indicator = cited(benchmarks.IndicatorFactory, benchmark=benchmark)
        update = benchmarks.ProgressUpdateFactory(benchmark=benchmark, published=True)
        cited(benchmarks.ObservationFactory, indicator=indicator)
        cited(benchmarks.ObservationFactory, indicator=indicator, update=update)
        cited(benchmarks.LegalInstrumentFactory, benchmarks=[benchmark])
    return benchmark


def whole_update() -> Any:
    """A published update of a measure, with evidence."""
    measure = benchmarks.MeasureFactory()
    update = benchmarks.ProgressUpdateFactory(benchmark=measure.benchmark, measure=measure, published=True)
    for _ in range(2):
        benchmarks.EvidenceFactory(update=update)
        benchmarks.ProposedObservationFactory(update=update)
    return update


def graded_recommendation() -> Any:
    """A recommendation with two grades."""
    recommendation = cited(benchmarks.RecommendationFactory, benchmarks=[benchmarks.BenchmarkFactory()])
    return [benchmarks.FollowUpGradeFactory(recommendation=recommendation) for _ in range(2)]


def whole_indicator() -> Any:
    """An indicator with two observations."""
    indicator = cited(benchmarks.IndicatorFactory)
    return [cited(benchmarks.ObservationFactory, indicator=indicator) for _ in range(2)]


def whole_case() -> Any:
    """A case with its figures."""
    case = cited(benchmarks.CaseFactory, benchmarks=[benchmarks.BenchmarkFactory()])
    return [cited(benchmarks.CaseFigureFactory, case=case) for _ in range(2)]


def whole_election() -> Any:
    """An election with two of everything."""
    election = cited(elections.ElectionFactory, themes=[ThemeFactory()])
    for _ in range(2):
        cited(elections.ElectionFigureFactory, election=election)
        cited(elections.ObserverDelegationFactory, election=election)
        cited(elections.FindingFactory, election=election)
        elections.PartyFactory(elections=[election])


def whole_paragraph() -> Any:
    """A resolution's paragraph that recalls and cites."""
    resolution = cited(resolutions.ResolutionFactory, themes=[ThemeFactory()])
    return resolutions.ResolutionParagraphFactory(
        resolution=resolution,
        documents=[DocumentFactory(), DocumentFactory()],
        recalls=[resolutions.ResolutionFactory()],
    )


def whole_document() -> Any:
    """A document that several kinds of things cite."""
    passage = PassageFactory()
    benchmarks.ObservationFactory(citations=[passage])
    benchmarks.RecommendationFactory(citations=[passage], document=passage.document)
    elections.PartyResultFactory(source=passage)
    resolutions.ResolutionParagraphFactory(documents=[passage.document])


def whole_theme() -> Any:
    """A theme that a benchmark and a milestone carry."""
    theme = ThemeFactory()
    benchmarks.BenchmarkFactory(themes=[theme])
    resolutions.MilestoneFactory(themes=[theme])


def whole_lineage() -> Any:
    """A theme with a resolution of two paragraphs, and a benchmark that rests on two recommendations."""
    theme = ThemeFactory()
    resolution = resolutions.ResolutionFactory(themes=[theme])
    benchmark = benchmarks.BenchmarkFactory(themes=[theme])
    for _ in range(2):
        resolutions.ResolutionParagraphFactory(resolution=resolution)
        benchmarks.RecommendationFactory(benchmarks=[benchmark])


def found_benchmark() -> None:
    """A benchmark, and documents called reports, in the index of the search."""
    whole_benchmark()
    refresh_everything()


MAKERS: dict[str, Callable[[], Any]] = {
    "benchmarks": whole_benchmark,
    "benchmark-sets": lambda: cited(benchmarks.BenchmarkSetFactory, document=DocumentFactory()),
    "measures": lambda: cited(benchmarks.MeasureFactory),
    "recommendations": graded_recommendation,
    "progress-updates": whole_update,
    "follow-up-grades": benchmarks.FollowUpGradeFactory,
    "status-totals": lambda: cited(benchmarks.StatusTotalFactory),
    "indicators": whole_indicator,
    "legal-instruments": lambda: cited(
        benchmarks.LegalInstrumentFactory, benchmarks=[benchmarks.BenchmarkFactory()]
    ),
    "cases": whole_case,
    "elections": whole_election,
    "parties": lambda: elections.PartyFactory(elections=[elections.ElectionFactory()]),
    "places": lambda: cited(elections.PlaceFactory, parent=elections.PlaceFactory()),
    "party-results": elections.PartyResultFactory,
    "turnouts": elections.TurnoutFactory,
    "observer-delegations": lambda: cited(elections.ObserverDelegationFactory),
    "findings": lambda: cited(elections.FindingFactory),
    "consistency-checks": elections.ConsistencyCheckFactory,
    "resolutions": whole_paragraph,
    "resolution-paragraphs": whole_paragraph,
    "mandate-holders": lambda: cited(resolutions.MandateHolderFactory),
    "milestones": lambda: cited(resolutions.MilestoneFactory, themes=[ThemeFactory()]),
    "interlocutors": lambda: cited(resolutions.InterlocutorFactory),
    "documents": whole_document,
    "themes": whole_theme,
    "lineages": whole_lineage,
    "releases": ReleaseFactory,
    "search": found_benchmark,
}


def queries_of(api: APIClient, noun: str) -> tuple[int, list[dict[str, Any]]]:
    """How many questions one call of the list asks, and the rows it shows."""
    given = {"page_size": 200} | ({"q": "report"} if noun == "search" else {})
    with CaptureQueriesContext(connection) as asked:
        answer = api.get(f"/api/v1/{noun}/", given)
    assert answer.status_code == 200
    return len(asked), answer.json()["results"]


@pytest.mark.parametrize("noun", [prefix for prefix, *_ in router.registry])
def test_a_list_asks_no_more_for_thirty_rows_than_for_three(noun: str, api: APIClient) -> None:
    for _ in range(3):
        MAKERS[noun]()
    few, rows = queries_of(api, noun)
    for _ in range(27):
        MAKERS[noun]()
    many, more_rows = queries_of(api, noun)

    assert len(more_rows) >= len(rows) + 27 > 27 or len(more_rows) == 200
    assert many == few <= MOST_FOR_A_LIST


@pytest.mark.parametrize("noun", [prefix for prefix, *_ in router.registry if prefix != "search"])
def test_a_detail_asks_few_questions(noun: str, api: APIClient, django_assert_max_num_queries: Any) -> None:
    MAKERS[noun]()
    address = api.get(f"/api/v1/{noun}/").json()["results"][0]["url"]

    with django_assert_max_num_queries(MOST_FOR_A_DETAIL):
        assert api.get(address).status_code == 200


def test_somebody_signed_in_costs_no_more_than_three_questions_on_top(api: APIClient, monitor: Any) -> None:
    whole_benchmark()
    anonymous, _ = queries_of(api, "benchmarks")
    api.force_login(monitor)
    signed_in, _ = queries_of(api, "benchmarks")

    assert signed_in <= anonymous + 3
