"""Cuts and marks what was found: the words as they stand in the text, not as they were typed."""

from collections import defaultdict
from collections.abc import Sequence

from core.search_queries import Phrase
from core.search_words import Token, tokens

BEFORE_HIT, SNIPPET = 60, 240

Parts = list[tuple[str, bool]]
Span = tuple[int, int]


def snippet(text: str, phrases: Sequence[Phrase]) -> Parts:
    """The text around the first hit, in parts; True marks a part that was looked for."""
    hits = found_in(text, phrases)
    start = max(hits[0][0] - BEFORE_HIT, 0) if hits else 0
    if hits and start:
        start = text.find(" ", start, hits[0][0]) + 1 or start
    end = _end_of_word(text, start + SNIPPET, after=hits[0][1] if hits else start)
    before: Parts = [("… ", False)] if start else []
    after: Parts = [(" …", False)] if end < len(text) else []
    return [*before, *_parts(text, start, start + len(text[start:end].rstrip()), hits), *after]


def _end_of_word(text: str, end: int, *, after: int) -> int:
    """The last end of a word up to `end`, but not before `after`; `end` itself in a text without spaces."""
    if end >= len(text):
        return len(text)
    gap = text.rfind(" ", after, end + 1)
    return gap if gap > 0 else max(end, after)


def marked(text: str, phrases: Sequence[Phrase]) -> Parts:
    """The whole text in parts, likewise."""
    return _parts(text, 0, len(text), found_in(text, phrases))


def _parts(text: str, start: int, end: int, hits: Sequence[Span]) -> Parts:
    parts: Parts = []
    for first, last in hits:
        if start <= first and last <= end:
            parts += [(text[start:first], False), (text[first:last], True)]
            start = last
    return [(part, is_hit) for part, is_hit in [*parts, (text[start:end], False)] if part]


def found_in(text: str, phrases: Sequence[Phrase]) -> list[Span]:
    """Where in the text the phrases stand, in order; those that touch or overlap are one."""
    words = list(tokens(text))
    places: dict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(words):
        places[word.term].append(place)
    spans = [
        (words[place].start, words[place + len(phrase.terms) - 1].end)
        for phrase in phrases
        for place in places[phrase.terms[0]]
        if _stands_at(place, phrase.terms, words)
    ]
    return _joined(sorted(spans))


def _stands_at(place: int, terms: Sequence[str], words: Sequence[Token]) -> bool:
    return tuple(word.term for word in words[place : place + len(terms)]) == tuple(terms)


def _joined(spans: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
