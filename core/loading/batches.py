"""Writes the rows of a file many at a time, with what `Writer` says of each row alone as the measure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, models, transaction

from core.content_changes import name_of
from core.loading.changing import Change, changes, update_together
from core.loading.effects import Effect, Kind, Problem
from core.loading.given import GivenRow
from core.loading.linked import keys_in
from core.loading.loadable import loadable_fields
from core.loading.rows import Values, Writer, drafted, faults, lists_in, refused, without_key
from core.loading.states import links, value_of

ROWS_AT_ONCE = 500


def batches(rows: Iterable[GivenRow], known: dict[str, Any]) -> Iterator[list[GivenRow]]:
    """Rows of one kind that follow each other, none of which links to an earlier one of its batch."""
    batch: list[GivenRow] = []
    keys: set[tuple[str, ...]] = set()
    for row in rows:
        model = known.get(row.model.lower())
        another = batch and batch[0].model.lower() != row.model.lower()
        if len(batch) == ROWS_AT_ONCE or another or not keys.isdisjoint(_own_links(model, row)):
            yield batch
            batch, keys = [], set()
        batch.append(row)
        if _links_to_its_kind(model):
            keys.add(_key_as_given(model, row))
    if batch:
        yield batch


def _links_to_its_kind(model: Any) -> list[Any]:
    if model is None:
        return []
    return [field for field in loadable_fields(model).values() if field.related_model is model]


def _own_links(model: Any, row: GivenRow) -> Iterator[tuple[str, ...]]:
    for field in _links_to_its_kind(model):
        if field.name in row.fields:
            for key in keys_in(field, row.fields[field.name].value):
                yield tuple(map(str, key))


def _key_as_given(model: Any, row: GivenRow) -> tuple[str, ...]:
    parts: list[Any] = []
    for name in model.key_fields():
        value = row.fields[name].value if name in row.fields else None
        parts += value if isinstance(value, list) else [value]
    return tuple(map(str, parts))


@dataclass
class Item:
    """A row on its way in; `effect` is what became of it."""

    given: GivenRow
    values: Values
    row: Any = None
    change: Change | None = None
    effect: Effect | None = None


class BatchWriter:
    """Writes batch after batch, and remembers which rows it has seen."""

    def __init__(self) -> None:
        self.alone = Writer()

    def write(self, batch: Sequence[GivenRow]) -> list[Effect]:
        """What became of each of these rows of one kind, in their order."""
        model = self.alone.models.get(batch[0].model.lower())
        if model is None:
            return [self.alone.write(given) for given in batch]
        self.alone.links.gather(model, batch)
        items = [self._understood(model, given) for given in batch]
        there = rows_there(model, [item.values for item in items if item.effect is None])
        for item in items:
            self._meet(model, item, there)
        self._compare(model, [item for item in items if item.effect is None and not item.row._state.adding])
        for item in items:
            _check(item)
        self._save(model, [item for item in items if item.effect is None])
        return [item.effect for item in items if item.effect is not None]

    def _understood(self, model: type[models.Model], given: GivenRow) -> Item:
        values, problems = self.alone.understood(model, given)
        item = Item(given, values)
        problems += without_key(model, given, values)
        if problems:
            item.effect = refused(given, problems)
        return item

    def _meet(self, model: Any, item: Item, there: dict[Any, models.Model]) -> None:
        """Find the row that is meant, or draft it; a row met before is refused."""
        if item.effect is not None:
            return
        item.row = there.get(identity(model, item.values)) or drafted(model, item.values)
        for name in model.key_fields():
            if name in item.values:
                setattr(item.row, name, item.values[name])
        if twice := self.alone.seen_before(item.given, item.row):
            item.effect = refused(item.given, twice)

    def _compare(self, model: type[models.Model], items: Sequence[Item]) -> None:
        """Of rows that are there, what differs; those of which nothing does stay."""
        found = changes(model, [(item.row, item.values) for item in items])
        for item, change in zip(items, found, strict=True):
            item.change = change
            if change is None:
                item.effect = Effect(Kind.UNCHANGED, item.given.model, name_of(item.row), item.given.place)

    def _save(self, model: type[models.Model], items: Sequence[Item]) -> None:
        """Write all of them at once; where the database refuses that, by halves down to the row."""
        if len(items) == 1:
            items[0].effect = self._saved_alone(model, items[0])
        elif items and not self._saved_together(model, items):
            middle = len(items) // 2
            self._save(model, items[:middle])
            self._save(model, items[middle:])

    def _saved_alone(self, model: type[models.Model], item: Item) -> Effect:
        row = self.alone.there(model, item.values)
        if row is None:
            return self.alone.add(model, item.given, item.values)
        return self.alone.change(row, item.given, item.values)

    def _saved_together(self, model: type[models.Model], items: Sequence[Item]) -> bool:
        new = [item for item in items if item.change is None]
        try:
            with transaction.atomic():
                _add_together(model, new)
                update_together(model, [item.change for item in items if item.change is not None])
        except IntegrityError:
            for item in new:
                item.row.pk, item.row._state.adding = None, True
            return False
        for item in items:
            item.effect = _added(item) if item.change is None else _changed(item, item.change)
        return True


def _check(item: Item) -> None:
    """Refuse what the model's own rules say no to."""
    if item.effect is None and (problems := faults(item.row, item.given)):
        item.effect = _refused_by_name(item, problems)


def _refused_by_name(item: Item, problems: list[Problem]) -> Effect:
    return refused(item.given, problems, name_of(item.row))


def _added(item: Item) -> Effect:
    given, row = item.given, item.row
    return Effect(Kind.NEW, given.model, name_of(row), given.place, after=_state(row, item), pk=row.pk)


def _changed(item: Item, change: Change) -> Effect:
    given, row = item.given, item.row
    return Effect(
        Kind.CHANGED, given.model, name_of(row), given.place, change.before, change.after, pk=row.pk
    )


def _state(row: models.Model, item: Item) -> Values:
    """Every field of a row that was just added; its lists of links are those it was given."""
    lists = lists_in(type(row), item.values)
    fields = loadable_fields(type(row))
    return {
        name: links(lists.get(name, [])) if field.many_to_many else value_of(row, field)
        for name, field in fields.items()
    }


def _add_together(model: Any, items: Sequence[Item]) -> None:
    """Insert the rows, then their lists of links."""
    model._base_manager.bulk_create([item.row for item in items])
    for field in loadable_fields(model).values():
        if field.many_to_many:
            given = ((item.row, item.values.get(field.name, [])) for item in items)
            through = field.remote_field.through
            here, there = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
            through._base_manager.bulk_create(
                [through(**{here: row.pk, there: link.pk}) for row, each in given for link in each]
            )


def identity(model: Any, values: Values) -> tuple[Any, ...]:
    """What tells rows of this model apart: the values of its key, links as their columns hold them."""
    return tuple(_held(model, name, values.get(name, model.LEFT_OUT)) for name in model.key_fields())


def _held(model: Any, name: str, value: Any) -> Any:
    field = model._meta.get_field(name)
    return getattr(value, field.target_field.attname) if isinstance(value, models.Model) else value


def rows_there(model: Any, given: Sequence[Values]) -> dict[Any, models.Model]:
    """The rows of these keys that are there, held until the load is over."""
    keys = {identity(model, values) for values in given}
    columns = [model._meta.get_field(name).attname for name in model.key_fields()]
    parts = {f"{column}__in": {key[place] for key in keys} for place, column in enumerate(columns)}
    # First only keys: rows that share parts of them may be many.
    asked = model._default_manager.of_files().filter(**parts).order_by().values_list("pk", *columns)
    numbers = [pk for pk, *key in asked.iterator() if tuple(key) in keys] if keys else []
    if not numbers:
        return {}
    rows = model._default_manager.select_for_update(of=("self",)).filter(pk__in=numbers)
    return {tuple(getattr(row, column) for column in columns): row for row in rows.order_by("pk")}
