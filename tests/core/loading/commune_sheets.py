"""Sheets of communes' results, made up: so many communes by so many parties, whole or with mistakes."""

import random

from core.loading.given import BroughtFile
from elections_app.models import Election, Party, Place
from tests.core.loading.files import sheet
from tests.factories.core import PassageFactory
from tests.factories.elections import ElectionFactory, PartyFactory, PlaceFactory

COLUMNS = ["election", "stage", "place", "party", "source", "votes", "votes_qualifier", "seats",
           "seats_qualifier", "note"]  # fmt: skip


def there(communes: int, parties: int) -> None:
    """What the rows of such a sheet link to."""
    ElectionFactory(slug="2022-commune")
    PassageFactory(document__slug="results", locator="table 1")
    for number in range(communes):
        PlaceFactory(code=f"{number + 1:06}", level=Place.Level.COMMUNE)
    for number in range(parties):
        PartyFactory(code=f"party-{number}")


def lines(*, seed: int = 0) -> list[list[str]]:
    """One line for each commune and party that is there."""
    drawn = random.Random(seed)  # noqa: S311 - made-up votes
    election = Election.objects.get().slug
    return [
        [election, "official", place, party, "results | table 1", str(drawn.randrange(4000)), "exact",
         str(drawn.randrange(9)), "exact", ""]
        for place in Place.objects.order_by("code").values_list("code", flat=True)
        for party in Party.objects.order_by("code").values_list("code", flat=True)
    ]  # fmt: skip


def commune_sheet(given: list[list[str]], name: str = "communes.csv") -> BroughtFile:
    """The lines as a sheet."""
    return sheet("elections_app.partyresult", COLUMNS, *given, name=name)
