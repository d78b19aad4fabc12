"""Numbers as the sources give them, read from the rows that hold them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F

from core.models import ContentQuerySet, Passage
from core.quantities import Qualifier
from elections_app.models import Election, ElectionFigure, PartyResult, Place, Stage, Turnout

PERCENTAGES = {"vote_share", "turnout"}
MOST_VOTES_FIRST = (F("votes").desc(nulls_last=True), "place__code", "party__code", "pk")
BEST_FIRST = (Stage.OFFICIAL, Stage.PRELIMINARY, Stage.REGISTRATION, "")


@dataclass(frozen=True)
class Figure:
    """A number that a source gives, or one computed from such numbers, its parts."""

    label: str
    value: Decimal
    qualifier: str
    stage: str
    source: Passage | None = None
    in_percent: bool = False
    parts: tuple["Figure", ...] = ()

    @property
    def is_exact(self) -> bool:
        """Whether its source states it without "about" and the like."""
        return self.qualifier == Qualifier.EXACT

    def rows(self) -> list[dict[str, Any]]:
        """The figure as a reader sees it; a computed one shows what it was computed from."""
        if self.parts:
            return rows_of(self.parts)
        source = self.source and _citation(self.source)
        value = int(self.value) if self.value == int(self.value) else float(self.value)
        return [{"label": self.label, "value": value, "qualifier": self.qualifier, "source": source}]


def _citation(source: Passage) -> dict[str, str]:
    return {"document": source.document.slug, "locator": source.locator, "text": name_of(source)}


def name_of(source: Passage) -> str:
    """A source in a few words: "A/HRC/51/66, para. 18", or who published it."""
    document = source.document
    name = document.symbol or document.publisher or document.title
    return f"{name}, {source.locator}" if source.locator else name


def rows_of(figures: Iterable[Figure]) -> list[dict[str, Any]]:
    """All these figures as readers see them."""
    return [row for figure in figures for row in figure.rows()]


def total_of(figures: Iterable[Figure]) -> Decimal:
    """The sum of these figures."""
    return sum((figure.value for figure in figures), Decimal(0))


def best_exact(figures: Iterable[Figure]) -> Figure | None:
    """The exact figure of the last stage: the official one where there is one."""
    exact = [figure for figure in figures if figure.is_exact]
    return min(exact, key=lambda figure: BEST_FIRST.index(figure.stage), default=None)


def result_figure(result: PartyResult, name: str) -> Figure | None:
    """One number of a party's result; None when its source does not give it."""
    subject = f"{result.place.name}, {result.party.name}"
    if result.place.level == Place.Level.COUNTRY:
        subject = result.party.name
    return _figure(result, name, subject)


def result_figures(results: Iterable[PartyResult], name: str) -> list[Figure]:
    """One number of each of these results that gives it."""
    return [figure for result in results if (figure := result_figure(result, name))]


def turnout_figure(turnout: Turnout, name: str) -> Figure | None:
    """One number of a turnout; None when its source does not give it."""
    return _figure(turnout, name)


def _figure(row: PartyResult | Turnout, name: str, subject: str = "") -> Figure | None:
    quantity = row.quantity(name)
    if quantity is None:
        return None
    counted = str(getattr(row._meta.get_field(name), "verbose_name", name))
    label = f"{subject}: {counted}" if subject else counted
    value = Decimal(quantity.value)
    return Figure(label, value, quantity.qualifier, row.stage, row.source, name in PERCENTAGES)


def election_figures(election: Election) -> dict[str, list[Figure]]:
    """The figures about the election as a whole, by label."""
    figures: dict[str, list[Figure]] = {}
    for row in election.figures.prefetch_related("citations__document"):
        figures.setdefault(row.label, []).append(_whole(row))
    return figures


def _whole(row: ElectionFigure) -> Figure:
    source = next(iter(row.citations.all()), None)
    return Figure(row.label, row.value, row.qualifier, row.stage, source, row.unit == "per cent")


def listed_communes() -> Figure | None:
    """How many communes the list of places has, with what it was taken from; None when it has none."""
    communes = Place.objects.filter(level=Place.Level.COMMUNE).listed_now()
    count = communes.count()
    if not count:
        return None
    first = communes.prefetch_related("citations__document").first()
    source = next(iter(first.citations.all()), None) if first else None
    return Figure("communes in the list of places", Decimal(count), Qualifier.EXACT, "", source)


def country_results(election: Election, **where: Any) -> ContentQuerySet:
    """The parties' results in the whole country."""
    return _results(election, Place.Level.COUNTRY).filter(**where)


def provincial_results(election: Election) -> ContentQuerySet:
    """The parties' results by province."""
    return _results(election, Place.Level.PROVINCE)


def _results(election: Election, level: str) -> ContentQuerySet:
    results = election.partyresults.filter(place__level=level)
    return results.select_related("party", "place", "source__document").order_by(*MOST_VOTES_FIRST)


def country_turnouts(election: Election, **where: Any) -> ContentQuerySet:
    """The turnouts of the whole country."""
    turnouts = election.turnouts.filter(place__level=Place.Level.COUNTRY, **where)
    return turnouts.select_related("source__document")


def by_source(results: Iterable[PartyResult]) -> dict[Passage, list[PartyResult]]:
    """These results, those of one source together."""
    groups: dict[Passage, list[PartyResult]] = {}
    for result in results:
        groups.setdefault(result.source, []).append(result)
    return groups


def valid_votes(election: Election) -> Figure | None:
    """The official valid votes of the country: as given, or those cast less the invalid ones."""
    for turnout in country_turnouts(election, stage=Stage.OFFICIAL):
        valid, voted, invalid = (turnout_figure(turnout, name) for name in ("valid", "voted", "invalid"))
        if valid:
            return valid
        if voted and invalid:
            value = voted.value - invalid.value
            return Figure("valid votes", value, Qualifier.EXACT, Stage.OFFICIAL, parts=(voted, invalid))
    return None
