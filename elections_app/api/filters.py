"""How the lists of elections and their figures can be narrowed."""

import django_filters
from django.db.models import QuerySet

from core.api.filters import (
    DocumentFilter,
    MomentFilter,
    PartialDayFilter,
    TruthFilter,
    between,
    choice,
    key_of,
    numbers,
)
from core.models import Theme
from elections_app.models import (
    Election,
    Finding,
    ObserverDelegation,
    Party,
    PartyResult,
    Place,
    Turnout,
)
from elections_app.models.places import PlaceQuerySet
from elections_app.models.results import PARTY_RESULT_NUMBERS, TURNOUT_NUMBERS


class ElectionFilters(django_filters.FilterSet):
    """Elections by kind, theme, date, party or document."""

    kind = choice(Election, "kind")
    theme = key_of(Theme, "slug", "themes")
    party = key_of(Party, "code", "parties")
    document = DocumentFilter(field_name="citations__document")
    locals().update(between("date", PartialDayFilter))


class PlaceFilters(django_filters.FilterSet):
    """Places by level, by what they are part of, or by what they lie in at any depth."""

    level = choice(Place, "level")
    parent = key_of(Place, "code", "parent")
    within = key_of(Place, "code", "parent", method="lying_in")
    document = DocumentFilter(field_name="citations__document")

    def lying_in(self, places: PlaceQuerySet, name: str, place: Place | None) -> PlaceQuerySet:
        """The parts of a place, theirs too."""
        return places.within(place) if place else places


class PartyFilters(django_filters.FilterSet):
    """Parties by the election they stood in."""

    election = key_of(Election, "slug", "elections")


class FiguresFilters(django_filters.FilterSet):
    """What the lists of figures by place share."""

    def of_election(self, figures: QuerySet, name: str, election: Election | None) -> QuerySet:
        """Those of one election, told its date too: then the database need not sort by dates."""
        return figures.filter(election=election, election_date=election.date) if election else figures


class PartyResultFilters(FiguresFilters):
    """Party results by election, place, level of place, stage, party, source or what was counted."""

    election = key_of(Election, "slug", "election", method="of_election")
    place = key_of(Place, "code", "place")
    level = choice(Place, "level", "place__level")
    stage = choice(PartyResult, "stage")
    party = key_of(Party, "code", "party")
    document = DocumentFilter(field_name="source__document")
    election_kind = choice(Election, "kind", "election__kind")
    locals().update(between("election_date", PartialDayFilter) | numbers(*PARTY_RESULT_NUMBERS))


class TurnoutFilters(FiguresFilters):
    """Turnouts by election, place, level of place, stage, source or what was counted."""

    election = key_of(Election, "slug", "election", method="of_election")
    place = key_of(Place, "code", "place")
    level = choice(Place, "level", "place__level")
    stage = choice(Turnout, "stage")
    document = DocumentFilter(field_name="source__document")
    election_kind = choice(Election, "kind", "election__kind")
    locals().update(between("election_date", PartialDayFilter) | numbers(*TURNOUT_NUMBERS))


class ObserverDelegationFilters(django_filters.FilterSet):
    """Delegations by election, scope or document."""

    election = key_of(Election, "slug", "election")
    scope = choice(ObserverDelegation, "scope")
    locals().update(numbers("observers"))
    document = DocumentFilter(field_name="citations__document")


class FindingFilters(django_filters.FilterSet):
    """Findings by election, its theme, phase or document."""

    election = key_of(Election, "slug", "election")
    theme = key_of(Theme, "slug", "election__themes", help_text="The key of a theme of the election.")
    phase = choice(Finding, "phase")
    document = DocumentFilter(field_name="citations__document")


class ConsistencyCheckFilters(django_filters.FilterSet):
    """Checks by election, by whether they hold, or by when they were made."""

    election = key_of(Election, "slug", "election")
    holds = TruthFilter()
    locals().update(between("checked_at", MomentFilter))
