"""Tables for spreadsheet programs, streamed row by row, in which no cell is taken for a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse

# A spreadsheet program runs a cell that begins with one of these.
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


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
