"""The search over everything: what is found, in which order, how it is shown, and what stays hidden."""

from typing import Any

import pytest
from django.core.paginator import Paginator
from rest_framework.test import APIClient

from core.search import find, sources
from core.search_index import refresh_everything
from core.search_queries import Phrase, phrases, read
from core.snippets import marked, snippet
from tests.factories.benchmarks import (
    BenchmarkFactory,
    CaseFactory,
    EvidenceFactory,
    IndicatorFactory,
    LegalInstrumentFactory,
    MeasureFactory,
    ProgressUpdateFactory,
    RecommendationFactory,
)
from tests.factories.core import DocumentFactory, ThemeFactory
from tests.factories.elections import ElectionFactory, FindingFactory, PartyFactory, PlaceFactory
from tests.factories.resolutions import (
    InterlocutorFactory,
    MandateHolderFactory,
    MilestoneFactory,
    ResolutionFactory,
    ResolutionParagraphFactory,
)

pytestmark = pytest.mark.django_db

WORD = "pangolin"
MAKERS = {
    "benchmark": lambda: BenchmarkFactory(summary=WORD),
    "measure": lambda: MeasureFactory(title=WORD),
    "recommendation": lambda: RecommendationFactory(summary=WORD),
    "indicator": lambda: IndicatorFactory(name=WORD),
    "legal_instrument": lambda: LegalInstrumentFactory(name=WORD),
    "case": lambda: CaseFactory(summary=WORD),
    "progress_update": lambda: ProgressUpdateFactory(narrative=WORD, published=True),
    "election": lambda: ElectionFactory(summary=WORD),
    "finding": lambda: FindingFactory(summary=WORD),
    "party": lambda: PartyFactory(name=WORD),
    "place": lambda: PlaceFactory(name=WORD),
    "resolution": lambda: ResolutionFactory(summary=WORD),
    "resolution_paragraph": lambda: ResolutionParagraphFactory(summary=WORD),
    "mandate_holder": lambda: MandateHolderFactory(name=WORD),
    "milestone": lambda: MilestoneFactory(summary=WORD),
    "interlocutor": lambda: InterlocutorFactory(title=WORD),
    "document": lambda: DocumentFactory(title=WORD),
    "theme": lambda: ThemeFactory(name=WORD),
}


def looked_for(query: str) -> list[Phrase]:
    """What a query looks for."""
    return phrases(read(query))


def results(api: APIClient, query: str, **given: Any) -> list[dict[str, Any]]:
    """What a search answers, once what the factories made past the services is in its index."""
    refresh_everything()
    answer = api.get("/api/v1/search/", {"q": query, **given})
    assert answer.status_code == 200, answer.json()
    return answer.json()["results"]


@pytest.mark.parametrize("kind", [source.type for source in sources()])
def test_everything_can_be_found_and_leads_somewhere(kind: str, api: APIClient) -> None:
    MAKERS[kind]()

    (row,) = results(api, WORD.upper(), type=kind)

    assert set(row) >= {"type", "key", "title", "snippet", "rank", "url", "page"}
    assert row["type"] == kind
    assert api.get(row["url"]).status_code == 200
    assert row["page"].startswith("http://testserver/")
    assert api.get(row["page"]).status_code == 200


def test_every_word_must_occur_in_any_order_in_title_or_text(api: APIClient) -> None:
    CaseFactory(slug="both", name="The Kem Ley case", summary="A shop in Phnom Penh.")
    CaseFactory(slug="one", name="Another", summary="A shop.")

    assert [row["key"] for row in results(api, "penh KEM shop")] == ["both"]
    assert results(api, "kem nothing") == []


def test_a_hit_in_the_title_comes_first(api: APIClient) -> None:
    CaseFactory(slug="text", name="A", summary="It mentions land titles.")
    DocumentFactory(slug="title", title="Land")

    rows = results(api, "land")

    assert [row["key"] for row in rows] == ["title", "text"]
    assert rows[0]["rank"] > rows[1]["rank"]


def test_chinese_titles_are_found(api: APIClient) -> None:
    BenchmarkFactory(number=6, title_zh="司法独立与公正审判")

    assert [row["key"] for row in results(api, "公正审判")] == ["6"]


@pytest.mark.parametrize("query", ["100%", "a_b", "a_b \\ %"])
def test_signs_that_databases_read_as_wildcards_are_only_signs(query: str, api: APIClient) -> None:
    ThemeFactory(slug="plain", name="axb 1000")
    ThemeFactory(slug="signs", name="100% a_b \\ _")

    assert [row["key"] for row in results(api, query)] == ["signs"]


@pytest.mark.parametrize("query", ["", "   ", "\x00", "x" * 201, "%", '"legal', "legal OR", "-legal"])
def test_a_search_without_usable_words_says_what_to_do(query: str, api: APIClient) -> None:
    answer = api.get("/api/v1/search/", {"q": query})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "q"
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_an_unknown_kind_is_answered_with_the_kinds_there_are(api: APIClient) -> None:
    answer = api.get("/api/v1/search/", {"q": "a", "type": "animal"})

    assert answer.status_code == 400
    assert "“animal” is not a kind of result" in answer.json()["detail"]
    assert "resolution_paragraph" in answer.json()["detail"]


def test_an_unknown_theme_is_answered_with_the_themes_there_are(api: APIClient) -> None:
    ThemeFactory(slug="fair-trial")

    answer = api.get("/api/v1/search/", {"q": "a", "theme": "animals"})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "theme"
    assert answer.json()["detail"] == "“animals” is not a theme; there are: fair-trial."


def test_a_theme_is_carried_by_what_hangs_on_what_carries_it(api: APIClient) -> None:
    land, other = ThemeFactory(slug="land", name=WORD), ThemeFactory(slug="landed", name=WORD)
    benchmark = BenchmarkFactory(number=6, summary=WORD, themes=[land])
    BenchmarkFactory(number=7, summary=WORD, themes=[other])
    MeasureFactory(benchmark=benchmark, order=1, title=WORD)
    RecommendationFactory(slug="carried", summary=WORD, benchmarks=[benchmark])
    RecommendationFactory(slug="not-carried", summary=WORD)
    ResolutionParagraphFactory(summary=WORD, resolution=ResolutionFactory(themes=[land]))

    found = results(api, WORD, theme="land")

    kinds = [row["type"] for row in found]
    assert kinds == ["measure", "theme", "benchmark", "recommendation", "resolution_paragraph"]
    assert {row["key"] for row in found} >= {"6", "6-1", "carried", "land"}
    assert [row["key"] for row in results(api, WORD, theme="land", type="benchmark")] == ["6"]
    assert results(api, WORD, theme="land", type="case") == []


def test_the_count_of_very_many_says_that_there_are_more(
    api: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.search.MOST_HITS", 3)
    for number in range(5):
        CaseFactory(name=f"{WORD} {number}" if number > 2 else "A case", summary=WORD)
    refresh_everything()

    def page(**given: Any) -> dict[str, Any]:
        return api.get("/api/v1/search/", {"q": WORD, "page_size": 2, **given}).json()

    assert (page()["count"], page()["count_qualifier"]) == (3, "more_than")
    assert [row["rank"] for row in page()["results"]] == [3, 3]
    assert [row["rank"] for row in page(page=2)["results"]] == [1]
    assert page(page=2)["next"] is None
    assert page(q=f'"{WORD} 3"')["count_qualifier"] == "exact"


@pytest.mark.parametrize("state", [{}, {"submitted": True}, {"returned": True}])
def test_what_is_not_published_is_never_found(state: dict[str, Any], api: APIClient, reviewer: Any) -> None:
    update = ProgressUpdateFactory(narrative=WORD, **state)

    assert results(api, WORD) == []
    for person in (update.author, reviewer):
        api.force_authenticate(person)
        assert results(api, WORD) == []


def test_evidence_is_never_searched(api: APIClient, monitor: Any) -> None:
    update = ProgressUpdateFactory(published=True)
    EvidenceFactory(update=update, description=WORD, visibility="restricted", document=None)
    api.force_authenticate(monitor)

    assert results(api, WORD) == []


def test_it_takes_four_queries_and_pages_like_a_list(django_assert_num_queries: Any) -> None:
    for maker in MAKERS.values():
        maker()

    refresh_everything()

    with django_assert_num_queries(4):
        assert len(find(WORD, None)[0:5]) == 5
    with django_assert_num_queries(4):
        pages: Any = Paginator(find(WORD, None), 5)  # type: ignore[arg-type]
        assert pages.count == len(MAKERS)
        assert len(pages.page(2).object_list) == 5


def test_the_snippet_is_cut_around_the_first_hit_and_marks_the_words() -> None:
    text = "word " * 60 + "the Arbitration Council sat " + "word " * 60

    parts = snippet(text, looked_for("arbitration sat"))

    assert [part for part, is_hit in parts if is_hit] == ["Arbitration", "sat"]
    assert parts[0] == ("… ", False)
    assert parts[-1] == (" …", False)
    assert len("".join(part for part, _ in parts)) < 260


@pytest.mark.parametrize("word", ["arbitration", "absent"])
def test_a_snippet_ends_with_a_whole_word(word: str) -> None:
    text = "The arbitration council considers collective disputes. " * 12

    parts = [part for part, _ in snippet(text, looked_for(word))]

    assert parts[-1] == " …"
    assert parts[-2].split()[-1] in text.split()


def test_a_snippet_without_a_hit_is_the_beginning() -> None:
    assert snippet("A short text.", looked_for("absent")) == [("A short text.", False)]
    assert snippet("", looked_for("absent")) == []


@pytest.mark.parametrize(
    ("query", "text", "hits"),
    [
        ("prison", "The prisons, imprisoned.", ["prisons"]),
        ('"legal aid"', "Legal aid; aid, legal.", ["Legal aid"]),
        ("legal aid", "Legal aid; aid, legal.", ["Legal", "aid", "aid", "legal"]),
        ("trial -fair", "A fair trial.", ["trial"]),
        ("cooperation", "Coöperation e\u0301crite", ["Coöperation"]),
        ("ecrite", "Coöperation e\u0301crite.", ["e\u0301crite"]),
        ("公正", "独立与公正审判", ["公正"]),
        ("ភ្នំពេញ", "រាជធានីភ្នំពេញ ២០២២", ["ភ្នំពេញ"]),
        ("2022", "រាជធានីភ្នំពេញ ២០២២", ["២០២២"]),
        ("51/66", "A/HRC/51/66", ["51/66"]),
        ("<b>", "a <b> c", ["b"]),
    ],
)
def test_what_is_marked_is_the_form_that_occurs(query: str, text: str, hits: list[str]) -> None:
    parts = marked(text, looked_for(query))

    assert [part for part, is_hit in parts if is_hit] == hits
    assert "".join(part for part, _ in parts) == text


def test_a_snippet_of_a_text_without_spaces_is_cut_and_marked() -> None:
    parts = snippet("独立与公正审判" * 100, looked_for("审判"))

    assert ("审判", True) in parts
    assert len("".join(part for part, _ in parts)) < 260
