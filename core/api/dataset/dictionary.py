"""The data dictionary: every list, its columns, what they hold, in which unit, where they lead."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.urls import resolve, reverse
from django.utils.text import capfirst
from rest_framework.relations import SlugRelatedField

from core.api.columns import ADDRESSES, Column, columns_of, key_in, row_schema
from core.api.description import description
from core.api.schema import listed_in
from core.file_forms import FileLink, files_of

# What is found is no list of its own, and releases hold the data: they are none of it.
NOT_DATA = ("search", "releases")
SAID = {
    "url": "The address of this row in the API, by which to cite it.",
    "page": "The page of the site that shows it.",
}
IN_A_CELL = {
    "words": "Separated by a semicolon and a space.",
    "keys": "Keys of rows of another list, separated by a semicolon and a space.",
    "citations": "The passages it was taken from, each as “document, place”, separated by a semicolon.",
    "references": "What rests on it, each as “kind key, place”, separated by a semicolon and a space.",
    "json": "A list, as JSON.",
}


@dataclass(frozen=True)
class Link:
    """The columns that hold the key of a row of a list."""

    columns: tuple[str, ...]
    to: "DataList"


@dataclass(frozen=True)
class Entry:
    """One column of the dictionary."""

    column: Column
    title: str
    text: str
    unit: str
    is_key: bool
    # Whether the key has other columns besides.
    is_part: bool

    @property
    def name(self) -> str:
        """The name of the column, as the header of a file has it."""
        return self.column.name

    @property
    def kind(self) -> str:
        """What its cells are: string, integer, number, boolean, date or datetime."""
        kind, _, form = self.column.kind.partition(" (")
        dates = {"date)": "date", "date-time)": "datetime"}
        return dates.get(form, kind or "string")

    @property
    def is_address(self) -> bool:
        """Whether its cells are addresses."""
        return self.column.schema.get("format") == "uri"

    @property
    def choices(self) -> list[str]:
        """All that its cells can hold, where that is fixed."""
        return [] if self.column.list_of else [word for word in self.column.schema.get("enum", ()) if word]


class DataList:
    """One list of the API, as a table."""

    def __init__(self, noun: str, operation: dict[str, Any]) -> None:
        self.noun = noun
        self.title = capfirst(noun.replace("-", " "))
        self.text: str = operation.get("description", "").strip()

    @property
    def endpoint(self) -> Any:
        """The class that answers for it."""
        return getattr(resolve(reverse(f"api:{self.noun}-list")).func, "cls")  # noqa: B009

    @property
    def model(self) -> type[models.Model]:
        """What its rows are."""
        return self.endpoint.queryset.model

    @property
    def asked_whole(self) -> str:
        """What stands after its address to ask for the rows of every set, where it is a list of one."""
        return str(self.endpoint.asked_whole)

    @property
    def files(self) -> list[FileLink]:
        """Where it is had whole."""
        return files_of(self.noun, self.asked_whole)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The columns that name a row: one, or one within another."""
        return tuple(filter(None, (self.endpoint.key_within, key_in(row_schema(self.noun)))))

    @cached_property
    def entries(self) -> list[Entry]:
        """Its columns."""
        return [self._entry(column) for column in columns_of(self.noun)]

    @cached_property
    def links(self) -> list[Link]:
        """The columns that hold a key of a list."""
        return list(self._links())

    def _entry(self, column: Column) -> Entry:
        title = title_of(column.name, self._stored(column))
        said = [SAID.get(column.name) or column.text, IN_A_CELL.get(column.list_of, "")]
        text = " ".join(filter(None, said)) or f"{title}."
        return Entry(column, title, text, self._unit(column), column.name in self.keys, len(self.keys) > 1)

    def _stored(self, column: Column) -> Any:
        """The column of the model that a field shows; None where it is worked out."""
        try:
            return self.model._meta.get_field(column.field)
        except FieldDoesNotExist:
            return None

    def _unit(self, column: Column) -> str:
        stored = self._stored(column)
        if column.name.endswith("_months"):
            return "months"
        if not column.name.endswith(".value") or stored is None:
            return ""
        return "per cent" if isinstance(stored, models.DecimalField) else str(stored.verbose_name)

    def _links(self) -> Iterator[Link]:
        for name, field in self.endpoint.serializer_class().fields.items():
            if isinstance(field, SlugRelatedField):
                related = self.model._meta.get_field(str(field.source)).related_model
                for other in lists():
                    *within, key = other.keys
                    if other.model is related and key == field.slug_field:
                        yield Link((*within, name), other)


def title_of(name: str, stored: Any) -> str:
    """The name of a column in words: "Votes: value"."""
    first, *rest = name.split(".")
    known = first in ADDRESSES or not hasattr(stored, "verbose_name")
    words = [first.replace("_", " ") if known else str(stored.verbose_name), *rest]
    return capfirst(": ".join(word.replace("_", " ") for word in words))


@cache
def lists() -> tuple[DataList, ...]:
    """Every list, in the order of the API."""
    found = ((path.split("/")[3], listed) for path, listed in listed_in(description()).items())
    return tuple(DataList(noun, listed) for noun, listed in found if noun not in NOT_DATA)
