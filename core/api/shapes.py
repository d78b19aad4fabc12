"""How a serializer shows a row, worked out once: what the serializer itself works out for every answer anew.

A shape gives exactly what its serializer gives (`tests/api/test_shapes.py` compares them everywhere).
It knows fields of the kinds below and no others: what has one of another kind is left to the serializer.
A field of our own says how it is shown by `shown(value, asked)`, which turns on nothing but these two.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import Manager
from rest_framework import relations, serializers
from rest_framework.fields import BigIntegerField, empty
from rest_framework.serializers import BaseSerializer

from core.api.addresses import Site
from core.api.joins import LISTS
from core.api.values import CitationsField, PageField

Show = Callable[[Any, "Asked"], Any]
Row = dict[str, Any]
# What these show turns on the value alone.
SHOWN_BY_THEMSELVES = frozenset(
    {
        *(serializers.BooleanField, serializers.CharField, serializers.ChoiceField, serializers.DateField),
        *(serializers.DateTimeField, serializers.FloatField, serializers.IntegerField, serializers.JSONField),
        *(serializers.ListField, serializers.SlugField, serializers.URLField, serializers.UUIDField),
    }
)
AS_THEY_ARE = {
    serializers.CharField: str,
    serializers.SlugField: str,
    serializers.IntegerField: int,
    BigIntegerField: int,
}


class UnknownField(Exception):
    """A field that only its serializer can show."""


@dataclass(frozen=True)
class Asked:
    """What an answer turns on besides the rows: the site's addresses, and what was read for the fields."""

    site: Site
    context: Mapping[str, Any]


@dataclass(frozen=True)
class Shape:
    """The fields of a serializer, each with how to show it; and where rows with citations are."""

    fields: tuple[tuple[str, Show], ...]
    is_cited: bool
    inside: tuple[Callable[[Any], Iterable[tuple["Shape", Any]]], ...]

    def show(self, row: Any, asked: Asked) -> Row:
        """The row as the serializer would show it."""
        return {name: show(row, asked) for name, show in self.fields}

    def cited_rows(self, rows: Iterable[Any]) -> Iterator[Any]:
        """The rows whose citations are shown, nested ones too."""
        if not self.is_cited and not self.inside:
            return
        for row in rows:
            if self.is_cited:
                yield row
            for below in self.inside:
                for shape, inner in below(row):
                    yield from shape.cited_rows((inner,))


def shape_of(serializer: BaseSerializer) -> Shape | None:
    """The shape of a serializer that was made without any context; None where it has an unknown field."""
    try:
        return _shape(serializer)
    except UnknownField:
        return None


def _shape(serializer: Any) -> Shape:
    if type(serializer).to_representation not in PLAIN:
        raise UnknownField
    fields, inside, is_cited = [], [], False
    for field in serializer._readable_fields:
        if field.default is not empty:
            raise UnknownField
        if isinstance(field, CitationsField):
            is_cited = True
        nested = _nested(field)
        if nested:
            inside.append(nested[1])
        fields.append((field.field_name, nested[0] if nested else _show(field)))
    return Shape(tuple(fields), is_cited, tuple(inside))


PLAIN = (serializers.Serializer.to_representation, serializers.ModelSerializer.to_representation)


def _nested(field: Any) -> tuple[Show, Callable[[Any], Iterable[tuple[Shape, Any]]]] | None:
    """How a serializer inside another shows its row or rows, and which these are."""
    value = _value_of(field)
    if isinstance(field, serializers.ListSerializer):
        shape, rows = _shape(field.child), _rows_of(field)
        return (
            lambda row, asked: [shape.show(inner, asked) for inner in rows(row)],
            lambda row: ((shape, inner) for inner in rows(row)),
        )
    if not isinstance(field, serializers.Serializer):
        return None
    one = _shape(field)

    def show(row: Any, asked: Asked) -> Row | None:
        inner = value(row)
        return None if inner is None else one.show(inner, asked)

    def below(row: Any) -> Iterable[tuple[Shape, Any]]:
        inner = value(row)
        return () if inner is None else ((one, inner),)

    return show, below


def _show(field: Any) -> Show:
    kind, value = type(field), _value_of(field)
    if kind in (serializers.HyperlinkedIdentityField, PageField):
        return _address(field, value)
    if hasattr(field, "shown"):
        return _unless_none(value, field.shown)
    if kind in AS_THEY_ARE:
        return _as_it_is(value, AS_THEY_ARE[kind], field.to_representation)
    if kind in SHOWN_BY_THEMSELVES:
        return _unless_none(value, lambda found, _asked: field.to_representation(found))
    return _key(field, value)


def _key(field: Any, value: Callable[[Any], Any]) -> Show:
    """Related rows by their keys."""
    kind = type(field)
    if kind is relations.PrimaryKeyRelatedField and field.pk_field is None and "." not in field.source:
        column = f"{field.source}_id"
        return lambda row, _asked: getattr(row, column)
    if kind is relations.SlugRelatedField and "__" not in field.slug_field:
        slug = field.slug_field
        return _unless_none(value, lambda found, _asked: getattr(found, slug))
    inner = getattr(field, "child_relation", None)
    if type(inner) is relations.SlugRelatedField and "__" not in inner.slug_field:
        key, rows = inner.slug_field, _rows_of(field)
        return lambda row, _asked: [getattr(found, key) for found in rows(row)]
    raise UnknownField


def _address(field: Any, value: Callable[[Any], Any]) -> Show:
    if isinstance(field, PageField):
        return lambda row, asked: asked.site.page(value(row))
    view, column = field.view_name, field.lookup_field
    return lambda row, asked: asked.site.address(view, getattr(row, column))


def _as_it_is(value: Callable[[Any], Any], kind: type, otherwise: Callable[[Any], Any]) -> Show:
    def show(row: Any, _asked: Asked) -> Any:
        found = value(row)
        return found if found is None or type(found) is kind else otherwise(found)

    return show


def _unless_none(value: Callable[[Any], Any], shown: Callable[[Any, Any], Any]) -> Show:
    def show(row: Any, asked: Asked) -> Any:
        found = value(row)
        return None if found is None else shown(found, asked)

    return show


def _value_of(field: Any) -> Callable[[Any], Any]:
    """Where a field finds its value in a row; None at the first step where there is nothing."""
    if field.source == "*":
        return lambda row: row
    first, *rest = field.source.split(".")
    if not rest:
        return attrgetter(first)

    def value(row: Any) -> Any:
        found = getattr(row, first)
        for name in rest:
            found = None if found is None else getattr(found, name)
        return found

    return value


def _rows_of(field: Any) -> Callable[[Any], Iterable[Any]]:
    """Where a field finds the related rows of a row: in the list that was read for it, if there is one."""
    value, name = _value_of(field), field.source

    def rows(row: Any) -> Iterable[Any]:
        found = getattr(row, LISTS, {}).get(name)
        if found is None:
            found = value(row)
        return found.all() if isinstance(found, Manager) else found

    return rows
