"""How a row looks, field by field, in a form that can be kept, compared, shown and put back."""

import decimal
from typing import Any

from django.db import models

from core.content_changes import name_of
from core.history_chain import plain
from core.loading.loadable import loadable_fields

State = dict[str, Any]


def state_of(row: models.Model) -> State:
    """Every field of a row that a load could have written."""
    return {name: value_of(row, field) for name, field in loadable_fields(type(row)).items()}


def value_of(row: models.Model, field: Any) -> Any:
    """What a field of a row holds; a link is kept by its number and shown by its readable key."""
    if field.many_to_many:
        return links(_linked_rows(row, field))
    if field.is_relation:
        related = getattr(row, field.name)
        return link(related) if related else None
    return kept(field, field.value_from_object(row))


def _linked_rows(row: models.Model, field: Any) -> models.QuerySet:
    rows = getattr(row, field.name).order_by()
    followed = [path.rpartition("__")[0] for path in getattr(field.related_model, "NATURAL_KEY", ())]
    return rows.select_related(*filter(None, followed)) if any(followed) else rows


def links(rows: Any) -> list[dict[str, Any]]:
    """Several links, in one order whoever gave them."""
    return sorted((link(row) for row in rows), key=lambda each: (each["name"], each["key"]))


def link(row: models.Model) -> dict[str, Any]:
    """A row that another links to."""
    return {"key": row.pk, "name": name_of(row)}


def kept(field: Any, value: Any) -> Any:
    if isinstance(field, models.DecimalField) and isinstance(value, decimal.Decimal):
        return f"{_with_places(value, field.decimal_places):f}"
    return plain(value)


def _with_places(value: decimal.Decimal, places: int) -> decimal.Decimal:
    """The number as the database gives it back; one that it could not keep exactly stays as it is."""
    try:
        rounded = value.quantize(decimal.Decimal(1).scaleb(-places))
    except decimal.InvalidOperation:
        return value
    return rounded if rounded == value else value


def same(field: Any, one: Any, other: Any) -> bool:
    """Whether two states of a field are one: a link is the row it leads to, however that is called now."""
    return _identity(field, one) == _identity(field, other)


def _identity(field: Any, value: Any) -> Any:
    if field.many_to_many:
        return {each["key"] for each in value}
    if field.is_relation:
        return value["key"] if value else None
    return value


def named(value: Any) -> Any:
    """A kept value as people read it: links by their readable keys."""
    if isinstance(value, dict) and value.keys() == {"key", "name"}:
        return value["name"]
    if isinstance(value, list):
        return [named(item) for item in value]
    return value
