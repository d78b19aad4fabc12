"""The words of a text and the expressions of a query, in the languages of the two databases."""

from collections.abc import Sequence

from core.search_queries import AllOf, AnyOf, Expression, Phrase


def as_tsvector(terms: Sequence[str]) -> str:
    """A text for PostgreSQL, its words numbered here, so that no parser splits them otherwise."""
    places: dict[str, list[str]] = {}
    for place, term in enumerate(terms, start=1):
        places.setdefault(term, []).append(str(place))
    return " ".join(f"{_lexeme(term)}:{','.join(where)}" for term, where in places.items())


def as_tsquery(expression: Expression) -> str:
    """A query for PostgreSQL."""
    if isinstance(expression, Phrase):
        return "(" + " <-> ".join(_lexeme(term) for term in expression.terms) + ")"
    sign = " & " if isinstance(expression, AllOf) else " | "
    asked = "(" + sign.join(as_tsquery(part) for part in expression.parts) + ")"
    without = expression.without if isinstance(expression, AllOf) else ()
    return f"({asked} & !{as_tsquery(AnyOf(without))})" if without else asked


def as_fts5(expression: Expression) -> str:
    """A query for SQLite's FTS5."""
    if isinstance(expression, Phrase):
        return '"' + " ".join(expression.terms) + '"'
    sign = " AND " if isinstance(expression, AllOf) else " OR "
    asked = "(" + sign.join(as_fts5(part) for part in expression.parts) + ")"
    without = expression.without if isinstance(expression, AllOf) else ()
    return f"({asked} NOT {as_fts5(AnyOf(without))})" if without else asked


def _lexeme(term: str) -> str:
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"
