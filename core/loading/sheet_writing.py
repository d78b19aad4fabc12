"""Writes sheets: empty ones to fill in, and filled ones that say in their first column what is wrong."""

import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Any

import xlsxwriter
from django.db import models

from core.loading.given import BroughtFile
from core.loading.sheets import LINES_BEFORE, head_of
from core.loading.tables import lines_of
from core.spreadsheets import NO_TIME, csv_lines, defused, fitting

WIDTH, FIRST_WIDTH = 22, 30


def template(model: type[models.Model], form: str) -> bytes:
    """An empty sheet of this model, as "csv" or "xlsx"."""
    return written(head_of(model), form)


def returned(file: BroughtFile, refused: Iterable[tuple[int, str, str]]) -> tuple[str, bytes]:
    """A sheet as it came, with what is wrong beside each line that is refused; and its name.

    `refused` are line, field and reason.
    """
    wrong = _wrong(refused)
    lines: list[Sequence[Any]] = []
    for number, cells in lines_of(file):
        said = wrong.get(number, "")
        lines.append(cells if number <= LINES_BEFORE else [said, *cells[1:]])
    suffix = PurePath(file.name).suffix.lower()
    name = f"{PurePath(file.name).stem}-to-mend{suffix}"
    return name, written(lines, suffix.removeprefix("."))


def _wrong(refused: Iterable[tuple[int, str, str]]) -> dict[int, str]:
    """By line, why it is refused."""
    said = defaultdict(list)
    for line, field, reason in refused:
        said[line].append(": ".join(filter(None, [field, reason])))
    return {line: "; ".join(reasons) for line, reasons in said.items()}


def written(lines: Iterable[Sequence[Any]], form: str) -> bytes:
    """A table as the bytes of a file."""
    if form == "csv":
        first, *rest = lines
        return "".join(csv_lines(first, rest)).encode()
    return _xlsx(lines)


def _xlsx(lines: Iterable[Sequence[Any]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"created": NO_TIME})
        sheet = book.add_worksheet()
        # As text: no program then makes a number of 01 or a day of 2022-06.
        text, head = book.add_format({"num_format": "@"}), book.add_format({"num_format": "@", "bold": True})
        sheet.set_column(0, 0, FIRST_WIDTH, text)
        sheet.set_column(1, 119, WIDTH, text)
        sheet.freeze_panes(LINES_BEFORE, 1)
        for number, cells in enumerate(lines):
            for column, cell in enumerate(cells):
                _write(sheet, number, column, cell, head if number < 2 else text)  # noqa: PLR2004 - mark and names
    return file.getvalue()


def _write(sheet: Any, line: int, column: int, cell: Any, form: Any) -> None:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        sheet.write_number(line, column, cell)
    elif cell not in (None, ""):
        sheet.write_string(line, column, fitting(defused(str(cell))), form)
