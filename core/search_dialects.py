"""The words of a text and the expressions of a query, in the languages of the two databases."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from zlib import crc32

from core.search_marks import BETWEEN
from core.search_queries import AllOf, AnyOf, Expression, Phrase


def as_tsvector(terms: Sequence[str]) -> str:
    """A text for PostgreSQL, its words numbered here, so that no parser splits them otherwise."""
    places: dict[str, list[str]] = {}
    for place, term in enumerate(terms, start=1):
        places.setdefault(term, []).append(str(place))
    words = (
        _lexeme(term) if term.startswith(BETWEEN) else f"{_lexeme(term)}:{','.join(where)}"
        for term, where in places.items()
    )
    return " ".join([*words, *{_lexeme(pair) for pair in _pairs(terms)}])


def as_tsquery(expression: Expression) -> str:
    """A query for PostgreSQL."""
    return _tsquery(expression, _together)


def as_tsquery_of_marks(expression: Expression) -> str:
    """A query that asks of phrases only the marks of their pairs: it finds what the other does and more."""
    return _tsquery(expression, _marked)


def _tsquery(expression: Expression, phrase: Callable[[Phrase], str]) -> str:
    if isinstance(expression, Phrase):
        return phrase(expression)
    sign = " & " if isinstance(expression, AllOf) else " | "
    asked = "(" + sign.join(_tsquery(part, phrase) for part in expression.parts) + ")"
    without = expression.without if isinstance(expression, AllOf) else ()
    return f"({asked} & !{as_tsquery(AnyOf(without))})" if without else asked


def _together(phrase: Phrase) -> str:
    return f"({_pairs_and(phrase)}{' <-> '.join(_lexeme(term) for term in phrase.terms)})"


def _marked(phrase: Phrase) -> str:
    pairs = _pairs_and(phrase).removesuffix(" & ")
    return f"({pairs})" if pairs else _together(phrase)


def _pairs_and(phrase: Phrase) -> str:
    return "".join(f"{_lexeme(pair)} & " for pair in dict.fromkeys(_pairs(phrase.terms)))


def as_fts5(expression: Expression) -> str:
    """A query for SQLite's FTS5."""
    if isinstance(expression, Phrase):
        return '"' + " ".join(expression.terms) + '"'
    sign = " AND " if isinstance(expression, AllOf) else " OR "
    asked = "(" + sign.join(as_fts5(part) for part in expression.parts) + ")"
    without = expression.without if isinstance(expression, AllOf) else ()
    return f"({asked} NOT {as_fts5(AnyOf(without))})" if without else asked


def _pairs(terms: Sequence[str]) -> Iterator[str]:
    """A mark for every two words that stand together; some share one.

    GIN knows which rows hold all words of a phrase, not whether together: of common words those are very
    many, and each has to be looked at. A mark that a row lacks rules it out before.
    """
    for first, second in pairwise(terms):
        if not (first.startswith(BETWEEN) or second.startswith(BETWEEN)):
            yield "~" + b64encode(crc32(f"{first} {second}".encode()).to_bytes(4))[:3].decode()


def _lexeme(term: str) -> str:
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"
