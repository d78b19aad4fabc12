"""Elections, places, parties and their figures."""

from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from core.quantities import Qualifier
from elections_app.models import (
    ConsistencyCheck,
    Election,
    ElectionFigure,
    Finding,
    ObserverDelegation,
    Party,
    PartyResult,
    Place,
    Turnout,
)
from tests.factories.core import NOON, CitedFactory, PassageFactory

EXACT = Qualifier.EXACT


class PlaceFactory(CitedFactory):
    """A province."""

    class Meta:
        model = Place

    code = factory.Sequence(lambda number: f"{number + 1:02}")
    name = factory.Sequence(lambda number: f"Province number {number}")
    name_km = "ខេត្ត"
    level = Place.Level.PROVINCE


class ElectionFactory(CitedFactory):
    """A commune council election; `themes=[theme, …]` adds its themes."""

    class Meta:
        model = Election

    slug = factory.Sequence(lambda number: f"{2000 + number}-commune")
    kind = Election.Kind.COMMUNE_COUNCIL
    title = factory.LazyAttribute(lambda election: f"Commune council elections {election.slug[:4]}")
    date = "2022-06-05"
    summary = "How it went."

    @factory.post_generation
    def themes(self, create: bool, themes: Any, **_: Any) -> None:
        """Add the themes given."""
        if create and themes:
            self.themes.add(*themes)


class ElectionFigureFactory(CitedFactory):
    """A number about an election as a whole."""

    class Meta:
        model = ElectionFigure

    election = factory.SubFactory(ElectionFactory)
    order = factory.Sequence(lambda number: number + 1)
    label = "communes"
    unit = "communes"
    value = Decimal(1652)


class ObserverDelegationFactory(CitedFactory):
    """The observers of one organization."""

    class Meta:
        model = ObserverDelegation

    election = factory.SubFactory(ElectionFactory)
    organization = factory.Sequence(lambda number: f"Observer group {number}")
    observers = 120
    observers_qualifier = Qualifier.ABOUT


class FindingFactory(CitedFactory):
    """A finding from before election day."""

    class Meta:
        model = Finding

    election = factory.SubFactory(ElectionFactory)
    phase = Finding.Phase.BEFORE
    order = factory.Sequence(lambda number: number + 1)
    letter = "a"
    title = factory.Sequence(lambda number: f"Finding number {number}")
    summary = "What was found."


class PartyFactory(DjangoModelFactory):
    """A party; `elections=[election, …]` adds the elections in which it stood."""

    class Meta:
        model = Party
        skip_postgeneration_save = True

    code = factory.Sequence(lambda number: f"party-{number}")
    name = factory.Sequence(lambda number: f"Party number {number}")
    name_km = "គណបក្ស"
    abbreviation = factory.Sequence(lambda number: f"P{number}")

    @factory.post_generation
    def elections(self, create: bool, elections: Any, **_: Any) -> None:
        """Add the elections given."""
        if create and elections:
            self.elections.add(*elections)


class PartyResultFactory(DjangoModelFactory):
    """One party's official votes and seats at a place."""

    class Meta:
        model = PartyResult

    election = factory.SubFactory(ElectionFactory)
    place = factory.SubFactory(PlaceFactory)
    stage = "official"
    source = factory.SubFactory(PassageFactory)
    party = factory.SubFactory(PartyFactory)
    votes = 5378773
    votes_qualifier = EXACT
    vote_share = Decimal("74.3")
    vote_share_qualifier = Qualifier.ABOUT
    seats = 9376
    seats_qualifier = EXACT


class TurnoutFactory(DjangoModelFactory):
    """The official turnout at a place."""

    class Meta:
        model = Turnout

    election = factory.SubFactory(ElectionFactory)
    place = factory.SubFactory(PlaceFactory)
    stage = "official"
    source = factory.SubFactory(PassageFactory)
    registered = 9205681
    registered_qualifier = EXACT
    turnout = Decimal("80.32")
    turnout_qualifier = EXACT


class ConsistencyCheckFactory(DjangoModelFactory):
    """A rule that holds."""

    class Meta:
        model = ConsistencyCheck

    election = factory.SubFactory(ElectionFactory)
    slug = factory.Sequence(lambda number: f"rule-{number}")
    rule = "The parties' votes add up to the valid votes"
    holds = True
    difference = Decimal(0)
    rows = factory.LazyFunction(lambda: [{"label": "valid votes", "value": 7242413}])
    checked_at = NOON
