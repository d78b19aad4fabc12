"""Two elections side by side: every figure of both with its source, and what changed between them."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from core.quantities import Qualifier
from elections_app.comparison.figures import (
    HUNDREDTH,
    WOMEN_SHARE,
    Figure,
    Figures,
    by_label,
    by_party,
    turnouts_of,
)
from elections_app.models import Election, ElectionFigure, Party, PartyResult, Place, Turnout
from elections_app.models.results import PARTY_RESULT_NUMBERS, TURNOUT_NUMBERS

PER_CENT = frozenset({"vote_share", "turnout", WOMEN_SHARE})
STRENGTH_FIRST = ("seats", "votes", "vote_share", "candidates", "women_candidates")
OF_A_PARTY = (
    *STRENGTH_FIRST,
    WOMEN_SHARE,
    *(name for name in PARTY_RESULT_NUMBERS if name not in STRENGTH_FIRST),
)
# What can be compared also where the two elected different bodies.
OF_ANY_KIND = frozenset({"vote_share", "votes", *TURNOUT_NUMBERS})
BOTH, ONLY_FIRST, ONLY_SECOND = "both", "from", "to"


@dataclass(frozen=True)
class Change:
    """What the second figure is more than the first."""

    first: Figure
    second: Figure
    in_percentage_points: bool

    @property
    def difference(self) -> Decimal:
        """In number, or in percentage points."""
        return self.second.value - self.first.value

    @property
    def per_cent(self) -> Decimal | None:
        """The difference in per cent of the first figure; None for shares, and where that is nought."""
        if self.in_percentage_points or not self.first.value:
            return None
        return (self.difference * 100 / self.first.value).quantize(HUNDREDTH)

    @property
    def qualifier(self) -> str:
        """Exact only where both figures are."""
        exact = self.first.is_exact and self.second.is_exact
        return str(Qualifier.EXACT if exact else Qualifier.ABOUT)

    @property
    def same_stage(self) -> bool:
        """Whether both figures are of the same stage."""
        return self.first.stage == self.second.stage


@dataclass(frozen=True)
class Line:
    """One thing that was counted: all figures of the first election, all of the second, the best first."""

    measure: str
    label: str
    first: tuple[Figure, ...]
    second: tuple[Figure, ...]
    in_per_cent: bool = False
    comparable: bool = True

    @property
    def unit(self) -> str:
        """What its figures are."""
        return "per_cent" if self.in_per_cent else "number"

    @cached_property
    def change(self) -> Change | None:
        """From the best figure of the first election to the best of the second; None where one is missing."""
        if not (self.comparable and self.first and self.second):
            return None
        return Change(self.first[0], self.second[0], self.in_per_cent)


def notes_of(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """The notes on figures; one that several share is said once, under the names of all sources."""
    names: dict[str, list[str]] = {}
    for figure in (figure for line in lines for figure in (*line.first, *line.second)):
        if figure.note:
            names.setdefault(figure.note, []).append(figure.source_name)
    return [{"names": list(dict.fromkeys(shared)), "text": text} for text, shared in names.items()]


@dataclass(frozen=True)
class PartyLines:
    """One party, in which of the two elections a source lists it, and its lines."""

    party: Party
    listed_in: str
    lines: tuple[Line, ...]

    @property
    def notes(self) -> list[dict[str, Any]]:
        """What must be said of its figures."""
        return notes_of(self.lines)


@dataclass(frozen=True)
class Comparison:
    """The two elections with everything that was counted in either."""

    first: Election
    second: Election
    parties: list[PartyLines]
    turnout: list[Line]
    figures: list[Line]

    @property
    def turnout_notes(self) -> list[dict[str, Any]]:
        """What must be said of the turnout."""
        return notes_of(self.turnout)

    @property
    def figure_notes(self) -> list[dict[str, Any]]:
        """What must be said of the figures as a whole."""
        return notes_of(self.figures)

    @property
    def same_kind(self) -> bool:
        """Whether both elected the same kind of body."""
        return self.first.kind == self.second.kind


def elections_to_compare(
    user: Any, *, as_of: datetime.date | None = None, known_at: datetime.datetime | None = None
) -> QuerySet:
    """The elections with all that a comparison shows of them, or did then; one query a kind of row."""
    country = {"place__level": Place.Level.COUNTRY}
    clocks: Any = {"as_of": as_of, "known_at": known_at}
    results = PartyResult.objects.visible_to(user).there(**clocks).with_source().filter(**country)
    turnouts = Turnout.objects.visible_to(user).there(**clocks).with_source().filter(**country)
    figures = ElectionFigure.objects.visible_to(user).there(**clocks).with_citations()
    return Election.objects.visible_to(user).prefetch_related(
        Prefetch("partyresults", results.select_related("party")),
        Prefetch("turnouts", turnouts),
        Prefetch("figures", figures),
        Prefetch("parties", Party.objects.visible_to(user)),
    )


def pairs(
    user: Any, *, as_of: datetime.date | None = None, known_at: datetime.datetime | None = None
) -> list[tuple[Election, Election]]:
    """Each election with the next of its kind."""
    there = Election.objects.visible_to(user).there(as_of=as_of, known_at=known_at)
    rows = list(there.order_by("kind", "date", "pk"))
    return [(first, second) for first, second in pairwise(rows) if first.kind == second.kind]


def compared(
    first: Election,
    second: Election,
    *,
    user: Any,
    as_of: datetime.date | None = None,
    known_at: datetime.datetime | None = None,
) -> Comparison:
    """Both, with what this person may see of them; each figure as soon as its own source was published."""
    rows = elections_to_compare(user, as_of=as_of, known_at=known_at).in_bulk([first.pk, second.pk])
    first, second = rows[first.pk], rows[second.pk]
    same_kind = first.kind == second.kind
    return Comparison(
        first=first,
        second=second,
        parties=_parties(first, second, same_kind=same_kind),
        turnout=list(_lines(TURNOUT_NUMBERS, _label_of_turnout, turnouts_of(first), turnouts_of(second))),
        figures=_figures(first, second, same_kind=same_kind),
    )


def _lines(
    names: Iterable[str],
    label: Callable[[str], str],
    first: Figures,
    second: Figures,
    comparable: Callable[[str], bool] = lambda name: True,
) -> Iterator[Line]:
    for name in names:
        if name in first or name in second:
            yield Line(
                measure=name,
                label=label(name),
                first=tuple(first.get(name, ())),
                second=tuple(second.get(name, ())),
                in_per_cent=name in PER_CENT,
                comparable=comparable(name),
            )


def _parties(first: Election, second: Election, *, same_kind: bool) -> list[PartyLines]:
    before, after = by_party(first), by_party(second)
    listed = [_listed(first) | before.keys(), _listed(second) | after.keys()]
    found = [
        PartyLines(
            party=party,
            listed_in=BOTH if all(party in side for side in listed) else _only(party in listed[0]),
            lines=tuple(
                _lines(
                    OF_A_PARTY,
                    _label_of_party,
                    before.get(party, {}),
                    after.get(party, {}),
                    lambda name: same_kind or name in OF_ANY_KIND,
                )
            ),
        )
        for party in listed[0] | listed[1]
    ]
    return sorted(found, key=lambda entry: (-_strength(entry), entry.party.name, entry.party.pk))


def _only(in_first: bool) -> str:
    return ONLY_FIRST if in_first else ONLY_SECOND


def _strength(entry: PartyLines) -> Decimal:
    """The most votes, else seats, that any source gives it; the strongest parties stand first."""
    for name in ("votes", "seats"):
        values = [
            figure.value
            for line in entry.lines
            if line.measure == name
            for figure in (*line.first, *line.second)
        ]
        if values:
            return max(values) + (1 if name == "votes" else 0)
    return Decimal(0)


def _listed(election: Election) -> set[Party]:
    return set(election.parties.all())


def _figures(first: Election, second: Election, *, same_kind: bool) -> list[Line]:
    """What was counted of each election as a whole; what both sources counted stands first."""
    sides = [by_label(first), by_label(second)]
    labels = sorted(sides[0] | sides[1], key=lambda label: not all(label in side for side in sides))
    return [
        Line(
            measure=label,
            label=label,
            in_per_cent=unit == "per cent",
            first=tuple(sides[0].get((label, unit), ())),
            second=tuple(sides[1].get((label, unit), ())),
            comparable=same_kind,
        )
        for label, unit in labels
    ]


def _label_of_party(name: str) -> str:
    if name == WOMEN_SHARE:
        return _("women, per cent of candidates")
    return str(PartyResult._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _label_of_turnout(name: str) -> str:
    return str(Turnout._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
