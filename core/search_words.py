"""What counts as a word to the search, in a text and in a query alike, and for every database."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from core.english_spellings import stems

LONGEST_TERM = 60
# Scripts that put no spaces between words: each of these characters counts as a word.
SPACELESS = (
    "\u0e01-\u0e5b\u0e81-\u0edf\u1000-\u109f\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u312f\u31a0-\u31ff"
)
SPACELESS += "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Khmer likewise, but by what is written as one: a consonant, those below it, and its signs.
KHMER = "\u1780-\u17d3\u17d7\u17dc\u17dd"
CLUSTER = "[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3]|[\u17b4-\u17d1\u17d3\u17dd])*"
ACCENTS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
# Characters that are not seen, within a word or between Khmer ones.
UNSEEN = "\u00ad\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff"
LETTER = f"(?:(?![{SPACELESS}{KHMER}])[^\\W_])"
WORD = re.compile(f"{CLUSTER}|[{SPACELESS}{KHMER}]|{LETTER}(?:{LETTER}|[{ACCENTS}{UNSEEN}])*(?:['’]s\\b)?")
# What is no part of the word: "Cambodia's", "NGOs".
OWNER = re.compile("(?:['’]s|(?<=[A-Z]{2})s)$")
DROPPED = re.compile(f"[{ACCENTS}{UNSEEN}]")


class Token(NamedTuple):
    """A word of a text as the index knows it, and where in the text it stands."""

    term: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """The words of a text in their order."""
    for found in WORD.finditer(text):
        for term in _terms(found.group()):
            yield Token(term, found.start(), found.end())


def terms_of(text: str) -> tuple[str, ...]:
    """The words of a text as the index knows them."""
    return tuple(term for found in WORD.findall(text) for term in _terms(found))


@lru_cache(maxsize=50_000)
def _terms(word: str) -> tuple[str, ...]:
    """A word without case, accents and English endings; several when it is also written as several."""
    plain = OWNER.sub("", word)
    if not plain.isascii():
        plain = _plain(plain)
    parts = [plain.lower()] if plain.isascii() and plain.isalnum() else WORD.findall(plain)
    return tuple(term[:LONGEST_TERM] for part in parts for term in _stems(part))


def _plain(word: str) -> str:
    """The word in the one form that stands for all ways to write it."""
    folded = unicodedata.normalize("NFKC", word).casefold()
    bare = DROPPED.sub("", unicodedata.normalize("NFKD", folded))
    return "".join(_digit(character) for character in unicodedata.normalize("NFC", bare))


def _digit(character: str) -> str:
    """The digits of every script as 0 to 9."""
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _stems(term: str) -> tuple[str, ...]:
    return stems(term) if term.isascii() and term.isalpha() else (term,)
