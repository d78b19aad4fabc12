"""The elections of the report compared: the figures that its sources give."""

from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator
from rest_framework.test import APIClient

from core.api.description import description

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("report")]

DATA = "/api/v1/election-comparison/"
PAGE = "/elections/compare/"
COMMUNES = {"from": "2017-commune", "to": "2022-commune"}
ASSEMBLY = {"from": "2018-national-assembly", "to": "2023-national-assembly"}
MOST_QUERIES = 16
NOTHING = {
    **dict.fromkeys(("votes", "vote_share", "seats"), None),
    **dict.fromkeys(("votes_qualifier", "vote_share_qualifier", "seats_qualifier"), ""),
}


def compared(**question: str) -> dict[str, Any]:
    return Client().get(DATA, {"from": "first-vote", "to": "second-vote", **question}).json()


def party_in(answer: dict[str, Any], code: str) -> dict[str, Any]:
    return next(entry for entry in answer["parties"] if entry["party"]["code"] == code)


def line(entry: dict[str, Any], measure: str) -> dict[str, Any]:
    return next(line for line in entry["measures"] if line["measure"] == measure)


def values(figures: list[dict[str, Any]]) -> list[tuple[float, str, str, bool]]:
    return [(row["value"], row["qualifier"], row["stage"], row["computed"]) for row in figures]


def test_the_known_figures_of_the_commune_elections(api: APIClient) -> None:
    cpp = party_in(api.get(DATA, COMMUNES).json(), "cpp")

    seats, share = line(cpp, "seats"), line(cpp, "vote_share")
    # 1,156 chiefs and 5,347 other councillors; 5,378,773 of 7,237,037 valid votes.
    assert values(seats["from"]) == [(6503, "exact", "official", True)]
    assert values(seats["to"]) == [(9376, "exact", "official", False), (9400, "about", "preliminary", False)]
    assert seats["change"]["difference"] == 2873
    assert seats["change"]["per_cent"] == 44.18
    assert values(share["to"]) == [(74.32, "exact", "official", True), (80, "about", "preliminary", False)]
    assert share["change"]["difference"] == 23.56
    assert share["change"]["in_percentage_points"] is True
    assert share["change"]["per_cent"] is None
    assert values(line(cpp, "women_candidates")["to"])[0] == (7259, "exact", "registration", False)
    assert line(cpp, "women_candidates")["from"] == []
    assert line(cpp, "women_candidates")["change"] is None


def test_parties_of_one_election_only_are_shown_as_such(api: APIClient) -> None:
    answer = api.get(DATA, COMMUNES).json()
    listed = {entry["party"]["code"]: entry["listed_in"] for entry in answer["parties"]}

    assert (listed["cpp"], listed["cnrp"], listed["clp"]) == ("both", "from", "to")
    shown = Client().get(PAGE, COMMUNES).content.decode()
    assert "only in: Commune council election 2017" in shown
    assert "only in: Commune council election 2022" in shown


def test_the_known_figures_of_the_national_assembly(api: APIClient) -> None:
    answer = api.get(DATA, ASSEMBLY).json()

    seats = line(party_in(answer, "cpp"), "seats")
    assert (seats["from"][0]["value"], seats["to"][0]["value"]) == (125, 120)
    assert seats["change"]["difference"] == -5
    assert seats["change"]["per_cent"] == -4
    # Nobody gives the turnout of 2018: it is not there, and not nought.
    turnout = next(row for row in answer["turnout"] if row["measure"] == "turnout")
    assert (turnout["from"], turnout["change"]) == ([], None)
    assert turnout["to"][0]["value"] == 84.59


def test_where_two_bodies_were_elected_seats_are_not_compared(api: APIClient) -> None:
    answer = api.get(DATA, {"from": "2022-commune", "to": "2023-national-assembly"}).json()
    cpp = party_in(answer, "cpp")

    assert answer["same_kind"] is False
    assert line(cpp, "seats")["change"] is None
    # 6,398,311 of the 8,214,430 cast less 440,154 invalid.
    assert line(cpp, "vote_share")["to"][0]["value"] == 82.3
    assert line(cpp, "vote_share")["change"]["difference"] == 7.98


def test_the_answer_is_as_described(api: APIClient) -> None:
    document = description()
    schema = document["paths"][DATA]["get"]["responses"]["200"]["content"]["application/json"]["schema"]

    for question in (COMMUNES, ASSEMBLY):
        answer = api.get(DATA, question).json()
        Draft202012Validator({**schema, "components": document["components"]}).validate(answer)
    assert api.get("/api/v1/").json()["election-comparison"] == f"http://testserver{DATA}"
