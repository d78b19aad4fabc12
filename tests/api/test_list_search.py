"""`search` on the lists: the language of the search over everything, and the same rows as it finds."""

import re
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from benchmarks_app import services
from core.models import User
from core.search import source_of, sources
from core.search_index import refresh_everything
from tests.api.test_search import MAKERS, WORD
from tests.benchmarks_app import canaries
from tests.core.searches import LIBRARY, REFUSED, SEARCHES
from tests.factories.benchmarks import BenchmarkFactory, ProgressUpdateFactory, RecommendationFactory
from tests.factories.core import NOON, DocumentFactory
from tests.factories.elections import ObserverDelegationFactory, PartyResultFactory, PlaceFactory
from tests.factories.resolutions import ResolutionFactory, ResolutionParagraphFactory

pytestmark = pytest.mark.django_db
KINDS = [source.type for source in sources()]


def listed(api: APIClient, noun: str, search: str, **given: Any) -> list[dict[str, Any]]:
    """The rows of a list that a search of it finds."""
    answer = api.get(f"/api/v1/{noun}/", {"search": search, "page_size": 200, **given})
    assert answer.status_code == 200, answer.json()
    return answer.json()["results"]


def addresses(rows: list[dict[str, Any]]) -> set[str]:
    """The rows by their addresses."""
    return {row["url"] for row in rows}


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_finds_what_the_search_finds_of_its_kind(kind: str, api: APIClient) -> None:
    for _ in range(2):
        MAKERS[kind]()
    noun = source_of(kind).endpoint
    refresh_everything()

    for query in (f"{WORD}s", f'"{WORD}"', f"nowhere OR {WORD}", f"{WORD} -nowhere", "nowhere"):
        found = api.get("/api/v1/search/", {"q": query, "type": kind}).json()["results"]
        assert addresses(listed(api, noun, query)) == addresses(found), query
        assert len(found) == (0 if query == "nowhere" else 2)


def test_the_list_the_page_and_the_search_of_documents_find_the_same(api: APIClient) -> None:
    for slug, (title, note) in LIBRARY.items():
        DocumentFactory(slug=slug, symbol="", title=title, publisher="", note=note)
    refresh_everything()
    page = Client()

    for query, slugs in SEARCHES.items():
        shown = page.get("/documents/", {"q": query}).content.decode()
        on_the_page = set(re.findall(r'href="/documents/([-a-z]+)/"', shown))
        in_the_list = {row["slug"] for row in listed(api, "documents", query)}

        assert in_the_list == on_the_page == set(slugs), query


@pytest.mark.parametrize("query", [query for query in REFUSED if query.strip() and query.isprintable()])
def test_what_cannot_be_read_is_refused_as_the_search_refuses_it(query: str, api: APIClient) -> None:
    answer = api.get("/api/v1/recommendations/", {"search": query})

    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["field"] == "search"
    assert REFUSED[query] in error["message"]


def test_an_empty_search_narrows_nothing(api: APIClient) -> None:
    DocumentFactory()

    assert len(listed(api, "documents", "")) == len(listed(api, "documents", "  ")) == 1


def test_it_goes_together_with_filters_and_order(api: APIClient) -> None:
    benchmark = BenchmarkFactory()
    for slug in ("one", "two", "three"):
        RecommendationFactory(slug=slug, summary=f"On {WORD}s.", benchmarks=[benchmark])
    RecommendationFactory(summary=WORD)
    refresh_everything()

    rows = listed(api, "recommendations", WORD, benchmark=benchmark.number, ordering="-slug")

    assert [row["slug"] for row in rows] == ["two", "three", "one"]


def test_a_key_is_found_whole_and_one_with_signs_by_its_beginning(api: APIClient) -> None:
    document = DocumentFactory(symbol="CCPR/C/KHM/CO/2")
    RecommendationFactory(slug="early", document=document, summary="")
    RecommendationFactory(slug="ccpr-2-c", document=document, summary="")
    PlaceFactory(code="KH-0102", name="Here")
    refresh_everything()

    def slugs(query: str) -> set[str]:
        return {row["slug"] for row in listed(api, "recommendations", query)}

    assert (slugs("early"), slugs("earl")) == ({"early"}, set())
    assert (slugs("ccpr-2"), slugs("CCPR-2")) == ({"ccpr-2-c"}, {"ccpr-2-c"})
    assert slugs("ccpr/c/k") == {"early", "ccpr-2-c"}
    assert [row["code"] for row in listed(api, "places", "KH-01")] == ["KH-0102"]


def test_resolutions_are_found_by_their_paragraphs(api: APIClient) -> None:
    resolution, other = ResolutionFactory(summary="None."), ResolutionFactory(summary="None.")
    for _ in range(2):
        ResolutionParagraphFactory(resolution=resolution, summary="Urges protection of pangolins.")
    ResolutionParagraphFactory(resolution=other, summary="Urges protection.")
    ResolutionParagraphFactory(resolution=other, summary="On pangolins.")
    refresh_everything()

    found = [row["slug"] for row in listed(api, "resolutions", f"protection {WORD}")]

    assert found == [resolution.slug]


def test_figures_are_found_by_the_names_of_what_they_belong_to(api: APIClient) -> None:
    given = {"party__name": "Candlelight Party", "place__name": "Kampong Cham"}
    PartyResultFactory(**given, election__title="Elections of the communes", votes=7)
    PartyResultFactory(**given, election__title="Elections of the Assembly", votes=5)
    PartyResultFactory(party__name="Other", place__name="Kampong Thom", votes=3)
    refresh_everything()

    def votes(query: str) -> list[int]:
        return sorted(row["votes"]["value"] for row in listed(api, "party-results", query))

    assert votes("candlelight kampong") == [5, 7]
    assert votes("candlelight election commune") == [7]
    assert votes("kampong -candlelight") == [3]
    assert votes('"kampong cham" -assembly') == [7]
    assert votes("thom OR commune") == [3, 7]
    assert votes("cham other") == []


def test_rows_without_an_index_are_found_by_their_own_words(api: APIClient) -> None:
    ObserverDelegationFactory(organization="Committee for Free Elections", note="Observers in 2022.")
    ObserverDelegationFactory(organization="ASEAN", note="Elected members.")

    def found(query: str) -> list[str]:
        return sorted(row["organization"] for row in listed(api, "observer-delegations", query))

    assert found("electing") == ["ASEAN", "Committee for Free Elections"]
    assert found('"free election" observer') == ["Committee for Free Elections"]
    assert found('"elections observers"') == []
    assert found("elect NOT free") == ["ASEAN"]


@pytest.mark.parametrize("state", [{}, {"submitted": True}, {"returned": True}])
def test_what_is_not_published_is_found_by_those_who_see_it_and_by_nobody_else(
    state: dict[str, Any], api: APIClient
) -> None:
    update = ProgressUpdateFactory(narrative=f"The {WORD}s were counted.", **state)
    ProgressUpdateFactory(narrative=f"A {WORD}.", **state)
    refresh_everything()

    assert listed(api, "progress-updates", WORD) == []
    api.force_authenticate(update.author)
    assert [row["id"] for row in listed(api, "progress-updates", f'"{WORD} were counted"')] == [update.pk]
    assert listed(api, "progress-updates", f"{WORD} -counting") == []


def test_what_was_withdrawn_is_found_only_by_those_who_may_still_read_it(
    api: APIClient, monitor: User, reviewer: User
) -> None:
    update = canaries.withdrawn(monitor, reviewer)
    word = canaries.CANARY.partition("-")[0]

    assert listed(api, "progress-updates", word) == []
    api.force_authenticate(reviewer)
    assert [row["id"] for row in listed(api, "progress-updates", word)] == [update.pk]


def test_what_is_corrected_is_found_as_it_is_shown(api: APIClient, monitor: User, reviewer: User) -> None:
    update = canaries.published(monitor, reviewer)
    word = canaries.CANARY.partition("-")[0]
    assert len(listed(api, "progress-updates", word)) == 1

    services.withdraw_update(update=update, reason="It was wrong.", by=reviewer, at=NOON)

    assert listed(api, "progress-updates", word) == []


def test_the_description_says_how_to_ask(api: APIClient) -> None:
    described = api.get("/api/v1/schema/", {"format": "json"}).json()

    (search,) = (
        parameter
        for parameter in described["paths"]["/api/v1/recommendations/"]["get"]["parameters"]
        if parameter["name"] == "search"
    )
    assert "must stand together" in search["description"]
    assert "A/HRC/51" in search["description"]
