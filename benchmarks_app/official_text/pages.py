"""Takes out of the pages what is not text of the document: heads, footnotes, lists of addresses, shreds."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

SYMBOL = re.compile(
    r"^(?:(?:United Nations|Nations Unies|Naciones Unidas|联\s*合\s*国)\s*)?"
    r"([A-Z]{1,5}(?:/[A-Za-z0-9.\-]+){2,8})$"
)
JOB_NUMBER = re.compile(r"^(?:\d{1,3}\s+)?GE\.\d\d-\d+(?:\s*\([A-Z]\))?(?:\s+\d{1,6}){0,2}$")
PAGE_NUMBER = re.compile(r"^\d{1,3}(?:/\d{1,3})?$")
ADDRESS = re.compile(r"^https?://\S+$")
# The heads of the tables in annexes I and II, printed anew on each page.
HEAD_OF_TABLE = re.compile(r"^No\.\s+(?:Recommendations?|Date)\b.{0,90}$")
REST_OF_HEAD = ("Timeframe for", "achievement", "Timeframe for achievement", "Benchmark")
NOTE = re.compile(r"^(\d{1,3})\s+(?=\S)(?!\d)")
# A footnote opens with a capital, a Chinese character, a quotation mark or an address; a line may too.
NOTE_OPENS = re.compile(r"^\d{1,3}\s+(?:[A-Z\u3400-\u9fff“《]|https?:)")
NOTE_CERTAINLY = re.compile(
    r"^\d{1,3}\s+(?:See\s|Ibid|Voir\s|Véase\s|另?见|同上|https?:|[A-Z]{1,5}(?:/[A-Za-z0-9.]+){2})"
)
LONGEST_SHRED = 3
LEAST_SHREDS = 4
MOST_LINES_OF_NOTES = 60
MOST_NOTES_MISSED = 2
AROUND = 8
LINES_OF_EDGE = 3


@dataclass(frozen=True)
class Line:
    """A line of text, and what stood around it."""

    text: str
    # Whether a blank line before it sets it off, in a stretch where lines are not all set apart.
    opens: bool = False
    # Whether something was taken out right before it, as at the end of a page.
    after_cut: bool = False
    # Whether it looks like a footnote that could not be told from the text for certain.
    doubtful: bool = False


@dataclass
class _Raw:
    """A line as the file has it, on the way to become a `Line` or to be cut."""

    text: str
    blanks: int
    after_rule: bool
    first_of_page: bool
    last_of_page: bool = False
    cut: bool = False
    doubtful: bool = False


def symbols_in_heads(pages: Sequence[str]) -> Counter[str]:
    """The symbols that stand alone on a line, as in the head of a page, and how often."""
    lines = (line for page in pages for line in page.split("\n") if not line.startswith("\t"))
    return Counter(found[1] for line in lines if (found := SYMBOL.match(line.strip())))


def lines_of(pages: Sequence[str], symbol: str) -> list[Line]:
    """The lines of text of the document with this symbol, without what the pages brought."""
    if not _are_its_own(pages, symbol):
        pages = ["\n".join(pages)]
    raw = [line for page in pages for line in _raw_lines(page)]
    _cut_heads(raw, symbol)
    _cut_shreds(raw)
    _cut_notes(raw)
    return _told_apart(raw)


def _are_its_own(pages: Sequence[str], symbol: str) -> bool:
    """Whether the pages of the file are those of the document: its symbol stands at their edges.

    Where its text was printed anew, what stands at the foot of a page does not stand at the end of one here.
    """
    at_edge = inside = 0
    for page in pages:
        lines = [line.strip() for line in page.split("\n") if line.strip()]
        for place, line in enumerate(lines):
            found = SYMBOL.match(line)
            if found and found[1] == symbol:
                is_at_edge = place < LINES_OF_EDGE or place >= len(lines) - LINES_OF_EDGE
                at_edge, inside = at_edge + is_at_edge, inside + (not is_at_edge)
    return at_edge > inside


def _raw_lines(page: str) -> list[_Raw]:
    """The lines that are not blank; a tab at the start marks the outline that a PDF carries along."""
    found: list[_Raw] = []
    blanks, ruled = 0, False
    for text in page.split("\n"):
        if text.strip():
            cut = text.startswith("\t")
            found.append(_Raw(text.strip(), blanks, ruled, first_of_page=not found, cut=cut))
            blanks, ruled = 0, False
        else:
            blanks, ruled = blanks + 1, ruled or bool(text)
    if found:
        found[-1].last_of_page = True
    return found


def _cut_heads(raw: list[_Raw], symbol: str) -> None:
    for place, line in enumerate(raw):
        found = SYMBOL.match(line.text)
        if (found and found[1] == symbol) or JOB_NUMBER.match(line.text) or ADDRESS.match(line.text):
            line.cut = True
        elif HEAD_OF_TABLE.match(line.text):
            line.cut = True
            for following in raw[place + 1 : place + 4]:
                if following.text not in REST_OF_HEAD:
                    break
                following.cut = True
    for place, line in enumerate(raw):
        if PAGE_NUMBER.match(line.text):
            _cut_or_doubt(raw, place)


def _cut_or_doubt(raw: list[_Raw], place: int) -> None:
    """A number alone is the page's where a page ends, begins or was cut; elsewhere it could be the text's."""
    line = raw[place]
    at_edge = line.first_of_page or line.last_of_page
    beside_cut = any(near.cut for near in raw[max(place - 1, 0) : place + 2])
    line.cut = at_edge or beside_cut
    line.doubtful = not line.cut


def _cut_shreds(raw: list[_Raw]) -> None:
    """Heads printed upright on a page that lies across come out a few letters a line."""
    run: list[_Raw] = []
    for line in [*raw, _Raw("end of the text", 0, False, False)]:
        if len(line.text) <= LONGEST_SHRED:
            run.append(line)
            continue
        if len(run) >= LEAST_SHREDS:
            for shred in run:
                shred.cut = True
        run = []


def _cut_notes(raw: list[_Raw]) -> None:
    """Footnotes follow a rule at the foot of a page, are counted through, and end where the page ends.

    What looks like one and cannot be told from the text leaves a doubt about the paragraph it stands in.
    """
    known = 0
    paged = sum(line.first_of_page for line in raw) > 1
    for place, line in enumerate(raw):
        number = _number_of_note(line, known)
        if number is None:
            continue
        known = max(known, number) if number <= known + MOST_NOTES_MISSED + 1 else known
        told = line.after_rule or (paged and bool(NOTE_OPENS.match(line.text)))
        end = _end_of_page(raw, place) if told and number <= known else None
        if end is None:
            line.doubtful = True
            continue
        for noted in raw[place:end]:
            known = _number_of_note(noted, known) or known
            noted.cut = True


def _number_of_note(line: _Raw, known: int) -> int | None:
    """The number of what may be a footnote: next in the count, or one that opens as only a footnote does."""
    found = NOTE.match(line.text)
    if line.cut or not found:
        return None
    next_in_count = known < int(found[1]) <= known + MOST_NOTES_MISSED + 1
    may_be = line.after_rule or NOTE_OPENS.match(line.text)
    return int(found[1]) if (next_in_count and may_be) or NOTE_CERTAINLY.match(line.text) else None


def _end_of_page(raw: list[_Raw], start: int) -> int | None:
    """Where the page ends on which a footnote begins; None when that cannot be told.

    It ends at a head, at the page's last line, behind a list of addresses, or where lines that were set apart
    are so no more.
    """
    for place in range(start, min(start + MOST_LINES_OF_NOTES, len(raw))):
        line = raw[place]
        is_address = bool(ADDRESS.match(line.text))
        if line.cut and not is_address:
            return place
        if place > start and not is_address and _begins_page(raw, start, place):
            return place
        if place > start and (line.after_rule or (ADDRESS.match(raw[place - 1].text) and not is_address)):
            return None
        if line.last_of_page:
            return place + 1
    return None


def _begins_page(raw: list[_Raw], start: int, place: int) -> bool:
    close = raw[place].blanks == 0 and raw[start].blanks > 0
    return close and (bool(ADDRESS.match(raw[place - 1].text)) or _set_apart(raw, place))


def _set_apart(raw: list[_Raw], place: int) -> bool:
    """Whether blank lines stand between all lines before this place, and after it too."""
    before, after = raw[max(place - 4, 0) : place], raw[place + 1 : place + 4]
    return all(line.blanks > 0 for line in (*before, *after))


def _told_apart(raw: list[_Raw]) -> list[Line]:
    lines: list[Line] = []
    gaps: list[int] = []
    cut = False
    for line in raw:
        if line.cut:
            cut = True
            continue
        lines.append(Line(line.text, after_cut=cut, doubtful=line.doubtful))
        gaps.append(line.blanks)
        cut = False
    return [
        replace(line, opens=gaps[place] > _usual_gap(gaps, place) or (line.after_cut and gaps[place] > 0))
        for place, line in enumerate(lines)
    ]


def _usual_gap(gaps: list[int], place: int) -> int:
    """How many blank lines stand between two lines of one paragraph here."""
    near = sorted(gaps[max(place - AROUND, 0) : place + AROUND + 1])
    return near[len(near) // 2] if near else 0
