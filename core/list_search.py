"""Searches within one list: the language of the search, asked of those rows that the list shows anyway.

Where the rows have entries in the index, the index answers, with the same rows as the search over everything.
The others are found by what they are made of: the entries of the rows they point at, and their own words.
"""

from collections.abc import Sequence
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Model, Q, QuerySet

from core.models import SearchEntry
from core.search import SearchSource, model_at, sources
from core.search_marks import BETWEEN, kind_mark
from core.search_queries import AllOf, AnyOf, Expression, Phrase, every_phrase, read
from core.search_words import terms_of

IN_A_LIST = (
    "Finds the same rows as `search/` does of their kind; results and grades also by the names of what they "
    "belong to, resolutions by their paragraphs. A key, code or symbol finds its row, and so does its "
    "beginning if that is more than letters: `A/HRC/51`."
)
# What names a row to a program; its beginning is enough to find the row.
KEYS = ("slug", "code", "symbol", "symbol_corrected")
SHORTEST_BEGINNING = 3
NOTHING = Q(pk__in=())


def matching(rows: QuerySet, query: str, fields: Sequence[str]) -> QuerySet:
    """Those of the rows that the query finds by what is in these fields; raises RuleBroken."""
    expression = read(query)
    source = source_over(rows.model)
    found = _by_entry(rows, source, expression, fields) if source else _Parts(rows, fields, expression).whole
    return rows.filter(found | _by_key(rows, query.strip(), fields))


def source_over(model: type[Model]) -> SearchSource | None:
    """The source of the entries about rows of this model, if there are such."""
    return next((source for source in sources() if source.queryset(None).model is model), None)


def _by_key(rows: QuerySet, query: str, fields: Sequence[str]) -> Q:
    """By a whole key, or by the beginning of one that no text would hold as a word: with signs or digits."""
    keys = [field for field in fields if field.rpartition("__")[2] in KEYS]
    if not keys or not query.isascii() or len(query.split()) != 1:
        return NOTHING
    if query.isalpha():
        named = reduce(or_, (Q((key, query)) for key in keys))
        found = rows.model._default_manager.filter(named).order_by().values_list("pk", flat=True)
        return Q(pk__in=list(found))
    begins = (Q((f"{key}__istartswith", query)) for key in keys if len(query) >= SHORTEST_BEGINNING)
    return reduce(or_, begins, NOTHING)


def _by_entry(rows: QuerySet, source: SearchSource, expression: Expression, fields: Sequence[str]) -> Q:
    """By the row's own entry, or by one of a row that belongs to it, such as a paragraph of a resolution."""
    found = Q(pk__in=_entries(source, expression))
    for path, belonging in _indexed(rows.model, fields).items():
        if rows.model._meta.get_field(path.partition("__")[0]).one_to_many:
            owners = rows.model._default_manager.filter((f"{path}__in", _entries(belonging, expression)))
            found |= Q(pk__in=owners.order_by().values("pk"))
    public = source.queryset(None)
    if public.query.where:  # The index holds what everybody may see; this caller may see more.
        others = rows.exclude(pk__in=public.order_by().values("pk"))
        words = _own_words(others, fields)
        found |= Q(pk__in=[key for key, text in words.items() if _holds(text, expression)])
    return found


def _entries(source: SearchSource, expression: Expression) -> QuerySet:
    """The keys of the rows of this source whose entries hold what is looked for."""
    asked = AllOf((expression, Phrase((kind_mark(source.type),))))
    return SearchEntry.objects.filter(terms__matches=asked).values("object_id")


def _indexed(model: type[Model], fields: Sequence[str]) -> dict[str, SearchSource]:
    """The relations of these fields to rows that have entries of their own."""
    paths = dict.fromkeys(field.rpartition("__")[0] for field in fields if "__" in field)
    found = {path: source_over(model_at(model, path)) for path in paths}
    return {path: source for path, source in found.items() if source}


def _own_words(rows: QuerySet, fields: Sequence[str]) -> dict[int, str]:
    """The words of these fields of each row, between spaces, with a sign where one field ends."""
    texts = rows.order_by().values_list("pk", *fields)
    return {key: f" {BETWEEN} ".join(map(_words, row)) for key, *row in texts}


def _words(text: Any) -> str:
    return f" {' '.join(terms_of(str(text)))} "


def _holds(text: str, expression: Expression) -> bool:
    """Whether words between spaces are what the expression looks for."""
    if isinstance(expression, Phrase):
        return f" {' '.join(expression.terms)} " in text
    if isinstance(expression, AnyOf):
        return any(_holds(text, part) for part in expression.parts)
    held = all(_holds(text, part) for part in expression.parts)
    return held and not any(_holds(text, part) for part in expression.without)


class _Parts:
    """Rows without entries: each phrase may stand in a row they point at, or in their own fields."""

    def __init__(self, rows: QuerySet, fields: Sequence[str], expression: Expression) -> None:
        self.related = _indexed(rows.model, fields)
        own = [field for field in fields if field.rpartition("__")[0] not in self.related]
        words = _own_words(rows, own) if own else {}
        self.own = {
            phrase: [key for key, text in words.items() if _holds(text, phrase)]
            for phrase in every_phrase(expression)
        }
        self.whole = self.holding(expression)

    def holding(self, expression: Expression) -> Q:
        """What is true of the rows that hold the expression."""
        if isinstance(expression, Phrase):
            pointing = (
                Q((f"{path}__in", _entries(source, expression))) for path, source in self.related.items()
            )
            return reduce(or_, pointing, Q(pk__in=self.own[expression]))
        join = and_ if isinstance(expression, AllOf) else or_
        held = reduce(join, map(self.holding, expression.parts))
        without = expression.without if isinstance(expression, AllOf) else ()
        return reduce(lambda so_far, part: so_far & ~self.holding(part), without, held)
