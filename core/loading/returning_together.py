"""Takes back many rows of a load at once, with what `take_back` says of each row alone as the measure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import prefetch_related_objects

from core.loading.changing import fetch_lists, tells_rows_apart
from core.loading.loadable import loadable_fields
from core.loading.returning import (
    Fate,
    Return,
    Returned,
    edits,
    fields_to_return,
    in_use,
    put_back,
    set_as_before,
    take_back,
    used_among,
)
from core.loading.states import State, links, value_of
from core.models import LoadedRow

ROWS_AT_ONCE = 500


def take_back_all(rows: Iterable[LoadedRow]) -> Iterator[Return]:
    """Undo what a load did to these rows, in their order; what becomes of each."""
    for batch in batches(rows):
        model: Any = apps.get_model(batch[0].model)
        there = _rows_there(model, batch)
        for some in _apart(model, batch, there):
            if batch[0].was_added:
                yield from _taken_out(model, some, there)
            else:
                yield from _returned(model, some, there)


def batches(rows: Iterable[LoadedRow]) -> Iterator[list[LoadedRow]]:
    """Rows of one kind that follow each other and were all added, or all changed."""
    batch: list[LoadedRow] = []
    for row in rows:
        alike = batch and (batch[0].model, batch[0].was_added) == (row.model, row.was_added)
        if batch and (not alike or len(batch) == ROWS_AT_ONCE):
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _rows_there(model: Any, batch: Sequence[LoadedRow]) -> dict[Any, Any]:
    """The rows that are still there, held until all is over, each with what its links lead to."""
    keys = [loaded.object_id for loaded in batch]
    rows = list(model._base_manager.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    names = {name for loaded in batch for name in (*loaded.before, *loaded.after)}
    fetch_lists(model, rows, names)
    for field in loadable_fields(model).values():
        if rows and field.is_relation and not field.many_to_many and field.name in names:
            followed = (path.rpartition("__")[0] for path in field.related_model.NATURAL_KEY)
            prefetch_related_objects(
                rows, field.name, *(f"{field.name}__{path}" for path in followed if path)
            )
    return {row.pk: row for row in rows}


def _apart(model: Any, batch: Sequence[LoadedRow], there: dict[Any, Any]) -> Iterator[list[LoadedRow]]:
    """The batch in parts in which no row links to another, so that each finds what it would find alone."""
    own = [field for field in model._meta.get_fields() if field.is_relation and field.related_model is model]
    columns = [field.attname for field in own if field.concrete and not field.many_to_many]
    part: list[LoadedRow] = []
    linked: set[Any] = set()
    for loaded in batch:
        row = there.get(loaded.object_id)
        leads_to = {getattr(row, column) for column in columns} - {None} if row else set()
        if part and (loaded.object_id in linked or leads_to & {each.object_id for each in part}):
            yield part
            part, linked = [], set()
        part.append(loaded)
        linked |= leads_to
    if part:
        yield part


def _now(row: Any, names: Iterable[str]) -> State:
    """What these fields hold, from what was read with the row."""
    fields = loadable_fields(type(row))
    return {
        name: links(getattr(row, name).all()) if fields[name].many_to_many else value_of(row, fields[name])
        for name in names
    }


def _taken_out(model: Any, some: Sequence[LoadedRow], there: dict[Any, Any]) -> list[Return]:
    """Delete the rows that nobody changed and nothing rests on."""
    fields = loadable_fields(model)
    present = [loaded for loaded in some if loaded.object_id in there]
    edited = {each.pk: edits(each, fields, _now(there[each.object_id], each.after)) for each in present}
    whole = [each.object_id for each in present if not edited[each.pk]]
    used = used_among(model, whole)
    model._base_manager.filter(pk__in=[key for key in whole if key not in used]).delete()
    return [_out(loaded, edited.get(loaded.pk), is_used=loaded.object_id in used) for loaded in some]


def _out(loaded: LoadedRow, edited: Sequence[Any] | None, *, is_used: bool) -> Return:
    """What became of a row that the load added; nothing where it was gone."""
    if edited is None:
        return Return(loaded, Fate.UNTOUCHED)
    conflicts = (*edited, *([in_use()] if is_used else []))
    return Return(loaded, Fate.UNTOUCHED if conflicts else Fate.DELETED, conflicts=conflicts)


@dataclass
class _Way:
    """How a row that the load changed goes back."""

    loaded: LoadedRow
    row: Any
    returned: list[Returned]
    conflicts: Sequence[Any]


def _returned(model: Any, some: Sequence[LoadedRow], there: dict[Any, Any]) -> list[Return]:
    """Return the fields of all of them at once; where that is refused, of one row after the other."""
    fields, apart = loadable_fields(model), tells_rows_apart(model)
    ways = [
        _Way(each, row, *fields_to_return(each, fields, _now(row, each.before)))
        for each in some
        if (row := there.get(each.object_id)) is not None
    ]
    simple = [way for way in ways if way.returned and _is_simple(way, fields, apart)]
    done = {way.loaded.pk for way in simple} if _written_together(model, simple) else set()
    done |= {way.loaded.pk for way in ways if not way.returned}
    found = {way.loaded.pk: put_back(way.loaded, way.returned, way.conflicts) for way in ways}
    return [found[each.pk] if each.pk in done else take_back(each) for each in some]


def _is_simple(way: _Way, fields: dict[str, Any], apart: set[str]) -> bool:
    """Whether only columns go back, none of which may hold the same in two rows."""
    names = {name for name, _now_held, _then in way.returned}
    return apart.isdisjoint(names) and not any(fields[name].many_to_many for name in names)


def _written_together(model: type[models.Model], ways: Sequence[_Way]) -> bool:
    """Whether the database took the values of before, of all of these rows."""
    alike: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    for way in ways:
        set_as_before(way.row, way.returned)
        alike[tuple(sorted(name for name, _now_held, _then in way.returned))].append(way.row)
    try:
        with transaction.atomic():
            for names, rows in alike.items():
                model._base_manager.bulk_update(rows, names, batch_size=100)
    except IntegrityError:
        return False
    return True
