"""What rests on a document or carries a theme: read from the search sources of every app, in one query."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from core.models import Document, Passage
from core.search import Cites, SearchSource, SeenThen, labelled, model_at, source_of, sources


@dataclass(frozen=True)
class Citing:
    """One thing that cites a document at a place in it, or that carries a theme (no place)."""

    source: SearchSource
    key: str
    holder: str
    title: str
    locator: str

    @property
    def page(self) -> str:
        """The path of the page that shows it."""
        return self.source.page({"key": self.key, "holder": self.holder})


def citing(
    targets: Sequence[Model],
    user: Any,
    *,
    as_of: datetime.date | None = None,
    known_at: datetime.datetime | None = None,
) -> dict[int, list[Citing]]:
    """By the primary key of each document or theme: all this person may see that cites or carries it.

    Asked about another time, what was there then.
    """
    if not targets:
        return {}
    seen = SeenThen(user, as_of, known_at)
    first, *others = _branches(type(targets[0]), [target.pk for target in targets], seen)
    rows = first.union(*others).order_by("target", "search_type", "locator", "search_key")
    found: dict[int, list[Citing]] = defaultdict(list)
    for row in rows:
        entry = Citing(
            source=source_of(row["search_type"]),
            key=row["search_key"],
            holder=row["search_holder"],
            title=row["search_title"],
            locator=row["locator"],
        )
        found[row["target"]].append(entry)
    return found


def _branches(target: type[Model], pks: list[int], seen: SeenThen) -> Iterator[QuerySet]:
    for source in sources():
        for path in source.cites:
            if reach := _reach(source, path, target):
                yield _branch(source, path, reach, pks, seen)


def _reach(source: SearchSource, path: str | Cites, target: type[Model]) -> tuple[str, Any] | None:
    """How the path leads to the target: its column, and that of the locator where there is one."""
    way = path.path if isinstance(path, Cites) else path
    end = model_at(source.queryset(None).model, way)
    if end is target:
        return way, Value("")
    if end is Passage and target is Document:
        return f"{way}__document", F(f"{way}__locator")
    return None


def _branch(
    source: SearchSource, path: str | Cites, reach: tuple[str, Any], pks: list[int], seen: SeenThen
) -> QuerySet:
    column, locator = reach
    allowed = path.only(seen) if isinstance(path, Cites) else Q()
    rows = labelled(source, seen).filter(allowed, **{f"{column}__in": pks})
    return rows.annotate(target=F(f"{column}__pk"), locator=Cast(locator, TextField())).values(
        "search_type", "search_key", "search_holder", "search_title", "target", "locator"
    )
