"""The forms in which a list can be taken away whole, each written batch by batch."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from rest_framework.renderers import JSONRenderer

from core.api.columns import Column, Row, cells, written
from core.file_forms import MEDIA_TYPES
from core.spreadsheets import csv_text, workbook
from core.whole_files import BLOCK

Batches = Iterable[list[Row]]


@dataclass(frozen=True)
class Table:
    """What is taken away: the name of the list, its columns, and its rows in batches."""

    noun: str
    columns: tuple[Column, ...]
    batches: Batches

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.columns]


@dataclass(frozen=True)
class Form:
    """One form: its suffix, how to write it, and what it is."""

    suffix: str
    write: Callable[[Table], Iterator[bytes]]
    text: str
    charset: str = ""
    is_binary: bool = False

    @property
    def media_type(self) -> str:
        """Its media type."""
        return MEDIA_TYPES[self.suffix]

    @property
    def content_type(self) -> str:
        """The media type with the encoding where it needs one."""
        return f"{self.media_type}; charset={self.charset}" if self.charset else self.media_type


def header_line(table: Table) -> bytes:
    """The first line of a table as CSV."""
    return csv_text([table.header]).encode()


def as_csv(table: Table) -> Iterator[bytes]:
    """A header, then a line for each row (RFC 4180, UTF-8)."""
    yield header_line(table)
    for batch in table.batches:
        yield csv_text(cells(table.columns, batch)).encode()


def as_xlsx(table: Table) -> Iterator[bytes]:
    """The same as a spreadsheet, which is written whole before any of it is sent."""
    rows = chain.from_iterable(cells(table.columns, batch) for batch in table.batches)
    with workbook(table.noun, table.header, rows) as file:
        while block := file.read(BLOCK):
            yield block


def as_ndjson(table: Table) -> Iterator[bytes]:
    """Each row as the list shows it, one on a line."""
    for batch in table.batches:
        yield b"".join(written(row) + b"\n" for row in batch)


def as_json(table: Table) -> Iterator[bytes]:
    """All rows in one array, as the list shows them."""
    before = b"[\n"
    for batch in table.batches:
        yield before + b",\n".join(map(written, batch))
        before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"


FORMS = {
    form.suffix: form
    for form in (
        Form("csv", as_csv, "A table with a header (RFC 4180, UTF-8).", "utf-8"),
        Form("xlsx", as_xlsx, "The same table as a spreadsheet.", is_binary=True),
        Form("ndjson", as_ndjson, "A JSON object on each line, as in the list."),
        Form("json", as_json, "One array of all rows, as in the list."),
    )
}


class ExportRenderer(JSONRenderer):
    """Stands for a form where DRF chooses one; it writes only refusals, which are JSON in every form."""

    form: Form


def renderer_of(form: Form) -> type[ExportRenderer]:
    """The renderer by which a form is asked for."""
    named = {"__doc__": form.text, "form": form, "media_type": form.media_type, "format": form.suffix}
    return type(f"Whole{form.suffix.title()}", (ExportRenderer,), named)


RENDERERS: dict[str, Any] = {suffix: renderer_of(form) for suffix, form in FORMS.items()}
