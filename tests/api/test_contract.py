"""The contract: every path and field that callers rely on, checked against the report's own content."""

from collections.abc import Iterator
from typing import Any

import pytest
from rest_framework.test import APIClient

from benchmarks_app.models import Benchmark, Recommendation
from core.models import Document
from elections_app.models import Election
from tests.factories.benchmarks import EvidenceFactory, FollowUpGradeFactory, ProgressUpdateFactory
from tests.factories.core import ReleaseFactory
from tests.factories.elections import ConsistencyCheckFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("report")]

CONTRACT = {
    "benchmarks": "number section title title_zh summary themes timeframe report_paragraphs measures "
    "recommendations indicators current_status assessments disagreement citations",
    "measures": "key benchmark order title current_status assessments disagreement citations",
    "recommendations": "slug mechanism addressee document paragraph subparagraphs summary official_text "
    "benchmarks as_printed note citations follow_up_grades",
    "progress-updates": "id benchmark measure status trend assessor assessed_on published_at narrative "
    "evidence supersedes citations version state observations superseded_by withdrawn_at withdrawal_reason",
    "follow-up-grades": "id recommendation grade graded_on note citations",
    "status-totals": "id assessor assessed_on status benchmarks note citations",
    "indicators": "slug benchmark name unit kind direction observations citations",
    "legal-instruments": "slug name year benchmarks summary citations",
    "cases": "slug name date benchmarks summary citations figures",
    "elections": "slug kind date figures parties observers findings citations",
    "parties": "code name name_km abbreviation",
    "places": "code name name_km level parent",
    "party-results": "id election place stage party communes_contested candidates women_candidates votes "
    "vote_share seats commune_chiefs citations",
    "turnouts": "id election place stage registered voted valid invalid turnout citations",
    "observer-delegations": "id election organization observers citations",
    "findings": "id phase letter summary election citations",
    "consistency-checks": "id rule holds difference rows election",
    "resolutions": "slug number adopted_on body symbol symbol_corrected agenda_item mandate_effect "
    "extension_months paragraphs recalls documents citations",
    "resolution-paragraphs": "key resolution part number letter verb summary recalls documents",
    "mandate-holders": "slug name title from to citations",
    "milestones": "slug name title from to citations",
    "interlocutors": "slug name title from to citations",
    "documents": "slug symbol title publisher url cited_by",
    "themes": "slug name cited_by",
    "lineages": "slug name theme basis first last count parts verbs entries page",
    "releases": "name made_at is_redacted files cite page",
}
# What answers one question and is no list.
QUESTIONS = ("citation-graph", "election-comparison", "release-difference")
KEYS = {
    "benchmarks": "6",
    "measures": "6-2",
    "elections": "2022-commune",
    "parties": "cpp",
    "places": "00",
    "documents": "a-hrc-51-66",
    "themes": "fair-trial",
}
COUNTS = {"benchmarks": 20, "resolutions": 34, "interlocutors": 15, "milestones": 3, "elections": 4}
QUALIFIERS = {"exact", "about", "nearly", "more_than", "up_to"}


@pytest.fixture
def made_here() -> None:
    """One row of each kind that the report does not bring along."""
    benchmark = Benchmark.objects.get(number=1)
    document = Document.objects.get(slug="a-hrc-51-66")
    EvidenceFactory(update=ProgressUpdateFactory(benchmark=benchmark, published=True), document=document)
    FollowUpGradeFactory(recommendation=Recommendation.objects.first())
    ConsistencyCheckFactory(election=Election.objects.get(slug="2022-commune"))
    ReleaseFactory()


def everything_in(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in an answer, however deep."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from everything_in(inner)


@pytest.mark.parametrize("noun", CONTRACT)
@pytest.mark.usefixtures("made_here")
def test_every_object_has_the_fields_of_the_contract_and_an_address(noun: str, api: APIClient) -> None:
    rows = api.get(f"/api/v1/{noun}/", {"page_size": 200}).json()["results"]

    assert rows
    for row in rows:
        assert set(CONTRACT[noun].split()) | {"url"} <= set(row)
    assert api.get(rows[0]["url"]).json() == rows[0]
    assert rows[0]["url"].startswith(f"http://testserver/api/v1/{noun}/")


@pytest.mark.parametrize("noun", CONTRACT)
@pytest.mark.usefixtures("made_here")
def test_numbers_are_numbers_and_quantities_say_how_exact_they_are(noun: str, api: APIClient) -> None:
    answer = api.get(f"/api/v1/{noun}/", {"page_size": 200}).json()

    assert set(answer) == {"count", "next", "previous", "results"}
    for found in everything_in(answer["results"]):
        if "qualifier" in found:
            assert found["qualifier"] in QUALIFIERS
            assert isinstance(found["value"], int | float)
        for citation in found.get("citations", []):
            assert set(citation) == {"document", "locator", "url"}
            assert citation["url"].startswith("http://testserver/api/v1/documents/")


@pytest.mark.parametrize(("noun", "key"), KEYS.items())
def test_objects_are_named_by_readable_keys(noun: str, key: str, api: APIClient) -> None:
    assert api.get(f"/api/v1/{noun}/{key}/").status_code == 200


@pytest.mark.parametrize(("noun", "count"), COUNTS.items())
def test_the_whole_report_is_there(noun: str, count: int, api: APIClient) -> None:
    assert api.get(f"/api/v1/{noun}/").json()["count"] == count


def test_a_benchmark_nests_what_hangs_on_it_and_is_honest_about_its_status(api: APIClient) -> None:
    benchmark = api.get("/api/v1/benchmarks/6/").json()

    assert set(benchmark["timeframe"]) >= {"label", "start", "end", "basis"}
    assert isinstance(benchmark["report_paragraphs"]["first"], int)
    assert isinstance(benchmark["report_paragraphs"]["last"], int)
    assert [measure["key"] for measure in benchmark["measures"]] == ["6-1", "6-2"]
    assert benchmark["current_status"] is None
    assert benchmark["assessments"] == []
    recommendation = benchmark["recommendations"][0]
    assert isinstance(recommendation["paragraph"], str)
    assert isinstance(recommendation["subparagraphs"], list)
    observation = benchmark["indicators"][0]["observations"][0]
    assert set(observation) >= {"value", "qualifier", "period", "citations"}


def test_each_number_of_a_party_result_is_a_quantity_or_null(api: APIClient) -> None:
    rows = api.get("/api/v1/party-results/", {"page_size": 200}).json()["results"]

    numbers = [row[name] for row in rows for name in ("votes", "seats", "candidates", "vote_share")]
    assert None in numbers
    assert all(number is None or set(number) == {"value", "qualifier"} for number in numbers)
    assert any(number for number in numbers)


def test_a_resolution_nests_its_paragraphs_and_names_what_it_recalls(api: APIClient) -> None:
    rows = api.get("/api/v1/resolutions/", {"page_size": 200}).json()["results"]

    paragraphs = [paragraph for row in rows for paragraph in row["paragraphs"]]
    assert set(paragraphs[0]) >= {"part", "number", "letter", "verb", "summary", "recalls", "documents"}
    assert {row["mandate_effect"] for row in rows} <= {
        "establishes",
        "renews",
        "extends",
        "transforms",
        "none",
    }
    assert any(row["recalls"] for row in rows)
    assert any(row["documents"] for row in rows)


def test_the_root_lists_every_endpoint(api: APIClient) -> None:
    root = api.get("/api/v1/").json()

    assert set(root) == {*CONTRACT, "benchmark-sets", "search", *QUESTIONS, "schema", "docs"}
    assert root["benchmarks"] == "http://testserver/api/v1/benchmarks/"
