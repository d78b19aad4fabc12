"""Rows that are there already: what differs from the file, found and written for many at once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Prefetch, prefetch_related_objects

from core.loading.loadable import loadable_fields
from core.loading.rows import Values, lists_in
from core.loading.states import State, kept, links, same, value_of


@dataclass
class Change:
    """A row that is not as the file has it: it holds the new values, and these say what they were."""

    row: Any
    before: State
    after: State
    lists: dict[str, list[models.Model]]

    @property
    def plain(self) -> tuple[str, ...]:
        """The changed fields that are columns of the row itself."""
        return tuple(name for name in self.after if name not in self.lists)


def changes(model: Any, pairs: Sequence[tuple[Any, Values]]) -> list[Change | None]:
    """Of each row, which then holds the new values, what that changes; None where it is nothing."""
    fields = loadable_fields(model)
    fetch_lists(model, [row for row, _values in pairs], {name for _row, values in pairs for name in values})
    differing = [
        [name for name in values if differs(row, fields[name], values[name])] for row, values in pairs
    ]
    _fetch_links(fields, pairs, differing)
    return [
        _change(row, values, fields, names) if names else None
        for (row, values), names in zip(pairs, differing, strict=True)
    ]


def fetch_lists(model: Any, rows: Sequence[Any], names: set[str]) -> None:
    """Read these lists of links of all the rows at once, each link with what names it."""
    for field in loadable_fields(model).values():
        if rows and field.many_to_many and field.name in names:
            target = field.related_model
            followed = list(filter(None, (path.rpartition("__")[0] for path in target.NATURAL_KEY)))
            linked = target._default_manager.order_by()
            linked = linked.select_related(*followed) if followed else linked
            prefetch_related_objects(rows, Prefetch(field.name, linked))


def differs(row: Any, field: Any, value: Any) -> bool:
    """Whether a field of a row is not what the file says, without asking the database."""
    if field.many_to_many:
        return {each.pk for each in getattr(row, field.name).all()} != {each.pk for each in value}
    if field.is_relation:
        linked = getattr(value, field.target_field.attname) if value else None
        return bool(getattr(row, field.attname) != linked)
    return not same(field, kept(field, field.value_from_object(row)), kept(field, value))


def _fetch_links(fields: dict[str, Any], pairs: Sequence[Any], differing: Sequence[list[str]]) -> None:
    """Read what changed links led to, for all rows at once."""
    by_name: dict[str, list[Any]] = defaultdict(list)
    for (row, _values), names in zip(pairs, differing, strict=True):
        for name in names:
            if fields[name].is_relation and not fields[name].many_to_many:
                by_name[name].append(row)
    for name, rows in by_name.items():
        followed = (path.rpartition("__")[0] for path in fields[name].related_model.NATURAL_KEY)
        prefetch_related_objects(rows, name, *(f"{name}__{path}" for path in followed if path))


def _change(row: Any, values: Values, fields: dict[str, Any], names: list[str]) -> Change:
    given = lists_in(type(row), values)
    before = {name: _held(row, fields[name]) for name in names}
    for name in values.keys() - given.keys():
        setattr(row, name, values[name])
    after = {name: links(given[name]) if name in given else value_of(row, fields[name]) for name in names}
    return Change(row, before, after, {name: rows for name, rows in given.items() if name in names})


def _held(row: Any, field: Any) -> Any:
    return links(getattr(row, field.name).all()) if field.many_to_many else value_of(row, field)


def update_together(model: Any, found: Sequence[Change]) -> None:
    """Write the changed fields: at once where the rows cannot be in each other's way, else in their order."""
    alike: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    for change in found:
        alike[tuple(sorted(change.plain))].append(change.row)
    apart = tells_rows_apart(model)
    for names, rows in alike.items():
        if names and apart.isdisjoint(names):
            model._base_manager.bulk_update(rows, names, batch_size=100)
    for change in found:
        if not apart.isdisjoint(change.plain):
            change.row.save(update_fields=list(change.plain))
        for name, rows in change.lists.items():
            getattr(change.row, name).set(rows)


def tells_rows_apart(model: Any) -> set[str]:
    """The fields of which no two rows may hold the same."""
    unique = {field.name for field in model._meta.concrete_fields if field.unique}
    constraints = (each for each in model._meta.constraints if isinstance(each, models.UniqueConstraint))
    return unique.union(*(each.fields for each in constraints))
