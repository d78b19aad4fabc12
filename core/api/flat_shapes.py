"""Rows shown from their columns alone, where an answer shows nothing else: no object stands in between.

What each kind of field shows of which columns is said here, and of no other kind: a list with one of those is
shown by its shape (`core.api.shapes`), row by row. All give the same (`tests/api/test_shapes.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.fields import BigIntegerField, empty

from core.api.addresses import Site
from core.api.kept_statements import read
from core.api.light_rows import Columns
from core.api.shapes import PLAIN, Row, UnknownField
from core.api.values import QuantityField, SourceField, plain
from core.copied_fields import CopiedField
from core.quantities import HasQuantities

Cell = Callable[[Columns, Site], Any]


@dataclass(frozen=True)
class FlatShape:
    """The columns to read for a row, and what each field shows of them."""

    paths: tuple[str, ...]
    cells: tuple[tuple[str, Cell], ...]

    def show(self, columns: Columns, site: Site) -> Row:
        """The row as its serializer would show it."""
        return {name: cell(columns, site) for name, cell in self.cells}

    def reading(self, rows: QuerySet, *, kept: bool) -> QuerySet:
        """The same rows, which come as these columns."""
        bare: Any = rows.prefetch_related(None)
        bare._iterable_class = _rows_as_columns(self.paths, kept)
        return bare


@lru_cache(maxsize=500)
def _rows_as_columns(paths: tuple[str, ...], kept: bool) -> type:
    """What yields the columns at these paths for each row of a query."""

    def asked(rows: QuerySet) -> Any:
        bare: Any = rows._chain()  # type: ignore[attr-defined]
        return bare.values_list(*paths).query

    class RowsAsColumns(models.query.BaseIterable):
        def __iter__(self) -> Any:
            found = read(self.queryset, paths, asked) if kept else None
            if found is None:
                query = asked(self.queryset)
                return iter(query.get_compiler(self.queryset.db).results_iter())
            reading, columns = found
            return iter(reading.columns(columns))

    return RowsAsColumns


class Paths:
    """The columns that are read, each once, in their places."""

    def __init__(self, model: Any) -> None:
        self.model, self.places = model, dict[str, int]()
        self._copies = {
            field.of: field.name for field in model._meta.fields if isinstance(field, CopiedField)
        }

    def place(self, path: str) -> int:
        """Where in a row the column at this path stands; raises UnknownField where none is stored there."""
        _stored(self.model, path)
        path = self.model._meta.pk.name if path == "pk" else path
        # What is copied into the row need not be joined to it, and a join that is not there not planned.
        return self.places.setdefault(self._copies.get(path, path), len(self.places))


def _stored(model: Any, path: str) -> Any:
    first, _, rest = path.partition("__")
    try:
        column = model._meta.pk if first == "pk" else model._meta.get_field(first)
    except FieldDoesNotExist as error:
        raise UnknownField from error
    if rest and column.many_to_one:
        return _stored(column.related_model, rest)
    if rest or column.is_relation:
        raise UnknownField
    return column


def flat_shape_of(serializer: Any) -> FlatShape | None:
    """The flat shape of a serializer that was made without any context; None where there is none."""
    model = getattr(getattr(serializer, "Meta", None), "model", None)
    if model is None or type(serializer).to_representation not in PLAIN:
        return None
    paths = Paths(model)
    try:
        cells = tuple((field.field_name, _cell(field, paths)) for field in serializer._readable_fields)
    except UnknownField:
        return None
    return FlatShape(tuple(paths.places), cells)


def _cell(field: Any, paths: Paths) -> Cell:
    kind = CELLS.get(type(field))
    if kind is None or field.default is not empty:
        raise UnknownField
    return kind(field, paths)


def a_column(field: Any, paths: Paths) -> Cell:
    """What is stored, as it is."""
    column, place = _stored(paths.model, field.source), paths.place(field.source)
    if not isinstance(column, KINDS_AS_THEY_ARE[type(field)]):
        raise UnknownField
    return lambda columns, _site: columns[place]


def a_choice(field: Any, paths: Paths) -> Cell:
    """A word from a vocabulary, as it is."""
    if any(type(key) is not str for key in field.choices):
        raise UnknownField
    return a_column(field, paths)


def a_key(field: Any, paths: Paths) -> Cell:
    """A related row by its key."""
    place = paths.place(f"{field.source}__{field.slug_field}")
    return lambda columns, _site: columns[place]


def a_quantity(field: Any, paths: Paths) -> Cell:
    """A number with its precision."""
    if getattr(paths.model, "quantity", None) is not HasQuantities.quantity:
        raise UnknownField
    value, qualifier = paths.place(field.field_name), paths.place(f"{field.field_name}_qualifier")

    def cell(columns: Columns, _site: Site) -> Any:
        if (found := columns[value]) is None:
            return None
        return {"value": plain(found), "qualifier": columns[qualifier]}

    return cell


def a_source(field: Any, paths: Paths) -> Cell:
    """The one passage that figures were read from."""
    if paths.model._meta.get_field(field.source).null:
        raise UnknownField
    names = ("document__symbol", "document__slug", "locator")
    symbol, slug, locator = (paths.place(f"{field.source}__{name}") for name in names)

    def cell(columns: Columns, site: Site) -> Any:
        url = site.address("api:documents-detail", columns[slug])
        return [{"document": columns[symbol] or columns[slug], "locator": columns[locator], "url": url}]

    return cell


def an_address(field: Any, paths: Paths) -> Cell:
    """The address of the row."""
    view, place = field.view_name, paths.place(field.lookup_field)
    if field.lookup_url_kwarg != field.lookup_field:
        raise UnknownField
    return lambda columns, site: site.address(view, columns[place])


KINDS_AS_THEY_ARE: dict[type, Any] = {
    serializers.CharField: (models.CharField, models.TextField),
    serializers.SlugField: models.SlugField,
    serializers.ChoiceField: models.CharField,
    serializers.IntegerField: models.IntegerField,
    BigIntegerField: models.IntegerField,
    serializers.BooleanField: models.BooleanField,
}
CELLS: dict[type, Callable[[Any, Paths], Cell]] = {
    **dict.fromkeys(KINDS_AS_THEY_ARE, a_column),
    serializers.ChoiceField: a_choice,
    serializers.SlugRelatedField: a_key,
    serializers.HyperlinkedIdentityField: an_address,
    QuantityField: a_quantity,
    SourceField: a_source,
}
