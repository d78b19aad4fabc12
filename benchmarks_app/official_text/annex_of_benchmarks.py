"""Annex I: tells the columns of the table of benchmarks apart by the texts of it that we know.

The titles of a benchmark and its measures and its timeframe are kept as printed: lines that say exactly one
of them are its column. What is left of the benchmark's part of the table is the column of recommendations,
but only when each known text was found, once, and nothing that is left looks like a narrow column.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks_app.official_text.joining import Joiner
from benchmarks_app.official_text.known_text import Run, runs, runs_behind, squeezed_inside
from benchmarks_app.official_text.pages import Line
from benchmarks_app.official_text.paragraphs import LETTER, NUMBER

FIRST = re.compile(r"^Annex I$")
SECOND = re.compile(r"^Annex II$")
REFERENCE = re.compile(r"\s*\(([A-Z][A-Za-z0-9./]*/[A-Za-z0-9./]+),? para\. (\d+)\)$")
REFERENCE_INSIDE = re.compile(r"\([A-Z][A-Za-z0-9./]*/[A-Za-z0-9./]+,? para\. \d+\)")
ELLIPSIS = "…"
ENDS_A_CELLS_LINE = re.compile(r"[:.;,)…]\d{0,3}$")
NARROW = 50


@dataclass(frozen=True)
class Known:
    """What we know of a benchmark's part of the table."""

    number: int
    title: str
    timeframe: str
    # The measures by their order, as printed.
    measures: dict[int, str]
    # The references that the annex prints, where a recommendation has no treaty body's text.
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cell:
    """One text of the column of recommendations: its paragraphs and the reference printed behind it."""

    paragraphs: tuple[str, ...]
    # As printed, without the brackets; empty for what follows the last reference.
    reference: str
    doubts: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def letters(self) -> list[str]:
        """The letters of the sub-paragraphs quoted."""
        return [found[1] for text in self.paragraphs if (found := LETTER.match(text))]


@dataclass
class Part:
    """What was read of one benchmark's part of the table."""

    cells: list[Cell] = field(default_factory=list)
    measures: dict[int, str] = field(default_factory=dict)
    # Why its columns cannot be told apart for certain; empty when they can.
    doubts: list[str] = field(default_factory=list)


def parts_of(lines: Sequence[Line], known: Sequence[Known], joiner: Joiner) -> dict[int, Part]:
    """By number, what stands in each benchmark's part of annex I."""
    annex = _annex(lines)
    starts = _starts(annex, len(known))
    ends = [*starts[1:], len(annex)]
    spans = {
        number: annex[start:end] for number, (start, end) in enumerate(zip(starts, ends, strict=False), 1)
    }
    return {
        one.number: _part(spans[one.number], one, joiner)
        if one.number in spans
        else Part(doubts=["annex I has no part with its number"])
        for one in known
    }


def _annex(lines: Sequence[Line]) -> list[Line]:
    texts = [line.text for line in lines]
    first = next((place for place, text in enumerate(texts) if FIRST.match(text)), len(texts))
    after = range(first + 1, len(texts))
    second = next((place for place in after if SECOND.match(texts[place])), len(texts))
    return list(lines[first + 1 : second])


def _starts(annex: Sequence[Line], most: int) -> list[int]:
    """Where the numbers of the benchmarks stand: each the next after the one before."""
    starts: list[int] = []
    for place, line in enumerate(annex):
        found = NUMBER.match(line.text)
        if found and int(found[1]) == len(starts) + 1 <= most:
            starts.append(place)
    return starts


def _part(lines: list[Line], known: Known, joiner: Joiner) -> Part:
    number = NUMBER.match(lines[0].text)
    lines = [Line(lines[0].text[number.end() if number else 0 :], opens=True), *lines[1:]]
    part = Part()
    taken: dict[int, str] = {}
    titles = {f"measure {order}": title for order, title in known.measures.items()}
    for name, text in {"its title": known.title, "its timeframe": known.timeframe, **titles}.items():
        run = _only_run(lines, text, known, name, part)
        if run:
            _take(lines, run, taken, name, part)
    for order in known.measures:
        said = [lines[place] for place, name in sorted(taken.items()) if name == f"measure {order}"]
        part.measures[order] = joiner.join(said).text
    references = {squeezed_inside(reference) for reference in known.references}
    part.cells = _cells([line for _, line in _left(lines, taken)], references, joiner)
    part.doubts += _narrow_left(lines, taken, references)
    return part


def _only_run(lines: Sequence[Line], text: str, known: Known, name: str, part: Part) -> Run | None:
    found = runs(lines, text)
    for reference in known.references:
        found += runs_behind(lines, text, reference)
    if len(found) != 1:
        part.doubts.append(f"{name} stands {len(found)} times by itself in its part of annex I")
        return None
    return found[0]


def _take(lines: list[Line], run: Run, taken: dict[int, str], name: str, part: Part) -> None:
    if any(place in taken for place in range(run.start, run.end)):
        part.doubts.append(f"the lines of {name} are those of another text too")
        return
    if run.before:
        _divide(lines, run, taken)
        run = Run(run.start + 1, run.end + 1)
    taken.update(dict.fromkeys(range(run.start, run.end), name))


def _divide(lines: list[Line], run: Run, taken: dict[int, str]) -> None:
    """Make two lines of one that holds the end of one column and the beginning of the next."""
    line = lines[run.start]
    rest = line.text[len(run.before) :].strip()
    lines[run.start : run.start + 1] = [Line(run.before, line.opens, line.after_cut), Line(rest)]
    moved = {place + (place > run.start): name for place, name in taken.items()}
    taken.clear()
    taken.update(moved)


def _left(lines: Sequence[Line], taken: dict[int, str]) -> list[tuple[int, Line]]:
    return [(place, line) for place, line in enumerate(lines) if place not in taken and line.text]


def _narrow_left(lines: Sequence[Line], taken: dict[int, str], references: set[str]) -> list[str]:
    """Lines that are left although they look like the narrow column of benchmarks."""
    left = _left(lines, taken)
    found = []
    for place, (where, line) in enumerate(left):
        last = place + 1 == len(left) or left[place + 1][0] != where + 1 or left[place + 1][1].opens
        marked = ENDS_A_CELLS_LINE.search(line.text) or LETTER.match(line.text)
        ends = bool(marked) or squeezed_inside(line.text) in references
        if len(line.text) < NARROW and not ends and not (last and _goes_on(left, place)):
            found.append(f"the line {line.text!r} may be of the column beside")
    return found


def _goes_on(left: Sequence[tuple[int, Line]], place: int) -> bool:
    """Whether a short last line ends a text whose line before it is as wide as the column."""
    if place == 0 or left[place][1].opens or left[place - 1][0] != left[place][0] - 1:
        return False
    return len(left[place - 1][1].text) >= NARROW


def _cells(lines: Sequence[Line], references: set[str], joiner: Joiner) -> list[Cell]:
    cells: list[Cell] = []
    block: list[Line] = []
    for line in lines:
        block.append(line)
        if REFERENCE.search(joiner.join(block[-3:]).text):
            cells.append(_cell(block, references, joiner))
            block = []
    return [*cells, _cell(block, references, joiner)] if block else cells


def _cell(lines: Sequence[Line], references: set[str], joiner: Joiner) -> Cell:
    joined = [joiner.join(paragraph) for paragraph in _paragraphs(lines, references)]
    texts = [each.text for each in joined]
    found = REFERENCE.search(texts[-1])
    if found:
        texts[-1] = texts[-1][: found.start()]
    doubts = [doubt for each in joined for doubt in each.doubts]
    if any(REFERENCE_INSIDE.search(text) for text in texts):
        doubts.append("a reference stands inside it, so it may be two texts")
    return Cell(
        paragraphs=tuple(text for text in texts if text),
        reference=found[0].strip().strip("()") if found else "",
        doubts=tuple(doubts),
        remarks=tuple(
            f"kept the hyphen of {word!r} at the end of a line"
            for each in joined
            for word in each.kept_hyphens
        ),
    )


def _paragraphs(lines: Sequence[Line], references: set[str]) -> list[list[Line]]:
    """A new one at a letter, at an ellipsis, and where a line set off follows one that ends."""
    paragraphs: list[list[Line]] = []
    for line in lines:
        before = paragraphs[-1] if paragraphs else [Line(ELLIPSIS)]
        begins = LETTER.match(line.text) or ELLIPSIS in (line.text, before[-1].text)
        if begins or _is_over(before, line, references):
            paragraphs.append([line])
        else:
            paragraphs[-1].append(line)
    return paragraphs


def _is_over(paragraph: Sequence[Line], following: Line, references: set[str]) -> bool:
    whole = squeezed_inside("".join(line.text for line in paragraph))
    return whole in references or (following.opens and bool(ENDS_A_CELLS_LINE.search(paragraph[-1].text)))


def same_reference(one: str, other: str) -> bool:
    """Whether two references are the same but for their blanks."""
    return squeezed_inside(one) == squeezed_inside(other)
