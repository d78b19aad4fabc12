"""However a search is asked, all at once or a span of rows at a time, it meets the same hits first."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import search_stages
from core.models import SearchEntry
from core.search import find
from core.search_dialects import as_tsquery, as_tsvector
from core.search_index import refresh_everything
from core.search_marks import FIRST_SPAN, LAST_SPAN, spans_of
from core.search_queries import Phrase, read
from core.search_stages import Met, Search
from tests.core.searches import LIBRARY, SEARCHES
from tests.factories.core import DocumentFactory, ThemeFactory

pytestmark = pytest.mark.django_db
FAR_APART = 50_000


@pytest.fixture
def far_apart() -> None:
    """The documents of the library in every span there is, and beyond the last."""
    for place, (slug, (title, note)) in enumerate(LIBRARY.items()):
        DocumentFactory(pk=1 + place * FAR_APART, slug=slug, symbol="", title=title, publisher="", note=note)
    refresh_everything()
    last = 1 + place * FAR_APART
    assert [len(spans_of(number)) for number in (1, last, 2**20)] == [LAST_SPAN - FIRST_SPAN + 1, 0, 0]


@pytest.fixture
def in_spans(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even few entries are asked a span at a time."""
    monkeypatch.setattr(search_stages, "FEW", 0)
    monkeypatch.setattr(search_stages, "_last_entry", lambda: 2**LAST_SPAN)


def met(query: str, most: int) -> list[Met]:
    """What a search that wants so many hits meets."""
    return Search(read(query), [], most).first_met(SearchEntry.objects.all())


@pytest.mark.usefixtures("far_apart", "in_spans")
def test_every_search_finds_span_by_span_what_it_must_in_this_order() -> None:
    found = {query: [row["key"] for row in find(query, None)[:]] for query in SEARCHES}

    assert {query: keys for query, keys in found.items() if keys != SEARCHES[query]} == {}


@pytest.mark.usefixtures("far_apart", "in_spans")
@pytest.mark.parametrize("most", [1, 2, 3])
def test_of_more_hits_than_wanted_titles_come_first_and_then_the_lowest_numbers(most: int) -> None:
    for query in SEARCHES:
        every = met(query, 100)
        in_order = sorted(every, key=lambda hit: (-hit.title_holds_all, hit.object_id))

        assert met(query, most) == in_order[:most], query


@pytest.mark.usefixtures("in_spans")
def test_a_title_far_behind_is_met_before_many_texts() -> None:
    for number in range(1, 6):
        DocumentFactory(pk=number, title="A report", note="On pangolins.")
    DocumentFactory(pk=900_000, title="Pangolins")
    refresh_everything()

    assert [hit.object_id for hit in met("pangolin", 3)] == [900_000, 1, 2]


@pytest.mark.usefixtures("in_spans")
def test_a_word_excluded_from_the_text_excludes_the_title_far_behind() -> None:
    for number in range(1, 4):
        DocumentFactory(pk=number, title="A report", note="On pangolins.")
    DocumentFactory(pk=900_000, title="Pangolins", note="Traded.")
    refresh_everything()

    assert [hit.object_id for hit in met("pangolin -traded", 2)] == [1, 2]


def test_few_rows_of_a_kind_are_not_pushed_out_by_many_of_another() -> None:
    for number in range(10, 20):
        ThemeFactory(pk=number, name="A theme", summary="On pangolins.")
    DocumentFactory(pk=5, title="A report", note="On pangolins.")
    refresh_everything()

    assert "document" in {hit.type for hit in met("pangolin", 3)}


@pytest.mark.usefixtures("far_apart", "in_spans")
def test_a_word_that_nothing_holds_takes_few_steps() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert met("nowhere", 1001) == []

    assert len(asked) <= 3  # two spans, and everywhere


@pytest.mark.usefixtures("far_apart")
def test_a_span_as_long_as_the_index_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_stages, "FEW", 0)
    monkeypatch.setattr(search_stages, "_last_entry", lambda: 100)
    in_short_index = {query: [row["key"] for row in find(query, None)[:]] for query in SEARCHES}
    with CaptureQueriesContext(connection) as asked:
        met("nowhere", 1001)

    assert in_short_index == SEARCHES
    assert len(asked) == 1  # everything


def test_postgresql_is_asked_for_the_marks_of_a_phrase_and_then_for_the_phrase() -> None:
    query = str(SearchEntry.objects.filter(terms__matches=read('"legal aid" -"fair trial" court')).query)

    if connection.vendor == "postgresql":
        marks, whole = query.split("IS TRUE", maxsplit=1)[0].split(" AND ")[-2:]
        assert ("legal" in marks, "legal" in whole) == (False, True)
        assert "<->" in marks  # what is left out is left out for what stands together, not for a mark


def test_a_phrase_is_asked_with_its_pairs_so_that_postgresql_reads_few_texts() -> None:
    pair = as_tsquery(Phrase(("legal", "aid"))).split(" & ")[0].removeprefix("(")

    assert pair.startswith("'~")
    assert pair in as_tsvector(("free", "legal", "aid"))
    assert pair not in as_tsvector(("aid", "legal", "free"))
    assert pair not in as_tsvector(("legal", "·", "aid"))
