"""One search over everything: each app says what of its own can be found, and one index holds it all."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import (
    BigIntegerField,
    Case,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, NullIf
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import RuleBroken
from core.models import SearchEntry, Theme
from core.models.search import Among
from core.refusals import printable
from core.search_marks import kind_mark, theme_mark
from core.search_queries import Expression, phrases, read
from core.search_stages import Met, Search

# Ranked, counted and shown of a query that finds more.
MOST_HITS = 1000
COLUMNS = ("type", "key", "holder", "title", "text")
OF_A_SET = ("set", "set_title")


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
    # The path from this model to the keys of the themes it can be filtered by.
    themes: str = ""
    # Paths to other rows that its key, title or text is made of.
    follows: tuple[str, ...] = ()
    # The key of the set of benchmarks it is of, and that set's title; none where it is of no set.
    in_set: str = ""
    # What a reader is told of the set: nothing where it is the first.
    set_title: Any = None
    # Paths from this model to the passages, documents or themes it rests on.
    cites: tuple["str | Cites", ...] = ()


@dataclass(frozen=True)
class SeenThen:
    """Somebody who asks, and the times they ask about: they see what they may see now and was there then."""

    user: Any
    as_of: datetime.date | None = None
    known_at: datetime.datetime | None = None

    def of(self, rows: Any) -> QuerySet:
        """Of rows that this person may see, those that were there."""
        there: QuerySet = rows.there(as_of=self.as_of, known_at=self.known_at)
        return there

    def rows_of(self, source: "SearchSource") -> QuerySet:
        """The rows of a source, in no order."""
        return self.of(source.queryset(self.user)).order_by()


@dataclass(frozen=True)
class Cites:
    """A path to what something rests on, where not everybody may see every step of it."""

    path: str
    only: Callable[[SeenThen], Q]


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


def ways_of(source: SearchSource) -> list[str]:
    """The relations to the rows that an entry of this source says something of."""
    on_the_way = source.themes.split("__")[:-1]
    themes = ["__".join(on_the_way[:length]) for length in range(1, len(on_the_way) + 1)]
    return list(dict.fromkeys([*source.follows, *themes]))


def model_at(model: type[models.Model], way: str) -> type[models.Model]:
    """The model that a path of relations ends at."""
    for name in way.split("__"):
        model = model._meta.get_field(name).related_model  # type: ignore[assignment]
    return model


class Hits:
    """What was found, best first: ranked once, then counted and sliced as a Paginator does."""

    def __init__(
        self, by: SeenThen, chosen: Sequence[SearchSource], expression: Expression, marks: Sequence[str]
    ) -> None:
        self.by, self.chosen, self.expression, self.marks = by, chosen, expression, marks
        self.phrases = phrases(expression)

    @cached_property
    def ranked(self) -> list[Met]:
        """The hits, the best first; of very many, those that are met first, and one more."""
        search = Search(self.expression, self.marks, MOST_HITS + 1)
        met = search.first_met(SearchEntry.objects.all())
        seen = seen_by(self.by, self.chosen, met)
        if len(seen) < len(met) and len(met) > MOST_HITS:
            # The index holds what is hidden, gone or of another time: it must take nobody's place.
            seen = search.first_met(visible_entries(self.by, self.chosen))
        return sorted(seen, key=lambda row: (-row.rank, row.place, row.object_id))

    def rows_query(self, hits: Sequence[Met]) -> QuerySet:
        """The query that reads some of what was ranked, in no order."""
        kinds = {hit.type for hit in hits}
        asked = [source for source in self.chosen if source.type in kinds]
        visible = with_sets(visible_entries(self.by, asked), asked, self.by)
        return visible.filter(pk__in=[hit.pk for hit in hits]).values("pk", *COLUMNS, *OF_A_SET)

    @property
    def are_more(self) -> bool:
        """Whether there are more than are counted and shown."""
        return len(self.ranked) > MOST_HITS

    def count(self) -> int:
        """How many there are, at most so many as are ranked."""
        return min(len(self.ranked), MOST_HITS)

    def __len__(self) -> int:
        return self.count()

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self[:])

    def __getitem__(self, part: slice) -> list[dict[str, Any]]:
        chosen = self.ranked[:MOST_HITS][part]
        if not chosen:
            return []
        by_key = {row.pop("pk"): row for row in self.rows_query(chosen)}
        return [{**by_key[hit.pk], "rank": hit.rank} for hit in chosen if hit.pk in by_key]


def find(
    query: str,
    user: Any,
    kind: str = "",
    theme: str = "",
    *,
    as_of: datetime.date | None = None,
    known_at: datetime.datetime | None = None,
) -> Hits:
    """What this person may see, and was there then, that is what the query looks for; raises RuleBroken."""
    expression = read(query)
    chosen = [source for source in sources() if kind in ("", source.type)]
    if not chosen:
        known = {"name": printable(kind), "known": ", ".join(source.type for source in sources())}
        message = _("“%(name)s” is not a kind of result; there are: %(known)s.")
        raise RuleBroken(message % known, field="type")
    marks = [kind_mark(kind)] if kind else []
    if theme:
        marks.append(theme_mark(_theme(theme, user)))
    return Hits(SeenThen(user, as_of, known_at), chosen, expression, marks)


def _theme(slug: str, user: Any) -> str:
    known = list(Theme.objects.visible_to(user).order_by("slug").values_list("slug", flat=True))
    if slug not in known:
        message = _("“%(name)s” is not a theme; there are: %(known)s.")
        raise RuleBroken(message % {"name": printable(slug), "known": ", ".join(known)}, field="theme")
    return slug


def seen_by(by: SeenThen, chosen: Iterable[SearchSource], met: Sequence[Met]) -> list[Met]:
    """Those of what was met whose rows this person may see now, whatever the index says: one query."""
    rows: dict[str, list[int]] = defaultdict(list)
    for hit in met:
        rows[hit.type].append(hit.object_id)
    there = [_there(source, by, rows[source.type]) for source in chosen if source.type in rows]
    found = set(there[0].union(*there[1:], all=True)) if there else set()
    return [hit for hit in met if (hit.type, hit.object_id) in found]


def _there(source: SearchSource, by: SeenThen, keys: list[int]) -> QuerySet:
    rows = by.rows_of(source).filter(Among("pk", keys))
    return rows.annotate(search_type=literal(source.type)).values_list("search_type", "pk")


def visible_entries(by: SeenThen, chosen: Iterable[SearchSource]) -> QuerySet[SearchEntry]:
    """The entries whose rows this person may see now, and were there then.

    Each row is asked for by itself, and only for as many entries as are read.
    """
    seen = [When(type=source.type, then=_itself(source, by)) for source in chosen]
    entries: Any = SearchEntry.objects.annotate(seen=Case(*seen, output_field=BigIntegerField()))
    return entries.filter(seen__isnull=False)


def with_sets(
    entries: QuerySet[SearchEntry], chosen: Iterable[SearchSource], by: SeenThen
) -> QuerySet[SearchEntry]:
    """Each with the key of its set, and what a reader is told of it; empty where there is none to tell."""
    of_sets = [source for source in chosen if source.in_set]

    def told(of: Callable[[SearchSource], Any]) -> Case:
        cases = [When(type=source.type, then=_of_itself(source, by, of(source))) for source in of_sets]
        return Case(*cases, default=literal(""), output_field=TextField())

    titles, keys = told(lambda source: source.set_title), told(lambda source: F(source.in_set))
    return entries.annotate(set=keys, set_title=titles)


def _of_itself(source: SearchSource, by: SeenThen, expression: Any) -> Subquery:
    rows = by.rows_of(source).filter(pk=OuterRef("object_id"))
    return Subquery(rows.annotate(told=as_text(expression)).values("told")[:1], output_field=TextField())


def _itself(source: SearchSource, by: SeenThen) -> Subquery:
    rows = by.rows_of(source).filter(pk=OuterRef("object_id"))
    return Subquery(rows.values("pk")[:1], output_field=BigIntegerField())


def labelled(source: SearchSource, by: SeenThen) -> QuerySet:
    """The source's rows, each with its type, key, title and the key of the page that shows it."""
    return _labelled(source, by.rows_of(source))


def _labelled(source: SearchSource, rows: QuerySet) -> QuerySet:
    return rows.annotate(
        search_type=Cast(Value(source.type), TextField()),
        search_key=as_text(source.key),
        search_holder=as_text(source.holder or source.key),
        search_title=as_text(source.title),
    )


def with_text(source: SearchSource, rows: QuerySet) -> QuerySet:
    """These rows of the source, labelled and with their text."""
    return _labelled(source, rows).annotate(search_text=as_text(source.text))
