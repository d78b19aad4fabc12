"""Finds a text that we know in the lines of a document, whole lines only: so columns are told apart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks_app.official_text.pages import Line

ENDS = ":.;,"
MOST_LINES = 40


@dataclass(frozen=True)
class Run:
    """Lines `start` to `end` (not included) that together say what was looked for."""

    start: int
    end: int
    # What stands before it in its first line: the end of the cell in the column beside it.
    before: str = ""


def squeezed(text: str) -> str:
    """A text without blanks and without the mark it ends with."""
    return re.sub(r"\s+", "", text).rstrip(ENDS)


def runs(lines: Sequence[Line], text: str) -> list[Run]:
    """Every run of whole lines that says exactly this text."""
    wanted = squeezed(text)
    return [
        Run(start, end)
        for start in range(len(lines))
        if (end := _end_of_run(lines, start, lines[start].text, wanted)) is not None
    ]


def runs_behind(lines: Sequence[Line], text: str, before: str) -> list[Run]:
    """Every run that says this text, and begins in a line behind exactly the text `before`."""
    wanted = squeezed(text)
    found = []
    for start, line in enumerate(lines):
        rest = line.text.removeprefix(before)
        if rest != line.text and rest.startswith(" "):
            end = _end_of_run(lines, start, rest.strip(), wanted)
            if end is not None:
                found.append(Run(start, end, before))
    return found


def runs_over_pages(lines: Sequence[Line], text: str) -> list[tuple[Run, Run]]:
    """Every pair of runs that say this text together: the first lines of it, the rest right after a cut."""
    wanted = squeezed(text)
    found = []
    for start in range(len(lines)):
        said = ""
        for end in range(start, min(start + MOST_LINES, len(lines))):
            said += squeezed_inside(lines[end].text)
            if not wanted.startswith(said) or said == wanted:
                break
            rest = wanted[len(said) :]
            for begin in range(end + 1, len(lines)):
                close = _end_of_run(lines, begin, lines[begin].text, rest)
                if lines[begin].after_cut and close is not None:
                    found.append((Run(start, end + 1), Run(begin, close)))
    return found


def squeezed_inside(text: str) -> str:
    """A text without blanks."""
    return re.sub(r"\s+", "", text)


def _end_of_run(lines: Sequence[Line], start: int, first: str, wanted: str) -> int | None:
    said = squeezed_inside(first)
    for end in range(start + 1, min(start + MOST_LINES, len(lines)) + 1):
        if said.rstrip(ENDS) == wanted:
            return end
        if not wanted.startswith(said) or end == len(lines):
            return None
        said += squeezed_inside(lines[end].text)
    return None
