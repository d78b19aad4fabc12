"""Joins the lines of a paragraph: blanks between words, none between Chinese characters, hyphens weighed."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from benchmarks_app.official_text.pages import Line

WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
BROKEN_WORD = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)-$")
FIRST_WORD = re.compile(r"^[^\W\d_]+(?:-[^\W\d_]+)*")
# So many words must stand elsewhere with the hyphen that ends a line, before one is kept that stands nowhere.
LEAST_EVIDENCE = 3
SOFT_HYPHEN = "\u00ad"
# Chinese and Japanese characters, their punctuation and the full-width forms.
WIDE = re.compile(r"[\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]")


@dataclass
class Joined:
    """A text out of several lines, and what leaves doubt about it."""

    text: str = ""
    doubts: list[str] = field(default_factory=list)
    kept_hyphens: list[str] = field(default_factory=list)


class Joiner:
    """Joins lines, knowing every word that the document writes within a line."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.words = {
            word.casefold() for line in lines for word in WORD.findall(BROKEN_WORD.sub("", line.text))
        }
        broken = [
            _both_ways(left.text, right.text)
            for left, right in pairwise(lines)
            if BROKEN_WORD.search(left.text) and FIRST_WORD.match(right.text)
        ]
        kept = sum(hyphened.casefold() in self.words for hyphened, _ in broken)
        # Whether all that is known of the hyphens at its lines' ends says that they belong to the words.
        self.ends_lines_in_hyphens_of_words = kept >= LEAST_EVIDENCE and not any(
            self._is_solid(*both) for both in broken
        )

    def join(self, lines: Iterable[Line]) -> Joined:
        """One paragraph out of its lines."""
        joined = Joined()
        for line in lines:
            if line.doubtful:
                joined.doubts.append("a footnote or the number of a page may stand in it")
            joined.text = self._glued(joined, line.text) if joined.text else line.text
        return joined

    def _glued(self, joined: Joined, right: str) -> str:
        left = joined.text
        if left.endswith(SOFT_HYPHEN):
            return left[:-1] + right
        if BROKEN_WORD.search(left) and FIRST_WORD.match(right):
            return self._over_hyphen(joined, right)
        if left.endswith("-") and right[:1].isdigit():
            return left + right
        return left + ("" if WIDE.match(left[-1]) or WIDE.match(right) else " ") + right

    def _over_hyphen(self, joined: Joined, right: str) -> str:
        """The hyphen stays, unless the document itself writes the word in one elsewhere and never with it."""
        left = joined.text
        hyphened, solid = _both_ways(left, right)
        if self._is_solid(hyphened, solid):
            return left[:-1] + right
        if hyphened.casefold() not in self.words and right[:1].islower():
            joined.kept_hyphens.append(hyphened)
            if not self.ends_lines_in_hyphens_of_words:
                joined.doubts.append(f"{hyphened!r} may have been {solid!r} before a line ended in it")
        return left + right

    def _is_solid(self, hyphened: str, solid: str) -> bool:
        return solid.casefold() in self.words and hyphened.casefold() not in self.words


def _both_ways(left: str, right: str) -> tuple[str, str]:
    """The word across two lines with its hyphen and without."""
    before, after = BROKEN_WORD.search(left), FIRST_WORD.match(right)
    first, second = (before[1] if before else ""), (after[0] if after else "")
    return f"{first}-{second}", f"{first}{second}"
