"""Whatever somebody types is answered as a plain reading of the texts answers it, or refused with a reason.

Both databases are held to the same reading, so that they answer alike. The long run, on both:
`SEARCHES=20000 script/test tests/core/test_search_fuzz.py`.
"""

import os
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.errors import RuleBroken
from core.list_search import matching
from core.models import Document
from core.search import find
from core.search_index import refresh_everything
from core.search_queries import AllOf, AnyOf, Expression, Phrase, phrases, read
from core.search_words import terms_of
from tests.core.searches import LIBRARY, REFUSED, SEARCHES
from tests.factories.core import DocumentFactory

EXAMPLES = int(os.environ.get("SEARCHES", "100"))
# Without the text that has a word more often than PostgreSQL counts places of.
TEXTS = {slug: texts for slug, texts in LIBRARY.items() if slug != "long"}
WORDS = sorted({word for texts in TEXTS.values() for text in texts for word in text.split()})

anything = st.text(st.characters(exclude_categories=()), max_size=30)
SIGNS = ["AND", "OR", "NOT", "-", "(", ")", '"', "“", "and", "&", "*", "'", "\\", ":", "\x00"]
signs, words = st.sampled_from(SIGNS), st.sampled_from([*WORDS, *SEARCHES])
phrases_of_texts = st.builds(
    lambda words, start, length: f'"{" ".join(words[start : start + length])}"',
    st.sampled_from([" ".join(texts).split() for texts in TEXTS.values()]),
    st.integers(0, 8),
    st.integers(1, 4),
)
pieces = st.one_of(words, words, phrases_of_texts, signs, anything)
queries = st.one_of(
    anything,
    st.builds(
        lambda parts, between: between.join(parts), st.lists(pieces, max_size=9), st.sampled_from([" ", ""])
    ),
)


@pytest.mark.django_db
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES < 1000,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    database=None,
)
@given(query=queries)
@example(query='"legal')
@example(query="NOT NOT prison")
@example(query="-(prison OR trial)")
@example(query="(" * 60)
@example(query="prison " * 5000)
@example(query="\udfff prison")
def test_any_query_is_answered_alike_or_refused(library: None, query: str) -> None:
    expression = read_or_refused(query)
    if expression is None:
        return

    found = [(row["key"], row["rank"]) for row in find(query, None, kind="document")[:]]
    listed = matching(Document.objects.all(), query, ("symbol",))

    assert found == expected(expression)
    assert {row.slug for row in listed} == {slug for slug, _ in found}


def read_or_refused(query: str) -> Expression | None:
    """The query as it is read; None where it is refused, with the words of a refusal."""
    try:
        return read(query)
    except RuleBroken as refusal:
        refused = refusal
    assert (refused.field, bool(str(refused.message))) == ("q", True)
    with pytest.raises(RuleBroken):
        find(query, None)
    return None


@pytest.fixture
def library(db: None) -> None:
    """The documents of the library, but for one."""
    for slug, (title, note) in TEXTS.items():
        DocumentFactory(slug=slug, symbol="", title=title, publisher="", note=note)
    refresh_everything()


def expected(expression: Expression) -> list[tuple[str, int]]:
    """Key and rank of each text that holds the expression, by reading all of them."""
    found = []
    for slug, texts in TEXTS.items():
        title, text = (terms_of(part) for part in texts)
        parts = (title, text)
        if holds(parts, expression):
            ranks = [
                3 if stands_in((title,), phrase) else int(stands_in(parts, phrase))
                for phrase in phrases(expression)
            ]
            found.append((slug, sum(ranks)))
    return sorted(found, key=lambda hit: -hit[1])


def holds(parts: Sequence[Sequence[str]], expression: Any) -> bool:
    """Whether a text, part by part, is what the expression asks for."""
    match expression:
        case Phrase():
            return stands_in(parts, expression)
        case AnyOf():
            return any(holds(parts, one) for one in expression.parts)
        case AllOf():
            excluded = any(holds(parts, one) for one in expression.without)
            return all(holds(parts, one) for one in expression.parts) and not excluded
    raise AssertionError(expression)


def stands_in(parts: Sequence[Sequence[str]], phrase: Phrase) -> bool:
    """Whether the words stand one after the other in one of the parts."""
    length = len(phrase.terms)
    return any(
        tuple(words[start : start + length]) == phrase.terms for words in parts for start in range(len(words))
    )


def test_what_is_known_to_be_refused_is_refused() -> None:
    for query in REFUSED:
        with pytest.raises(RuleBroken):
            find(query, None)
