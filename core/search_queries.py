"""Reads what somebody typed into the search: words, "phrases", AND, OR, NOT, a leading minus, parentheses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from core.errors import RuleBroken
from core.search_words import terms_of

HOW_TO_ASK = (
    "Words that must all occur, in any order and any English form: `prisons` finds “prison”. "
    '`"two words"` must stand together. `OR`, `AND`, `NOT` (in capitals), a leading minus and parentheses '
    "combine them. Chinese and Khmer need no spaces; case and accents make no difference."
)
LONGEST_QUERY = 200
MOST_PHRASES = 24
DEEPEST = 6
AND, OR, NOT = "AND", "OR", "NOT"
# Other ways to type quotation marks and parentheses, each one character for one.
AS_TYPED = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "（": "(", "）": ")", "\u3000": " "}
)
PIECE = re.compile(r'(?P<space>\s+)|(?P<minus>-(?=[^\s\-]))|(?P<sign>[()"])|(?P<word>[^\s()"]+)')


@dataclass(frozen=True)
class Phrase:
    """Words that stand one after the other; mostly it is one."""

    terms: tuple[str, ...]


@dataclass(frozen=True)
class AllOf:
    """What holds each of `parts` and none of `without`."""

    parts: tuple["Expression", ...]
    without: tuple["Expression", ...] = ()


@dataclass(frozen=True)
class AnyOf:
    """What holds one of `parts` at least."""

    parts: tuple["Expression", ...]


Expression = Phrase | AllOf | AnyOf


@dataclass(frozen=True)
class Piece:
    """A word, a phrase in quotation marks, a sign or an operator, and where in the query it begins."""

    kind: str
    text: str
    place: int


def read(query: str) -> Expression:
    """The query as the index can be asked it; raises RuleBroken that says what is wrong with it."""
    if len(query) > LONGEST_QUERY:
        _refuse(_("The query is longer than %(most)s characters: shorten it.") % {"most": LONGEST_QUERY})
    if "\x00" in query or any("\ud800" <= character <= "\udfff" for character in query):
        _refuse(_("The query holds a character that is no text: take it out."))
    if not query.strip():
        _refuse(_("Give the words to look for, such as q=legal aid."))
    pieces = list(_pieces(query.translate(AS_TYPED)))
    if not pieces:
        _refuse(_("The query has no letter and no digit to look for."))
    if sum(piece.kind == "phrase" for piece in pieces) > MOST_PHRASES:
        _refuse(_("The query has more than %(most)s words: leave some out.") % {"most": MOST_PHRASES})
    return _Reader(pieces).whole()


def phrases(expression: Expression) -> list[Phrase]:
    """What the expression looks for, without what it excludes; each once."""
    if isinstance(expression, Phrase):
        return [expression]
    return list(dict.fromkeys(phrase for part in expression.parts for phrase in phrases(part)))


def every_phrase(expression: Expression) -> Iterator[Phrase]:
    """What the expression looks for, and what it excludes."""
    if isinstance(expression, Phrase):
        yield expression
        return
    without = expression.without if isinstance(expression, AllOf) else ()
    for part in (*expression.parts, *without):
        yield from every_phrase(part)


def required(expression: Expression) -> list[Phrase]:
    """The phrases that whatever is found must hold: those that are no alternatives."""
    if isinstance(expression, Phrase):
        return [expression]
    parts = expression.parts if isinstance(expression, AllOf) else ()
    return [phrase for part in parts for phrase in required(part)]


def wanted(expression: Expression) -> Expression:
    """The expression without what it excludes."""
    if isinstance(expression, Phrase):
        return expression
    return type(expression)(tuple(wanted(part) for part in expression.parts))


def _refuse(message: str) -> NoReturn:
    raise RuleBroken(message, field="q")


def _pieces(query: str) -> Iterator[Piece]:
    """The pieces in their order; signs that stand alone, as in "law & order", are passed over."""
    place = 0
    while place < len(query):
        found: Any = PIECE.match(query, place)
        kind, text = found.lastgroup, found.group()
        end = found.end()
        if text == '"':
            end = query.find('"', place + 1) + 1
            if not end:
                _refuse(_at(_("The quotation mark at character %(place)s is never closed."), place))
            yield _phrase(query[place + 1 : end - 1], place)
        elif text in (AND, OR, NOT) or kind in ("sign", "minus"):
            yield Piece(NOT if kind == "minus" else text, text, place)
        elif kind == "word" and terms_of(text):
            yield Piece("phrase", text, place)
        place = end


def _phrase(text: str, place: int) -> Piece:
    if not terms_of(text):
        _refuse(_at(_("Between the quotation marks at character %(place)s is no word."), place))
    return Piece("phrase", text, place)


def _at(message: str, place: int) -> str:
    return message % {"place": place + 1}


class _Reader:
    """Reads pieces from left to right; OR binds loosest, NOT tightest."""

    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces, self.at, self.depth = pieces, 0, 0

    def whole(self) -> Expression:
        expression = self.any_of()
        if self.next():
            _refuse(_at(_("The “)” at character %(place)s closes nothing."), self.pieces[self.at].place))
        return expression

    def next(self) -> str:
        """The kind of the next piece; empty at the end."""
        return self.pieces[self.at].kind if self.at < len(self.pieces) else ""

    def take(self) -> Piece:
        self.at += 1
        return self.pieces[self.at - 1]

    def any_of(self) -> Expression:
        parts = [self.all_of()]
        while self.next() == OR:
            self._between(self.take())
            parts.append(self.all_of())
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def all_of(self) -> Expression:
        parts: list[Expression] = []
        without: list[Expression] = []
        first = self.at
        while self.next() not in ("", OR, ")"):
            if self.next() == AND:
                self._between(self.take(), after=parts or without)
            excludes = self.next() == NOT
            operator = self.take() if excludes else None
            (without if excludes else parts).append(self.one(operator))
        if not parts:
            self._refuse_without_wanted(first, without)
        return parts[0] if len(parts) == 1 and not without else AllOf(_each_once(parts), _each_once(without))

    def one(self, operator: Piece | None) -> Expression:
        if operator and self.next() not in ("phrase", "("):
            self._between(operator)
        if self.next() == "(":
            return self.group(self.take())
        return Phrase(terms_of(self.take().text))

    def group(self, opening: Piece) -> Expression:
        self.depth += 1
        if self.depth > DEEPEST:
            _refuse(_("The query has more than %(most)s parentheses in each other.") % {"most": DEEPEST})
        if not self.next():
            _refuse(_at(_("The “(” at character %(place)s is never closed."), opening.place))
        if self.next() == ")":
            _refuse(_at(_("Between the parentheses at character %(place)s is nothing."), opening.place))
        expression = self.any_of()
        if self.next() != ")":
            _refuse(_at(_("The “(” at character %(place)s is never closed."), opening.place))
        self.take()
        self.depth -= 1
        return expression

    def _between(self, operator: Piece, after: Any = True) -> None:
        """Refuse an operator that has nothing to join."""
        known = {"operator": operator.text, "place": operator.place + 1}
        if operator.kind == NOT:
            message = _("“%(operator)s” at character %(place)s has no word after it to exclude.")
            _refuse(message % known)
        if not after or self.next() in ("", ")", AND, OR):
            message = _("“%(operator)s” at character %(place)s needs a word on both sides.")
            _refuse(message % known + _small_letters(operator.text))

    def _refuse_without_wanted(self, first: int, without: list[Expression]) -> NoReturn:
        if without:
            _refuse(_("Only exclusions find nothing: give a word that must occur too."))
        before = self.pieces[first] if first < len(self.pieces) else self.pieces[-1]
        if before.kind == ")":
            _refuse(_at(_("The “)” at character %(place)s closes nothing."), before.place))
        message = _("“%(operator)s” at character %(place)s needs a word on both sides.")
        known = {"operator": before.text, "place": before.place + 1}
        _refuse(message % known + _small_letters(before.text))


def _each_once(parts: list[Expression]) -> tuple[Expression, ...]:
    return tuple(dict.fromkeys(parts))


def _small_letters(operator: str) -> str:
    """That an operator in small letters is only a word."""
    return " " + _("To look for the word, write it in small letters: %(word)s.") % {"word": operator.lower()}
