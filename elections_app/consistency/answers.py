"""What a rule answers: whether it holds, by how much not, and from which figures one can see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.text import slugify

from core.models import Passage
from elections_app.consistency.figures import Figure, rows_of, total_of
from elections_app.models import ConsistencyCheck, Election

THOUSANDTH = Decimal("0.001")
LONGEST_SLUG = ConsistencyCheck._meta.get_field("slug").max_length
LONGEST_RULE = ConsistencyCheck._meta.get_field("rule").max_length


@dataclass(frozen=True)
class CheckResult:
    """One rule's answer for one election."""

    election: Election
    slug: str
    rule: str
    holds: bool
    difference: Decimal
    rows: list[dict[str, Any]]


@dataclass(frozen=True)
class Question:
    """What is asked of an election: the rule in words, and a key that tells it from its like."""

    election: Election
    rule: str
    key: str

    def answer(self, *, holds: bool, difference: Decimal, figures: Iterable[Figure]) -> CheckResult:
        """The answer, with the figures that show it."""
        slug = slugify(f"{self.election.slug} {self.key}".replace("_", "-"))
        return CheckResult(
            election=self.election,
            slug=slug[:LONGEST_SLUG],
            rule=self.rule[:LONGEST_RULE],
            holds=holds,
            difference=difference.quantize(THOUSANDTH),
            rows=rows_of(figures),
        )

    def sums_to(self, parts: list[Figure], total: Figure) -> CheckResult:
        """Whether the parts sum to the total exactly."""
        difference = total_of(parts) - total.value
        return self.answer(holds=difference == 0, difference=difference, figures=[*parts, total])

    def within(self, pairs: list[tuple[list[Figure], Figure]]) -> CheckResult:
        """Whether in every pair the parts stay within the limit; else by how much at most they exceed it."""
        excess = max(total_of(parts) - limit.value for parts, limit in pairs)
        figures = [figure for parts, limit in pairs for figure in (*parts, limit)]
        return self.answer(holds=excess <= 0, difference=max(excess, Decimal(0)), figures=figures)


def key_of(source: Passage) -> str:
    """The part of a check's key that names the source whose figures it looks at."""
    return f"{source.document.slug} {source.locator}"
