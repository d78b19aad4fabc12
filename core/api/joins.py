"""What is prefetched for rows, read with one statement for each relation and joined to them by key.

Django writes these statements anew for every answer, and asks each row by itself where its related rows
belong. Here a statement is what Django writes for two rows, with a gap where the keys of all rows go.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Model, Prefetch, QuerySet
from django.db.models.query import ModelIterable, get_prefetcher

from core.api.light_rows import Reading

# Stand in a statement for the keys, and are those of no rows; of one Django would not write a list.
GAP = (-8_271_828_182, -8_271_828_183)
LISTS = "_prefetched_objects_cache"
Lookups = Iterable[str | Prefetch]


class Joins:
    """All that is prefetched for rows of a model."""

    def __init__(self, model: type[Model], lookups: Lookups) -> None:
        self._model, self._lookups = model, lookups

    def fill(self, rows: Sequence[Any]) -> None:
        """Read what belongs to these rows, and put it where they look for it."""
        for join in self._joins if rows else ():
            join.fill(rows)

    @cached_property
    def _joins(self) -> list["Join"]:
        """One for each relation, with what is asked of its rows in turn."""
        joins: dict[str, Join] = {}
        for lookup in self._lookups:
            asked = lookup if isinstance(lookup, Prefetch) else Prefetch(lookup)
            name, _, further = asked.prefetch_through.partition("__")
            to = name if further else asked.prefetch_to
            if to not in joins:
                joins[to] = Join(self._model, name, to, None if further else asked.queryset)
            if further:
                joins[to].inside.append(Prefetch(further, asked.queryset, asked.to_attr))
        return list(joins.values())


class Join:
    """One relation of a model: how its rows are asked for, and where they belong."""

    def __init__(self, model: Any, name: str, to: str, rows: QuerySet | None) -> None:
        self._field, self._to, self._is_named = model._meta.get_field(name), to, to != name
        related: Any = self._field.related_model
        unread: Any = related._default_manager.all() if rows is None else rows
        self.inside: list[Any] = list(unread._prefetch_related_lookups)
        unread = unread.prefetch_related(None)
        unread._iterable_class = Unread
        examples = [model(pk=key) for key in GAP]
        self._is_there: Any
        prefetcher, _, _, self._is_there = get_prefetcher(examples[0], name, to)
        asked, self._key_in_related, self._key_of, self._is_one, self._kept_as, _ = (
            prefetcher.get_prefetch_querysets(examples, [unread])
        )
        if self._is_one:  # Django would write a condition for each key
            asked = unread.filter(pk__in=GAP).order_by()
        self._statement, self._model = Statement(asked), related

    @cached_property
    def _joins(self) -> Joins:
        return Joins(self._model, self.inside)

    def fill(self, rows: Sequence[Any]) -> None:
        """Read the related rows of these rows, unless they are there, and what belongs to those."""
        for row in rows:
            row.__dict__.setdefault(LISTS, {})
        if waiting := [row for row in rows if not self._is_there(row)]:
            self._put(waiting)
        if self.inside:
            below = {id(related): related for row in rows for related in self._of(row)}
            self._joins.fill(list(below.values()))

    def _put(self, rows: Sequence[Any]) -> None:
        found = defaultdict(list)
        keys = dict.fromkeys(self._key_of(row) for row in rows)
        for related in self._statement.rows([key for (key,) in keys if key is not None]):
            found[self._key_in_related(related)].append(related)
        for row in rows:
            self._put_one(row, found.get(self._key_of(row), []))

    def _put_one(self, row: Any, related: list[Any]) -> None:
        if self._is_named:
            setattr(row, self._to, related)
        elif self._is_one:
            row._state.fields_cache[self._kept_as] = related[0] if related else None
        else:
            getattr(row, LISTS)[self._kept_as] = related
        if self._field.one_to_many:
            for each in related:
                each._state.fields_cache.setdefault(self._field.field.cache_name, row)

    def _of(self, row: Any) -> Iterator[Any]:
        """The related rows that this row has."""
        if self._is_named:
            return iter(getattr(row, self._to))
        if not self._is_one:
            return iter(getattr(row, LISTS)[self._kept_as])
        one = row._state.fields_cache[self._kept_as]
        return iter(() if one is None else (one,))


class Unread(ModelIterable):
    """No rows: Django would look for some while it only has to say how it would ask for them."""

    def __iter__(self) -> Iterator[Any]:
        """Nothing, without asking."""
        return iter(())


class Statement:
    """A query of rows by their keys, written once."""

    def __init__(self, rows: QuerySet) -> None:
        self._compiler: Any = rows.query.get_compiler(using=rows.db)
        try:
            sql, given = self._compiler.as_sql()
        except EmptyResultSet:
            self._around: tuple[str, str] | None = None
            return
        pieces, (begins, ends) = re.split("(?<!%)%s", sql), sorted(map(given.index, GAP))
        self._around = "%s".join(pieces[: begins + 1]), "%s".join(pieces[ends + 1 :])
        self._given = given[:begins], given[ends + 1 :]
        self._reading = Reading(self._compiler)

    def rows(self, keys: Sequence[Any]) -> list[Any]:
        """The rows of these keys."""
        if self._around is None or not keys:
            return []
        (before, after), places = self._around, ", ".join(["%s"] * len(keys))
        with connections[self._compiler.using].cursor() as cursor:
            cursor.execute(f"{before}{places}{after}", (*self._given[0], *keys, *self._given[1]))
            found = cursor.fetchall()
        return list(self._reading.rows(found))
