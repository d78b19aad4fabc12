"""The same searches of the same texts find the same on every database, and each refusal says why."""

import hashlib

import pytest
from django.db import connection

from core.english_stems import stem
from core.errors import RuleBroken
from core.search import find
from core.search_index import EDITION, refresh_everything
from core.search_queries import LONGEST_QUERY, read
from core.search_words import terms_of
from tests.core.searches import LIBRARY, REFUSED, SEARCHES
from tests.factories.core import DocumentFactory

STEMS = {
    "prisons": "prison", "imprisonment": "imprison", "electing": "elect", "elections": "elect",
    "electoral": "elector", "communes": "commune", "communities": "communiti", "commune": "commune",
    "communication": "communic", "generally": "general", "general": "general", "generation": "generat",
    "cries": "cri", "ties": "tie", "dying": "die", "hopping": "hop", "hoping": "hope", "agreed": "agre",
    "rationalization": "ration", "national": "nation", "justice": "justic", "judicial": "judici",
    "sayings": "say", "happily": "happili", "controlling": "control", "succeeding": "succeed",
    "as": "as", "gas": "gas", "press": "press", "status": "status", "yes": "yes", "ngos": "ngo",
}  # fmt: skip

SPELLINGS = [
    ("labourers", "laborers"), ("neighbouring", "neighboring"), ("behaviour", "behavior"),
    ("honourable", "honorable"), ("organisations", "organizations"), ("recognised", "recognizing"),
    ("decriminalisation", "decriminalization"), ("authorise", "authorizes"), ("centres", "center"),
    ("kilometre", "kilometers"), ("centred", "centered"),
    ("offences", "offense"), ("licence", "licensed"), ("programmes", "program"),
    ("councillors", "councilor"), ("travelled", "traveled"), ("fulfilment", "fulfillment"),
    ("judgements", "judgment"), ("analysed", "analyzing"), ("gaols", "jail"), ("sub-decree", "subdecrees"),
    ("per cent", "percent"), ("multi-party", "multiparty"),
]  # fmt: skip

# What PostgreSQL and FTS5 would read as something else than text.
SIGNS = ["'", "\\", "''", "*", ":", "^", "{terms}", "!", "&|", "<->", "NEAR", "·kind·theme"]


@pytest.fixture
def library(db: None) -> None:
    """The documents of the library, in its order."""
    for slug, (title, note) in LIBRARY.items():
        DocumentFactory(slug=slug, symbol="", title=title, publisher="", note=note)
    refresh_everything()


@pytest.mark.usefixtures("library")
def test_every_search_finds_what_it_must_in_this_order() -> None:
    found = {query: [row["key"] for row in find(query, None)[:]] for query in SEARCHES}

    assert {query: keys for query, keys in found.items() if keys != SEARCHES[query]} == {}
    assert len(SEARCHES) >= 60


@pytest.mark.usefixtures("library")
def test_the_index_is_asked_and_no_text_is_read_through() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_searchentry WHERE title = ''")
        assert cursor.fetchone() == (0,)
        cursor.execute("UPDATE core_searchentry SET title = '', text = ''")

    assert find("prisons", None).count() == 2


@pytest.mark.parametrize("query", REFUSED)
def test_what_cannot_be_read_is_refused_with_the_reason(query: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        read(query)

    assert REFUSED[query] in str(refusal.value.message)
    assert refusal.value.field == "q"


@pytest.mark.django_db
@pytest.mark.parametrize("sign", SIGNS)
def test_signs_of_the_databases_languages_are_only_signs(sign: str) -> None:
    DocumentFactory(slug="one", title="Law one", note="")
    refresh_everything()
    without_words = not any(character.isalpha() for character in sign)

    for query in (f"law{sign}", f"{sign}law", f"law {sign}", f'"law {sign}"'):
        keys = [row["key"] for row in find(query, None)[:]]
        assert keys == (["one"] if without_words else [])


@pytest.mark.django_db
def test_the_deepest_and_the_longest_query_can_be_asked() -> None:
    longest = "(" * 6 + " OR ".join("abcdefghijk") + ")" * 6
    with_phrase = '"' + "a " * ((LONGEST_QUERY - 2) // 2) + '"'

    assert find(longest, None).count() == 0
    assert find(with_phrase, None).count() == 0


@pytest.mark.parametrize(("british", "american"), SPELLINGS)
def test_either_spelling_is_one_word_of_the_index(british: str, american: str) -> None:
    assert terms_of(british) == terms_of(american)


def test_whoever_changes_the_words_of_the_index_raises_its_edition() -> None:
    said = [
        *(word for pair in SPELLINGS for word in pair),
        *STEMS,
        *(" ".join(text) for text in LIBRARY.values()),
    ]
    words = hashlib.sha256(repr([terms_of(text) for text in said]).encode()).hexdigest()

    # Only together: else the entries that are written already keep the words of before.
    assert (EDITION, words[:16]) == (4, "e3f67e273dcb76ba")


def test_words_with_one_spelling_are_left_as_they_are() -> None:
    words = [
        "size",
        "prize",
        "seized",
        "hour",
        "four",
        "tour",
        "devour",
        "exercise",
        "precise",
        "laboratory",
        "metro",
        "fire",
        "councils",
    ]

    assert {word: terms_of(word) for word in words} == {word: (stem(word),) for word in words}
    assert terms_of("organization") != terms_of("organ")


def test_english_words_have_the_stems_that_snowball_gives_them() -> None:
    assert {word: stem(word) for word in STEMS} == STEMS
