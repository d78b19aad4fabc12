"""Tables for spreadsheet programs, streamed row by row, in which no cell is taken for a formula."""

import csv
import datetime
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

import xlsxwriter
from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from core.errors import RuleBroken

# A spreadsheet program runs a cell that begins with one of these.
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# What a sheet holds: rows, its header among them, and characters in a cell.
MOST_ROWS, LONGEST_CELL = 1_048_576, 32_767
# The same rows make the same bytes, whenever they are written.
NO_TIME = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)


class Line:
    """What the csv module writes to: it hands each line back."""

    def write(self, line: str) -> str:
        """The line."""
        return line


def defused(value: Any) -> Any:
    """A cell that shows what it holds and does nothing: a text that would be a formula gets an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(STARTS_A_FORMULA) else value


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The lines of the table, one at a time."""
    writer = csv.writer(Line())
    # The mark by which spreadsheet programs know that a file is UTF-8.
    yield "\N{BYTE ORDER MARK}" + writer.writerow(header)
    for row in rows:
        yield writer.writerow([defused(cell) for cell in row])


def csv_answer(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """The table as a file to keep; nothing of it is held in memory."""
    return StreamingHttpResponse(
        csv_lines(header, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def csv_text(rows: Iterable[Sequence[Any]]) -> str:
    """Some lines of a table at once, for whoever has many: without the mark, which programs stumble over."""
    text = io.StringIO()
    csv.writer(text).writerows([[defused(cell) for cell in row] for row in rows])
    return text.getvalue()


def workbook(title: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> IO[bytes]:
    """The table as a spreadsheet in a file that is gone once it is closed; a row is written and forgotten."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by whoever hands it out
    try:
        with tempfile.TemporaryDirectory() as folder:
            options = {"constant_memory": True, "tmpdir": folder}
            with xlsxwriter.Workbook(file, options) as book:
                book.set_properties({"created": NO_TIME})
                _fill(book.add_worksheet(title[:31]), header, rows)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _fill(sheet: Any, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, header)
    for place, row in enumerate(rows, start=1):
        if place >= MOST_ROWS:
            raise RuleBroken(_("This is more than a spreadsheet holds: narrow it, or take it as CSV."))
        for column, cell in enumerate(row):
            _write(sheet, place, column, cell)


def _write(sheet: Any, row: int, column: int, cell: Any) -> None:
    """A number as a number, everything else as text, never as a formula or a link."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        sheet.write_number(row, column, cell)
    elif cell not in (None, ""):
        sheet.write_string(row, column, fitting(defused(str(cell))))


def fitting(text: str) -> str:
    """A text that fits into a cell; one that was cut says so."""
    if len(text) <= LONGEST_CELL:
        return text
    said = " … " + _("[cut: a cell of a spreadsheet holds no more; the CSV has it whole]")
    return text[: LONGEST_CELL - len(said)] + said
