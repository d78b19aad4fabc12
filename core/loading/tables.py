"""Reads CSV and XLSX into lines of cells, with bounds on what a small file may swell to."""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any

import openpyxl
from django.utils.translation import gettext as _

from core.loading.given import BroughtFile, Place, Unreadable
from core.loading.sheets import MARK
from core.loading.yaml_reading import decoded
from core.spreadsheets import STARTS_A_FORMULA

MOST_LINES, MOST_COLUMNS, LONGEST_CELL = 100_000, 120, 32_767
MOST_UNPACKED, MOST_PARTS = 120_000_000, 500
Line = tuple[int, Sequence[Any]]


class Formula(str):
    """A cell that would be worked out; it is refused as such, and never its last result taken."""

    __slots__ = ()


def lines_of(file: BroughtFile) -> Iterator[Line]:
    """The lines of a table, each with its number, those that are empty left out."""
    of_kind = _from_xlsx if PurePath(file.name).suffix.lower() == ".xlsx" else _from_csv
    for number, cells in of_kind(file):
        if number > MOST_LINES:
            raise Unreadable(_("This sheet is too long: at most %(most)s lines.") % {"most": MOST_LINES})
        if any(cell not in (None, "") for cell in cells):
            yield number, cells


def _from_csv(file: BroughtFile) -> Iterator[Line]:
    start = file.content[:100].removeprefix(codecs.BOM_UTF8)
    delimiter = ";" if start.startswith((f"{MARK};".encode(), f'"{MARK}";'.encode())) else ","
    # Decoded as it is read, so that the whole text is never held beside its bytes.
    text = io.TextIOWrapper(io.BytesIO(file.content), "utf-8-sig", newline="")
    lines = csv.reader(text, delimiter=delimiter, strict=True)
    number = 0
    try:
        for cells in lines:
            number += 1
            yield number, [_read(cell) for cell in cells[:MOST_COLUMNS]]
    except UnicodeDecodeError:
        decoded(file)  # it says where
        raise
    except csv.Error as error:
        raise Unreadable(_("This is not CSV."), Place(file.name, number + 1, 1)) from error


def _read(cell: str) -> str:
    """A cell without the apostrophe by which our own tables keep it from being run."""
    if cell.startswith("'") and cell[1:].startswith(STARTS_A_FORMULA):
        return cell[1:]
    return Formula(cell) if cell.startswith("=") else cell


def _from_xlsx(file: BroughtFile) -> Iterator[Line]:
    try:
        refuse_bombs(file)
        book = openpyxl.load_workbook(io.BytesIO(file.content), read_only=True, data_only=False)
        lines = enumerate(book.worksheets[0].iter_rows(max_col=MOST_COLUMNS), start=1)
        for number, cells in lines:
            yield number, [_plain(cell) for cell in cells]
    except Unreadable:
        raise
    except Exception as error:  # zipfile and openpyxl raise whatever the file makes them stumble over
        raise Unreadable(_("This is not a spreadsheet that can be read.")) from error


def _plain(cell: Any) -> Any:
    value = cell.value
    if cell.data_type == "f":
        return Formula(value)
    if cell.data_type == "e":
        return Formula("=")
    return _read(value) if isinstance(value, str) and value.startswith("'") else value


def refuse_bombs(file: BroughtFile) -> None:
    """Refuse a package that unpacks to more than a sheet needs, or whose XML brings its own definitions."""
    with zipfile.ZipFile(io.BytesIO(file.content)) as package:
        parts = package.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise Unreadable(_("This spreadsheet unpacks to more than a sheet needs."))
        if package.testzip() is not None:
            raise Unreadable(_("This spreadsheet is damaged."))
        for part in parts:
            with package.open(part) as opened:
                if b"<!" in opened.read(1000).replace(b"\0", b""):
                    raise Unreadable(_("This spreadsheet brings definitions of its own."))
