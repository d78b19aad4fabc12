"""Two elections side by side: all figures kept, a change between the best, nothing taken for nought."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from core.quantities import Qualifier
from elections_app.models import Election, Place
from tests.factories.core import PassageFactory
from tests.factories.elections import (
    ElectionFactory,
    ElectionFigureFactory,
    PartyFactory,
    PartyResultFactory,
    PlaceFactory,
    TurnoutFactory,
)

pytestmark = pytest.mark.django_db

DATA = "/api/v1/election-comparison/"
PAGE = "/elections/compare/"
COMMUNES = {"from": "2017-commune", "to": "2022-commune"}
ASSEMBLY = {"from": "2018-national-assembly", "to": "2023-national-assembly"}
MOST_QUERIES = 16
NOTHING = {
    **dict.fromkeys(("votes", "vote_share", "seats"), None),
    **dict.fromkeys(("votes_qualifier", "vote_share_qualifier", "seats_qualifier"), ""),
}


@pytest.fixture
def country() -> Place:
    return PlaceFactory(code="00", name="Cambodia", level=Place.Level.COUNTRY)


@pytest.fixture
def before() -> Election:
    return ElectionFactory(slug="first-vote", title="The first vote", date="2017-06-04")


@pytest.fixture
def after() -> Election:
    return ElectionFactory(slug="second-vote", title="The second vote", date="2022-06-05")


def compared(**question: str) -> dict[str, Any]:
    return Client().get(DATA, {"from": "first-vote", "to": "second-vote", **question}).json()


def party_in(answer: dict[str, Any], code: str) -> dict[str, Any]:
    return next(entry for entry in answer["parties"] if entry["party"]["code"] == code)


def line(entry: dict[str, Any], measure: str) -> dict[str, Any]:
    return next(line for line in entry["measures"] if line["measure"] == measure)


def values(figures: list[dict[str, Any]]) -> list[tuple[float, str, str, bool]]:
    return [(row["value"], row["qualifier"], row["stage"], row["computed"]) for row in figures]


def test_a_rounded_figure_makes_the_change_rounded_too(
    before: Election, after: Election, country: Place
) -> None:
    party = PartyFactory(code="a-party")
    rounded = {**NOTHING, "seats": 100, "seats_qualifier": Qualifier.ABOUT}
    PartyResultFactory(election=before, place=country, party=party, **rounded)
    PartyResultFactory(election=after, place=country, party=party, seats=130, stage="preliminary")

    change = line(party_in(compared(), "a-party"), "seats")["change"]

    assert (change["difference"], change["qualifier"], change["same_stage"]) == (30, "about", False)
    shown = Client().get(PAGE, {"from": "first-vote", "to": "second-vote"}).content.decode()
    assert "about +30" in shown
    assert "between figures of different stages" in shown


def test_figures_that_compete_are_all_kept_the_official_one_first(
    before: Election, after: Election, country: Place
) -> None:
    party = PartyFactory(code="a-party")
    PartyResultFactory(election=before, place=country, party=party, seats=90)
    for stage, seats, qualifier in (
        ("registration", 1, "exact"),
        ("official", 110, "about"),
        ("official", 112, "exact"),
    ):
        given = {**NOTHING, "seats": seats, "seats_qualifier": qualifier}
        PartyResultFactory(election=after, place=country, party=party, stage=stage, **given)

    seats = line(party_in(compared(), "a-party"), "seats")

    assert [figure["value"] for figure in seats["to"]] == [112, 110, 1]
    assert seats["change"]["difference"] == 22
    assert len({figure["citations"][0]["document"] for figure in seats["to"]}) == 3


def test_no_share_is_worked_out_from_rounded_votes(before: Election, after: Election, country: Place) -> None:
    source = PassageFactory()
    given = {**NOTHING, "votes": 50, "votes_qualifier": Qualifier.ABOUT}
    PartyResultFactory(
        election=after, place=country, party=PartyFactory(code="a-party"), source=source, **given
    )
    TurnoutFactory(election=after, place=country, source=source, valid=100, valid_qualifier="exact")

    measures = [entry["measure"] for entry in party_in(compared(), "a-party")["measures"]]

    assert measures == ["votes"]


def test_results_of_a_province_are_not_taken_for_the_country(before: Election, after: Election) -> None:
    before_and_after = (before, after)
    party = PartyFactory(code="a-party", elections=before_and_after)
    PartyResultFactory(election=after, place=PlaceFactory(level=Place.Level.PROVINCE), party=party)

    assert party_in(compared(), "a-party")["measures"] == []
    shown = Client().get(PAGE, {"from": "first-vote", "to": "second-vote"}).content.decode()
    assert "no source gives a figure for the whole country" in shown


def test_figures_as_a_whole_are_paired_by_label_and_unit(before: Election, after: Election) -> None:
    for election, value in ((before, 1646), (after, 1652)):
        ElectionFigureFactory(election=election, label="Communes", unit="communes", value=Decimal(value))
    ElectionFigureFactory(election=after, label="Communes", unit="per cent", value=Decimal(3))

    first, second = compared()["figures"]

    assert (first["unit"], first["change"]["difference"]) == ("number", 6)
    assert (second["unit"], second["from"], second["change"]) == ("per_cent", [], None)


def test_the_other_way_round_the_sign_turns(before: Election, after: Election, country: Place) -> None:
    party = PartyFactory(code="a-party")
    PartyResultFactory(election=before, place=country, party=party, seats=90)
    PartyResultFactory(election=after, place=country, party=party, seats=112)

    turned = compared(**{"from": "second-vote", "to": "first-vote"})

    assert line(party_in(turned, "a-party"), "seats")["change"]["difference"] == -22


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ({}, "from"),
        ({"from": "first-vote"}, "to"),
        ({"from": "first-vote", "to": "none"}, "to"),
        ({"from": "first-vote", "to": "first-vote"}, "to"),
        ({"from": "first-vote", "to": "second-vote", "party": "cpp"}, "party"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_and_says_what_can(
    question: dict[str, str], field: str, before: Election, after: Election, api: APIClient
) -> None:
    problem = api.get(DATA, question)

    assert problem.status_code == 400
    assert problem.json()["errors"][0]["field"] == field


def test_the_page_without_a_question_suggests_pairs_and_with_a_wrong_one_says_so(
    before: Election, after: Election
) -> None:
    ElectionFactory(slug="other-body", kind=Election.Kind.NATIONAL_ASSEMBLY, date="2018")

    asked = Client().get(PAGE).content.decode()
    wrong = Client().get(PAGE, {"from": "first-vote", "to": "first-vote"}).content.decode()
    unknown = Client().get(PAGE, {"from": "first-vote", "to": "none"}).content.decode()

    assert asked.count("?from=") == 1
    assert "?from=first-vote&amp;to=second-vote" in asked
    assert "Choose two different elections." in wrong
    assert "field-error" in unknown


def test_without_elections_the_page_says_so() -> None:
    assert "There are no two elections of one kind to compare." in Client().get(PAGE).content.decode()


@pytest.mark.parametrize("address", [DATA, PAGE])
@pytest.mark.parametrize("count", [3, 30])
def test_it_takes_few_queries_however_much_there_is(
    count: int,
    address: str,
    before: Election,
    after: Election,
    country: Place,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(count):
        party = PartyFactory(elections=[before, after])
        for election in (before, after):
            PartyResultFactory(election=election, place=country, party=party)
            TurnoutFactory(election=election, place=country)
            ElectionFigureFactory(election=election, citations=[PassageFactory()])

    with django_assert_max_num_queries(MOST_QUERIES):
        answer = Client().get(address, {"from": "first-vote", "to": "second-vote"})

    assert answer.status_code == 200


def test_the_pages_of_elections_lead_to_it_and_it_leads_to_the_data(
    before: Election, after: Election
) -> None:
    assert f'href="{PAGE}"' in Client().get("/elections/").content.decode()
    assert (
        f"{PAGE}?from=first-vote&amp;to=second-vote"
        in Client().get("/elections/second-vote/").content.decode()
    )
    shown = Client().get(PAGE, {"from": "first-vote", "to": "second-vote"}).content.decode()
    assert f"{DATA}?from=first-vote&amp;to=second-vote" in shown


def test_a_method_that_is_not_there_is_refused_as_such(api: APIClient) -> None:
    assert api.post(DATA).status_code == 405
    assert api.options(DATA).status_code == 200
