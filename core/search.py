"""One search over everything: each app says what of its own can be found, and one query looks through all."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db.models import Case, F, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, NullIf
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import RuleBroken

LONGEST_QUERY = 200
MOST_WORDS = 12
IN_TITLE, IN_TEXT = 3, 1
BEFORE_HIT, SNIPPET = 60, 240
COLUMNS = ("type", "key", "holder", "title", "text", "rank")

Parts = list[tuple[str, bool]]


@dataclass(frozen=True)
class SearchSource:
    """One kind of thing that can be found, and what of it cites documents or carries themes."""

    type: str
    name: Any
    queryset: Callable[[Any], QuerySet]
    key: Any
    title: Any
    text: Any
    endpoint: str
    page: Callable[[dict[str, Any]], str]
    # The key of the object whose page shows this one: a finding is shown by its election.
    holder: Any = None
    # Paths from this model to the passages, documents or themes it rests on.
    cites: tuple["str | Cites", ...] = ()


@dataclass(frozen=True)
class Cites:
    """A path to what something rests on, where not everybody may see every step of it."""

    path: str
    only: Callable[[Any], Q]


def as_text(expression: Any) -> Any:
    """The expression as text, so that every source's columns go together."""
    return Cast(expression, TextField())


def literal(text: str) -> Value:
    """A fixed text, of the type that every database lets stand beside a column of text."""
    return Value(text, output_field=TextField())


def joined(*expressions: Any) -> Any:
    """Texts one after the other, with spaces between."""
    parts: list[Any] = []
    for expression in expressions:
        text = expression if hasattr(expression, "resolve_expression") else F(expression)
        parts += [literal(" "), Coalesce(as_text(text), literal(""))]
    return Concat(*parts[1:], output_field=TextField()) if len(parts) > 2 else parts[1]  # noqa: PLR2004


def first_given(*names: str) -> Any:
    """The first of these columns that is not empty."""
    given = (NullIf(as_text(F(name)), literal("")) for name in names)
    return Coalesce(*given, literal(""), output_field=TextField())


def page_named(name: str) -> Callable[[dict[str, Any]], str]:
    """The address of the page of this URL name, for the row's holder."""
    return lambda row: reverse(name, args=[row["holder"]])


@cache
def sources() -> tuple[SearchSource, ...]:
    """Every source of every app, in the order of the settings."""
    modules = (import_module(name) for name in settings.SEARCH_SOURCES)
    return tuple(source for module in modules for source in module.SOURCES)


def source_of(kind: str) -> SearchSource:
    """The source of this type."""
    return next(source for source in sources() if source.type == kind)


def words_of(query: str) -> list[str]:
    """The words of a query; refuses one that is empty, too long or no text."""
    if len(query) > LONGEST_QUERY or not _is_text(query):
        raise RuleBroken(_("Search with fewer than 200 ordinary characters."), field="q")
    words = list(dict.fromkeys(query.lower().split()))[:MOST_WORDS]
    if not words:
        raise RuleBroken(_("Give the words to look for, such as q=legal aid."), field="q")
    return words


def _is_text(query: str) -> bool:
    return "\x00" not in query and not any("\ud800" <= character <= "\udfff" for character in query)


class Hits:
    """What was found, best first: counted and sliced in the database, as a Paginator does."""

    def __init__(self, rows: QuerySet) -> None:
        self.rows = rows

    def count(self) -> int:
        """How many there are."""
        return self.rows.count()

    def __len__(self) -> int:
        return self.count()

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (_named(row) for row in self.rows)

    def __getitem__(self, part: slice) -> list[dict[str, Any]]:
        return [_named(row) for row in self.rows[part]]


def _named(row: dict[str, Any]) -> dict[str, Any]:
    """The row under the names that callers know; inside the query they would clash with models' own."""
    return {name: row[f"search_{name}"] for name in COLUMNS}


def find(query: str, user: Any, kind: str = "") -> Hits:
    """What this person may see that holds every word, what has them in its title first; one query."""
    words = words_of(query)
    chosen = [(place, source) for place, source in enumerate(sources()) if kind in ("", source.type)]
    if not chosen:
        known = {"known": ", ".join(source.type for source in sources())}
        raise RuleBroken(_("That is not a kind of result; there are: %(known)s.") % known, field="type")
    first, *others = (_branch(source, place, words, user) for place, source in chosen)
    rows = first.union(*others, all=True) if others else first
    return Hits(rows.order_by("-search_rank", "search_place", "search_title", "search_key"))


def _branch(source: SearchSource, place: int, words: list[str], user: Any) -> QuerySet:
    rows = labelled(source, user).annotate(search_text=as_text(source.text))
    rank: Any = Value(0)
    for word in words:
        rows = rows.filter(Q(search_title__icontains=word) | Q(search_text__icontains=word))
        rank += Case(When(search_title__icontains=word, then=Value(IN_TITLE)), default=Value(IN_TEXT))
    rows = rows.annotate(
        search_rank=Cast(rank, IntegerField()), search_place=Value(place, output_field=IntegerField())
    )
    return rows.values(*(f"search_{name}" for name in COLUMNS), "search_place")


def labelled(source: SearchSource, user: Any) -> QuerySet:
    """The source's rows, each with its type, key, title and the key of the page that shows it."""
    return (
        source.queryset(user)
        .order_by()
        .annotate(
            search_type=Cast(Value(source.type), TextField()),
            search_key=as_text(source.key),
            search_holder=as_text(source.holder or source.key),
            search_title=as_text(source.title),
        )
    )


def snippet(text: str, words: Sequence[str]) -> Parts:
    """The text around the first hit, in parts; True marks a part that is one of the words."""
    hit = _any_of(words).search(text)
    start = max(hit.start() - BEFORE_HIT, 0) if hit else 0
    if hit and start:
        start = text.find(" ", start, hit.start()) + 1 or start
    end = _end_of_word(text, start + SNIPPET, after=hit.end() if hit else start)
    before: Parts = [("… ", False)] if start else []
    after: Parts = [(" …", False)] if end < len(text) else []
    return [*before, *marked(text[start:end].rstrip(), words), *after]


def _end_of_word(text: str, end: int, *, after: int) -> int:
    """The last end of a word up to `end`, but not before `after`; `end` itself in a text without spaces."""
    if end >= len(text):
        return len(text)
    gap = text.rfind(" ", after, end + 1)
    return gap if gap > 0 else end


def marked(text: str, words: Sequence[str]) -> Parts:
    """The whole text in parts, likewise."""
    parts: Parts = []
    position = 0
    for hit in _any_of(words).finditer(text):
        parts += [(text[position : hit.start()], False), (hit.group(), True)]
        position = hit.end()
    return [(part, is_hit) for part, is_hit in [*parts, (text[position:], False)] if part]


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join(re.escape(word) for word in longest_first), re.IGNORECASE)
