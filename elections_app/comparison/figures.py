"""The figures of one election as a comparison takes them: as given, and what can be worked out from them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.models import Passage
from core.quantities import Qualifier
from core.templatetags.components import short_name
from elections_app.models import Election, Party, PartyResult, Stage, Turnout
from elections_app.models.results import PARTY_RESULT_NUMBERS, TURNOUT_NUMBERS

BEST_FIRST = (Stage.OFFICIAL, Stage.PRELIMINARY, Stage.REGISTRATION, "")
WOMEN_SHARE = "women_share"
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Figure:
    """A number of one election, as one source gives it or as we work it out from that source."""

    value: Decimal
    qualifier: str
    stage: str
    sources: tuple[Passage, ...]
    computed: bool = False
    note: str = ""

    @property
    def is_exact(self) -> bool:
        """Whether its source states it without "about" and the like."""
        return self.qualifier == Qualifier.EXACT

    @property
    def source_name(self) -> str:
        """Where it stands, in a few words."""
        return "; ".join(filter(None, (_in_words(passage) for passage in self.sources)))

    @property
    def stage_label(self) -> str:
        """The stage in words."""
        return str(Stage(self.stage).label) if self.stage else ""


def _in_words(passage: Passage) -> str:
    return ", ".join(filter(None, [short_name(passage.document), passage.locator]))


Figures = dict[str, list[Figure]]


def goodness(figure: Figure) -> tuple[int, bool, bool]:
    """A key that puts the last stage first, exact before rounded, given before computed."""
    return BEST_FIRST.index(figure.stage), not figure.is_exact, figure.computed


def by_party(election: Election) -> dict[Party, Figures]:
    """The figures of each party, by what they count, the best first."""
    valid = {row.source_id: figure for row in election.turnouts.all() if (figure := _valid(row))}
    found: dict[Party, Figures] = {}
    for row in election.partyresults.all():
        figures = found.setdefault(row.party, {})
        for name in PARTY_RESULT_NUMBERS:
            if figure := _given(row, name):
                figures.setdefault(name, []).append(figure)
        for name, worked_out in _worked_out(row, valid.get(row.source_id)):
            figures.setdefault(name, []).append(worked_out)
    return {party: _best_first(figures) for party, figures in found.items()}


def _given(row: PartyResult | Turnout, name: str) -> Figure | None:
    quantity = row.quantity(name)
    if quantity is None:
        return None
    return Figure(Decimal(quantity.value), quantity.qualifier, row.stage, tuple(row.sources), note=row.note)


def _exact(row: PartyResult | Turnout, *names: str) -> list[Decimal] | None:
    """These numbers of one row; None unless its source gives them all exactly."""
    figures = [_given(row, name) for name in names]
    values = [figure.value for figure in figures if figure and figure.is_exact]
    return values if len(values) == len(names) else None


def _worked_out(row: PartyResult, valid: Figure | None) -> Iterator[tuple[str, Figure]]:
    """What its source leaves to be worked out: all seats, a share of the votes, a share of women."""
    posts = _exact(row, "commune_chiefs", "other_councillors")
    if row.seats is None and posts:
        yield "seats", _computed(row, sum(posts, Decimal(0)))
    votes = _exact(row, "votes")
    if row.vote_share is None and votes and valid and valid.value:
        yield "vote_share", _computed(row, (votes[0] * 100 / valid.value).quantize(HUNDREDTH))
    women = _exact(row, "women_candidates", "candidates")
    if women and women[1]:
        yield WOMEN_SHARE, _computed(row, (women[0] * 100 / women[1]).quantize(HUNDREDTH))


def _computed(row: PartyResult | Turnout, value: Decimal) -> Figure:
    return Figure(value, str(Qualifier.EXACT), row.stage, tuple(row.sources), computed=True)


def _valid(row: Turnout) -> Figure | None:
    """The valid votes: as given, or those cast less the invalid ones."""
    if row.valid is not None:
        figure = _given(row, "valid")
        return figure if figure and figure.is_exact else None
    cast = _exact(row, "voted", "invalid")
    return _computed(row, cast[0] - cast[1]) if cast else None


def turnouts_of(election: Election) -> Figures:
    """Who was registered and voted, by what is counted, the best first."""
    figures: Figures = {}
    for row in election.turnouts.all():
        for name in TURNOUT_NUMBERS:
            figure = _given(row, name) or (_valid(row) if name == "valid" else None)
            if figure:
                figures.setdefault(name, []).append(figure)
    return _best_first(figures)


def by_label(election: Election) -> dict[tuple[str, str], list[Figure]]:
    """The figures of the election as a whole, by label and unit, the best first."""
    figures: dict[tuple[str, str], list[Figure]] = {}
    for row in election.figures.all():
        figure = Figure(row.value, row.qualifier, row.stage, tuple(row.citations.all()), note=row.note)
        figures.setdefault((row.label, row.unit), []).append(figure)
    return _best_first(figures)


def _best_first(figures: dict[Any, list[Figure]]) -> dict[Any, list[Figure]]:
    return {name: sorted(found, key=goodness) for name, found in figures.items()}
