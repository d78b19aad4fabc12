"""What figures are listed by is copied into their rows, true after every change, and shown nowhere."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.core import serializers
from django.db import connection, transaction
from rest_framework.test import APIClient

from core import copied_triggers
from core.api.dataset.dictionary import lists
from core.content_changes import snapshot
from core.loading.loadable import loadable_fields
from elections_app.models import Election, Party, PartyResult, Place, Turnout
from tests.factories.elections import (
    ElectionFactory,
    PartyFactory,
    PartyResultFactory,
    PlaceFactory,
    TurnoutFactory,
)

COPIES = ("election_date", "place_code", "party_code")
CHANGES = 60


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_copies_are_true_after_any_changes(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    PartyResultFactory(), TurnoutFactory()

    for number in range(CHANGES):
        attempted(chance.choice(WAYS), chance, number)
        assert copied_triggers.untrue(connection) == 0

    assert untrue() == []


def attempted(change: Callable[[random.Random, int], Any], chance: random.Random, number: int) -> None:
    """Makes a change; sometimes takes it back, as a transaction that fails does."""
    with transaction.atomic():
        change(chance, number)
        transaction.set_rollback(chance.random() < 0.2)


def one_of(model: Any, chance: random.Random) -> Any:
    return chance.choice(list(model.objects.order_by("pk")))


def add_figures(chance: random.Random, number: int) -> None:
    election, place = one_of(Election, chance), PlaceFactory(code=f"p{number}")
    PartyResultFactory(election=election, place=place, party=one_of(Party, chance))
    TurnoutFactory(election=election, place=place)


def add_many(chance: random.Random, number: int) -> None:
    row = one_of(PartyResult, chance)
    same: Any = {"election": row.election, "stage": "preliminary", "source": row.source, "place": row.place}
    PartyResult.objects.bulk_create([PartyResult(party=PartyFactory(), **same) for _ in range(2)])


def move_a_result(chance: random.Random, number: int) -> None:
    row = one_of(PartyResult, chance)
    row.election, row.place, row.party = (
        ElectionFactory(date=f"20{number:02}"),
        PlaceFactory(),
        PartyFactory(),
    )
    row.place_code = "made up"
    row.save()


def rename_by_query(chance: random.Random, number: int) -> None:
    Place.objects.filter(pk=one_of(Place, chance).pk).update(code=f"r{number}")
    Party.objects.filter(pk=one_of(Party, chance).pk).update(code=f"renamed-{number}")
    Election.objects.filter(pk=one_of(Election, chance).pk).update(date=f"19{number:02}-01")


def rename_by_hand(chance: random.Random, number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE elections_app_election SET date = %s WHERE id = %s",
            [f"18{number:02}", one_of(Election, chance).pk],
        )
        cursor.execute("UPDATE elections_app_partyresult SET party_code = 'wrong', election_date = ''")
        cursor.execute("UPDATE elections_app_turnout SET place_code = 'wrong'")


def delete_figures(chance: random.Random, number: int) -> None:
    if PartyResult.objects.count() > 1 and Turnout.objects.count() > 1:
        one_of(PartyResult, chance).delete()
        one_of(Turnout, chance).delete()


WAYS = (add_figures, add_many, move_a_result, rename_by_query, rename_by_hand, delete_figures)


def untrue() -> list[Any]:
    """The rows whose copies differ from what they are copied from, worked out without the triggers."""
    figures = (*PartyResult.objects.all(), *Turnout.objects.all())
    return [row for row in figures if copies_of(row) != originals_of(row)]


def copies_of(row: Any) -> list[str]:
    return [
        getattr(row, name) for name in ("election_date", "place_code", "party_code") if hasattr(row, name)
    ]


def originals_of(row: Any) -> list[str]:
    return [row.election.date, row.place.code, *([row.party.code] if hasattr(row, "party") else [])]


@pytest.mark.django_db
def test_a_result_may_be_written_before_what_it_names() -> None:
    row = PartyResultFactory()
    written = serializers.serialize("json", [row, row.party, row.place, row.election])
    everything = list(serializers.deserialize("json", written))
    Party.objects.filter(pk=row.party.pk).update(code="before")
    PartyResult.objects.all().delete()
    for model in (Party, Place, Election):
        model.objects.all().delete()

    for each in everything:
        each.save()

    assert copies_of(PartyResult.objects.get()) == originals_of(row)


@pytest.mark.django_db
def test_setting_up_puts_right_what_was_written_without_the_triggers() -> None:
    copied_triggers.take_down(connection)
    row = PartyResultFactory()
    unkept = copied_triggers.untrue(connection)

    copied_triggers.set_up(connection)

    assert unkept == 1
    assert copies_of(PartyResult.objects.get()) == originals_of(row)


@pytest.mark.django_db
@pytest.mark.parametrize("make", [PartyResultFactory, TurnoutFactory])
def test_copies_are_in_no_answer_file_or_history(client: APIClient, make: Any) -> None:
    row = make()
    noun = "party-results" if isinstance(row, PartyResult) else "turnouts"

    shown = client.get(f"/api/v1/{noun}/").json()["results"][0]
    columns = {entry.name for each in lists() if each.noun == noun for entry in each.entries}

    assert not {*COPIES} & {*shown, *columns, *snapshot(row, lambda model: ()), *loadable_fields(type(row))}
    assert not {*COPIES} & {*serializers.serialize("python", [row])[0]["fields"]}


@pytest.mark.django_db
def test_results_are_listed_by_date_stage_place_votes_and_party(client: APIClient) -> None:
    late, early = ElectionFactory(date="2022-06-05"), ElectionFactory(date="2017")
    first, second = PlaceFactory(code="01"), PlaceFactory(code="02")
    one, other = PartyFactory(code="a"), PartyFactory(code="b")
    expected = [
        PartyResultFactory(election=early, place=second, party=one),
        PartyResultFactory(election=late, place=first, party=other, votes=9),
        PartyResultFactory(election=late, place=first, party=one, votes=5),
        PartyResultFactory(election=late, place=first, votes=None, votes_qualifier=""),
        PartyResultFactory(election=late, place=second, party=one, votes=5),
        PartyResultFactory(election=late, place=second, party=other, votes=5),
    ]
    wanted = [row.pk for row in expected]

    listed = client.get("/api/v1/party-results/").json()["results"]

    assert [row["id"] for row in listed] == wanted
    assert followed(client, "/api/v1/party-results/?cursor=*&page_size=1", "next") == wanted


def followed(client: APIClient, address: str | None, way: str) -> list[int]:
    """The rows of a list page by page."""
    found = []
    while address:
        page = client.get(address).json()
        found += [row["id"] for row in page["results"]]
        address = page[way]
    return found
