"""The columns of a list as a table, taken from the API's description: what is nested becomes flat."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import orjson
from drf_spectacular.settings import spectacular_settings
from rest_framework.utils.encoders import JSONEncoder

from core.api.description import description, kind_of, resolved

BETWEEN = "; "
ADDRESSES = ("url", "page")
CITATION = {"document", "locator", "url"}
REFERENCE = {"type", "key", "locator"}
READABLE = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS
Row = dict[str, Any]
Schema = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """One column: its name, dotted where it is nested, what its cells are, and how to fill them."""

    name: str
    schema: Schema
    text: str
    cell: Callable[[Row], Any]
    # How a list stands in one cell: "words", "keys", "citations", "references" or "json"; "" for none.
    list_of: str = ""

    @property
    def field(self) -> str:
        """The field of the list that it belongs to."""
        return self.name.partition(".")[0]

    @property
    def kind(self) -> str:
        """The kind of its cells, as the description names it: "string", "integer", "string (date-time)"."""
        return "string" if self.list_of else kind_of(self.schema).replace(" / null", "")


def written(value: Any) -> bytes:
    """A value as JSON, moments and all as in every other answer."""
    return orjson.dumps(value, default=JSONEncoder().default, option=READABLE)


@cache
def columns_of(noun: str) -> tuple[Column, ...]:
    """All columns of a list of the API."""
    return tuple(_columns(row_schema(noun), ()))


def row_schema(noun: str) -> Schema:
    """What the description says of the rows of a list."""
    operation = description()["paths"][f"{spectacular_settings.SCHEMA_PATH_PREFIX}{noun}/"]["get"]
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
    return resolved(resolved(answer, description())["properties"]["results"]["items"], description())


def key_in(schema: Schema) -> str:
    """The field by which a row is named: the one after its addresses."""
    return next(name for name in schema["properties"] if name not in ADDRESSES)


def _columns(schema: Schema, above: tuple[str, ...]) -> Iterator[Column]:
    for name, field in schema["properties"].items():
        inner, path = resolved(field, description()), (*above, name)
        if "properties" in inner:
            yield from _columns(inner, path)
        else:
            yield _column(path, inner, field.get("description") or inner.get("description", ""))


def _column(path: tuple[str, ...], schema: Schema, text: str) -> Column:
    value, name = _value_at(path), ".".join(path)
    if "items" not in schema:
        return Column(name, schema, text, lambda row: plain_cell(value(row)))
    kind, in_words = _list_of(resolved(schema["items"], description()))
    return Column(name, schema, text, lambda row: _listed(value(row), in_words), kind)


def _value_at(path: tuple[str, ...]) -> Callable[[Row], Any]:
    first, *rest = path

    def value(row: Row) -> Any:
        found = row[first]
        for name in rest:
            if found is None:
                return None
            found = found[name]
        return found

    return value


def plain_cell(value: Any) -> Any:
    """A value as it stands in a cell: true and false as in JSON, a moment as in every other answer."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return JSONEncoder().default(value) if isinstance(value, datetime) else value


def _listed(values: list[Any] | None, in_words: Callable[[Any], str] | None) -> str:
    """A list in one cell; what has no words of its own as JSON."""
    if not values:
        return ""
    if in_words is None:
        return written(values).decode()
    return BETWEEN.join(map(in_words, values))


def _list_of(schema: Schema) -> tuple[str, Callable[[Any], str] | None]:
    names = list(schema.get("properties", ()))
    if set(names) == CITATION:
        return "citations", lambda row: ", ".join(filter(None, (row["document"], row["locator"])))
    if set(names) >= REFERENCE:
        return "references", _reference
    if names and names[0] == "url":  # a row of another list
        key = key_in(schema)
        return "keys", lambda row: str(row[key])
    return ("json", None) if schema.get("type") == "object" else ("words", str)


def _reference(row: Row) -> str:
    place = row["locator"]
    return f"{row['type']} {row['key']}" + (f", {place}" if place else "")


def cells(columns: Iterable[Column], rows: Iterable[Row]) -> Iterator[list[Any]]:
    """The rows as cells."""
    getters = [column.cell for column in columns]
    for row in rows:
        yield [cell(row) for cell in getters]
