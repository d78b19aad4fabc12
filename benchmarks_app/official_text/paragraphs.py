"""Numbered paragraphs and their letters, in a document whose paragraphs are counted through from 1."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks_app.official_text.joining import Joiner
from benchmarks_app.official_text.pages import Line

NUMBER = re.compile(r"^(\d{1,3})\.(?:\s+|$)")
LETTER = re.compile(r"^\(([a-z])\)(?:\s+|$)")
# A heading of a part: "VI. Conclusions", "A. ...", and the Chinese numerals.
HEADING = re.compile(r"^(?:[IVXLC]+|[A-Z]|[一二三四五六七八九十]+)\.\s+\S")
ANNEX = re.compile(r"^Annex(?:es)?(?: [IVX]+)?$")
END = re.compile(r"[.;。；!?！？…][”\"’)）]*\d{0,3}$")
OPEN = re.compile(r"[(《“（]\s")
COLON = re.compile(r"[:：]\d{0,3}$")
COMMA = re.compile(r"[,，]\d{0,3}$")
BEGINS_HEADING = re.compile(r"[^\W\d_a-zà-ÿ]")
MOST_WORDS_OF_HEADING = 14
ALPHABET = "abcdefghijklmnopqrstuvwxyz"


@dataclass
class Piece:
    """A paragraph, or one letter of it, as lines; `letter` is empty for the words before the letters."""

    number: str
    letter: str
    lines: list[Line] = field(default_factory=list)
    # The lines after its end that were taken for a heading.
    heading: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Wording:
    """The wording of a piece, and why it may not be certain."""

    number: str
    letter: str
    text: str
    doubts: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def body_of(lines: Sequence[Line]) -> list[Line]:
    """The lines before the first annex."""
    ends = (place for place, line in enumerate(lines) if ANNEX.match(line.text))
    return list(lines[: next(ends, len(lines))])


def wordings_of(lines: Sequence[Line], joiner: Joiner) -> list[Wording]:
    """The paragraphs of a document's body and their letters, each by itself, in order."""
    pieces = _pieces(body_of(lines))
    return [wording_of(piece, pieces[place + 1 : place + 2], joiner) for place, piece in enumerate(pieces)]


def wording_of(piece: Piece, following: Sequence[Piece], joiner: Joiner) -> Wording:
    """Join the lines of a piece, and say what makes its end or its words uncertain."""
    joined = joiner.join(piece.lines)
    more_letters = bool(following) and following[0].number == piece.number and bool(following[0].letter)
    ends = doubts_of_end(joined.text, more_letters and not piece.heading, preambular=not piece.number)
    doubts = [*joined.doubts, *doubts_of_brackets(joined.text), *ends]
    remarks = [f"kept the hyphen of {word!r} at the end of a line" for word in joined.kept_hyphens]
    if piece.heading:
        remarks.append(f"left out as a heading: {joiner.join(piece.heading).text!r}")
    return Wording(piece.number, piece.letter, joined.text, tuple(doubts), tuple(remarks))


def doubts_of_end(text: str, letters_follow: bool, *, preambular: bool = False) -> list[str]:
    """Why it is not certain that a paragraph is whole: it does not end as one."""
    if not text:
        return ["there is no text behind its number"]
    if (
        END.search(text)
        or (preambular and COMMA.search(text))
        or (letters_follow and (COLON.search(text) or COMMA.search(text)))
    ):
        return []
    return ["it does not end as a paragraph does, so a part of it may stand elsewhere"]


def doubts_of_brackets(text: str) -> list[str]:
    """Why the order of its signs is not certain: readers of PDF may turn two signs around."""
    return ["a blank stands behind an opening bracket"] if OPEN.search(text) else []


def _pieces(lines: Sequence[Line]) -> list[Piece]:
    pieces: list[Piece] = []
    number, letter, in_heading = 0, "", False
    for line in lines:
        marked = NUMBER.match(line.text)
        if marked and int(marked[1]) == number + 1:
            number, letter, in_heading = number + 1, "", False
            pieces.append(Piece(str(number), "", _rest(line, marked)))
            continue
        lettered = LETTER.match(line.text)
        if number and not in_heading and lettered and lettered[1] == next_letter(letter):
            letter = lettered[1]
            pieces.append(Piece(str(number), letter, _rest(line, lettered)))
        elif pieces:
            in_heading = in_heading or _begins_heading(pieces[-1], line)
            (pieces[-1].heading if in_heading else pieces[-1].lines).append(line)
    for piece in pieces:
        _leave_out_heading(piece, pieces)
    return pieces


def next_letter(letter: str) -> str:
    """The letter that comes after this one; "a" after none."""
    return ALPHABET[ALPHABET.index(letter) + 1 : ALPHABET.index(letter) + 2] if letter else "a"


def _rest(line: Line, marker: re.Match[str]) -> list[Line]:
    text = line.text[marker.end() :]
    return [Line(text, doubtful=line.doubtful)] if text else []


def _begins_heading(piece: Piece, line: Line) -> bool:
    ended = not piece.lines or bool(END.search(piece.lines[-1].text))
    return ended and bool(HEADING.match(line.text))


def _leave_out_heading(piece: Piece, pieces: Sequence[Piece]) -> None:
    """A few words without an end, after a line that ends a sentence and before the next number: a heading."""
    following = pieces[pieces.index(piece) + 1 :][:1]
    if piece.heading or not following or following[0].number == piece.number:
        return
    ends = [place for place, line in enumerate(piece.lines) if END.search(line.text)]
    tail = piece.lines[ends[-1] + 1 :] if ends else []
    words = sum(len(line.text.split()) for line in tail)
    if tail and BEGINS_HEADING.match(tail[0].text) and words <= MOST_WORDS_OF_HEADING:
        piece.heading = tail
        piece.lines = piece.lines[: ends[-1] + 1]
