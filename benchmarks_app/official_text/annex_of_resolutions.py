"""Annex II: the paragraphs quoted from each resolution, told from the columns beside them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from benchmarks_app.official_text.joining import Joiner
from benchmarks_app.official_text.known_text import runs, runs_over_pages, squeezed, squeezed_inside
from benchmarks_app.official_text.pages import Line
from benchmarks_app.official_text.paragraphs import END, LETTER, Piece, Wording, wording_of

SECOND = re.compile(r"^Annex II$")
THIRD = re.compile(r"^Annex III$")
HEADER = re.compile(r"^(\d{1,2})\.\s+\d{1,2}-[A-Z][a-z]{2}-\d{4}\b")
NUMBER = re.compile(r"^(\d{1,2})\.\s+(?=[A-Z])")
PART = re.compile(r"^(?:Part [IVX]+\b|[IVX]+\.\s|Annex$)")
ENDS_INSIDE = re.compile(r"[;.]\d{0,3}\s+$")
MOST_LINES_OF_HEADER = 5


@dataclass(frozen=True)
class KnownParagraph:
    """How we know a paragraph: its place and the verbs it opens with."""

    part: str
    number: str
    letter: str
    verb: str


@dataclass(frozen=True)
class KnownResolution:
    """What we know of a resolution's row of the table, all of it as printed."""

    number: int
    symbol: str
    agenda_item: str
    paragraphs: tuple[KnownParagraph, ...]


@dataclass(frozen=True)
class Quoted:
    """A paragraph that the annex quotes, under the part of the resolution it stands in."""

    part: str
    wording: Wording


@dataclass
class Row:
    """What was read of one resolution's row of the table."""

    quoted: list[Quoted] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def rows_of(lines: Sequence[Line], known: Sequence[KnownResolution], joiner: Joiner) -> dict[int, Row]:
    """By its number in annex II, what stands in each resolution's row."""
    spans = _spans(lines)
    return {
        one.number: _row(spans[one.number], one, joiner)
        if one.number in spans
        else Row(doubts=["annex II has no row with its number"])
        for one in known
    }


def _spans(lines: Sequence[Line]) -> dict[int, list[Line]]:
    """The lines of each row: a number, the next after the one before, and a date begin it."""
    spans: dict[int, list[Line]] = {}
    inside = False
    for line in lines:
        if SECOND.match(line.text) or THIRD.match(line.text):
            inside = bool(SECOND.match(line.text)) and not spans
            continue
        header = HEADER.match(line.text)
        if inside and header and int(header[1]) == len(spans) + 1:
            spans[len(spans) + 1] = []
        if inside and spans:
            spans[len(spans)].append(line)
    return spans


def _row(lines: list[Line], known: KnownResolution, joiner: Joiner) -> Row:
    row = Row()
    left = _without_header(lines, known, row)
    left = _without_agenda_item(left, known, row)
    if not row.doubts:
        left = _divided(left, known)
        row.quoted = _quoted(left, known, joiner)
    return row


def _without_header(lines: list[Line], known: KnownResolution, row: Row) -> list[Line]:
    for place, line in enumerate(lines[:MOST_LINES_OF_HEADER]):
        if line.text.split()[-1] == known.symbol:
            return lines[place + 1 :]
    row.doubts.append(f"the symbol {known.symbol} does not stand at the head of its row")
    return lines


def _without_agenda_item(lines: list[Line], known: KnownResolution, row: Row) -> list[Line]:
    if not known.agenda_item:
        return lines
    whole = [(run,) for run in runs(lines, known.agenda_item)]
    found = whole or runs_over_pages(lines, known.agenda_item)
    if len(found) != 1:
        row.doubts.append(f"its agenda item stands {len(found)} times by itself in its row")
        return lines
    taken = {place for run in found[0] for place in range(run.start, run.end)}
    return [line for place, line in enumerate(lines) if place not in taken]


def _divided(lines: Sequence[Line], known: KnownResolution) -> list[Line]:
    """A paragraph that begins inside a line, behind the end of the one before, gets a line of its own."""
    marks = [f"{each.number}. {each.verb} " for each in known.paragraphs if each.number and each.verb]
    for mark in marks:
        lines = [part for line in lines for part in _divided_at(line, mark)]
    return list(lines)


def _divided_at(line: Line, mark: str) -> list[Line]:
    before, marked, after = line.text.partition(mark)
    if not marked or not ENDS_INSIDE.search(before):
        return [line]
    return [replace(line, text=before.strip()), Line(marked + after, opens=True)]


def _quoted(lines: Sequence[Line], known: KnownResolution, joiner: Joiner) -> list[Quoted]:
    pieces = _pieces(lines, {squeezed_inside(paragraph.part) for paragraph in known.paragraphs})
    quoted = []
    for place, (part, piece) in enumerate(pieces):
        following = [after for _, after in pieces[place + 1 : place + 2]]
        if piece.lines:
            quoted.append(Quoted(part, wording_of(piece, following, joiner)))
    return quoted


def _pieces(lines: Sequence[Line], parts: set[str]) -> list[tuple[str, Piece]]:
    """The paragraphs under their parts; what has no number begins where a line is set off behind an end."""
    pieces: list[tuple[str, Piece]] = []
    part, number, letter = "", 0, ""
    open_piece: Piece | None = None
    for line in lines:
        numbered, lettered = NUMBER.match(line.text), LETTER.match(line.text)
        if squeezed_inside(line.text) in parts - {""} or PART.match(line.text):
            part, number, letter, open_piece = line.text, 0, "", None
        elif numbered and int(numbered[1]) > number:
            number, letter = int(numbered[1]), ""
            open_piece = Piece(numbered[1], "", [_behind(line, numbered)])
            pieces.append((part, open_piece))
        elif lettered and number and lettered[1] > letter:
            letter = lettered[1]
            open_piece = Piece(str(number), letter, [_behind(line, lettered)])
            pieces.append((part, open_piece))
        elif open_piece is None or (line.opens and not line.after_cut and _ended(open_piece)):
            open_piece = Piece("", "", [line])
            pieces.append((part, open_piece))
        else:
            # A number that does not go on counting: what follows may be of another row.
            open_piece.lines.append(replace(line, doubtful=line.doubtful or bool(numbered)))
    return pieces


def _ended(piece: Piece) -> bool:
    last = piece.lines[-1].text
    return bool(END.search(last)) or (not piece.number and last.endswith(","))


def _behind(line: Line, marker: re.Match[str]) -> Line:
    return Line(line.text[marker.end() :], doubtful=line.doubtful)


def same_part(one: str, other: str) -> bool:
    """Whether two names of parts are the same as printed."""
    return squeezed(one) == squeezed(other)
