"""Pages by cursor: in every order, both ways, each row once, whatever is added or taken away meanwhile."""

from typing import Any

import pytest
from django.db.models import QuerySet
from rest_framework.test import APIClient

from config.api import ENDPOINTS
from core.api import keyset
from core.search_index import refresh_everything
from tests.api.test_query_bounds import MAKERS
from tests.factories.benchmarks import BenchmarkFactory, CaseFactory, RecommendationFactory
from tests.factories.core import ThemeFactory
from tests.factories.elections import PartyResultFactory
from tests.factories.resolutions import ResolutionFactory

pytestmark = pytest.mark.django_db
WITH_CURSORS = [noun for noun in ENDPOINTS if noun != "search"]


def page(api: APIClient, address: str, **given: Any) -> dict[str, Any]:
    """One page of a list."""
    answer = api.get(address, given)
    assert answer.status_code == 200, answer.json()
    return answer.json()


def walk(api: APIClient, address: str, **given: Any) -> list[str]:
    """The addresses of all rows, from the first page by cursor to the last."""
    found = page(api, address, cursor="*", **given)
    urls = [row["url"] for row in found["results"]]
    while found["next"]:
        found = page(api, found["next"])
        urls += [row["url"] for row in found["results"]]
    return urls


@pytest.mark.parametrize("noun", WITH_CURSORS)
def test_every_order_of_every_list_is_the_same_by_cursor_as_by_page(noun: str, api: APIClient) -> None:
    for _ in range(3):
        MAKERS[noun]()
    address = f"/api/v1/{noun}/"
    names = ENDPOINTS[noun].ordering_fields

    for ordering in ["", *names, *(f"-{name}" for name in names)]:
        given = {"ordering": ordering} if ordering else {}
        whole = page(api, address, page_size=200, **given)
        assert whole["next"] is None
        assert walk(api, address, page_size=2, **given) == [row["url"] for row in whole["results"]]


@pytest.mark.parametrize("ordering", ["extension_months", "-extension_months", "-adopted_on,number"])
def test_one_comes_back_the_way_one_went_past_empty_values_and_ties(ordering: str, api: APIClient) -> None:
    for number, months in enumerate([None, 12, 12, None, 24, 12, None], start=1):
        ResolutionFactory(number=number, extension_months=months)

    there, back = [], []
    found = page(api, "/api/v1/resolutions/", cursor="*", ordering=ordering, page_size=2)
    there.append(found["results"])
    while found["next"]:
        found = page(api, found["next"])
        there.append(found["results"])
    back.append(found["results"])
    while found["previous"]:
        found = page(api, found["previous"])
        back.append(found["results"])

    assert [len(rows) for rows in there] == [2, 2, 2, 1]
    assert [row["slug"] for rows in reversed(back) for row in rows] == [
        row["slug"] for rows in there for row in rows
    ]


def test_what_is_added_or_taken_away_meanwhile_moves_nothing(api: APIClient) -> None:
    kept = [CaseFactory(name=name) for name in ("Bb", "Dd", "Ff", "Hh")]
    first = page(api, "/api/v1/cases/", cursor="*", page_size=2)

    CaseFactory(name="Aa")
    CaseFactory(name="Gg")
    kept[1].delete()
    second = page(api, first["next"])

    assert [row["name"] for row in first["results"]] == ["Bb", "Dd"]
    assert [row["name"] for row in second["results"]] == ["Ff", "Gg"]
    assert [row["name"] for row in page(api, second["previous"])["results"]] == ["Aa", "Bb"]


def test_a_cursor_goes_together_with_filters_search_and_whole_objects(api: APIClient) -> None:
    one, other = BenchmarkFactory(), BenchmarkFactory()
    for _ in range(5):
        RecommendationFactory(benchmarks=[one, other], mechanism="special_rapporteur", summary="legal aid")
        RecommendationFactory(benchmarks=[other], mechanism="special_rapporteur")
    refresh_everything()
    given = {"benchmark": one.number, "search": "aid", "include": "benchmarks"}

    assert len(set(walk(api, "/api/v1/recommendations/", page_size=2, **given))) == 5


@pytest.mark.parametrize(
    "cursor", ["x", "%00", "AAAA", "é", "0", "null", "=", "A" * 3999, "-_-_", "\u0663", "a" * 4001]
)
def test_what_is_no_cursor_of_ours_is_refused(cursor: str, api: APIClient) -> None:
    answer = api.get("/api/v1/themes/", {"cursor": cursor})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "cursor"


def test_a_cursor_of_another_list_or_order_is_refused(api: APIClient) -> None:
    for _ in range(3):
        ThemeFactory()
    cursor = page(api, "/api/v1/themes/", cursor="*", page_size=1)["next"].split("cursor=")[1].split("&")[0]

    for noun, given in (("themes", {"ordering": "-name"}), ("cases", {})):
        answer = api.get(f"/api/v1/{noun}/", {"cursor": cursor, **given})
        assert answer.status_code == 400, noun
    assert api.get("/api/v1/themes/", {"cursor": cursor, "page": "2"}).status_code == 400


def test_a_cursor_tells_nothing_and_is_the_same_each_time(api: APIClient) -> None:
    for _ in range(3):
        ThemeFactory(name="Sacred forests")

    once, again = (api.get("/api/v1/themes/", {"cursor": "*", "page_size": 1}) for _ in range(2))

    assert once.content == again.content
    assert once.headers["ETag"] == again.headers["ETag"]
    assert b"Sacred" not in keyset.base64.urlsafe_b64decode(once.json()["next"].split("cursor=")[1][:40])


def test_numbers_with_fractions_are_gone_past(api: APIClient) -> None:
    for share in ("1.250", "1.500", "99.125"):
        PartyResultFactory(vote_share=share, vote_share_qualifier="exact")

    assert len(walk(api, "/api/v1/party-results/", ordering="-vote_share", page_size=1)) == 3


@pytest.mark.parametrize("given", [{}, {"cursor": "*"}])
def test_the_addresses_of_other_pages_stand_in_a_header_too(given: dict[str, str], api: APIClient) -> None:
    for _ in range(5):
        ThemeFactory()
    first = api.get("/api/v1/themes/", {"page_size": 2, **given})
    middle = api.get(first.json()["next"])

    def links(answer: Any) -> dict[str, str]:
        parts = [part.split("; rel=") for part in answer.headers["Link"].split(", ")]
        return {rel.strip('"'): address.strip("<>") for address, rel in parts}

    assert set(links(first)) == {"first", "next"} | (set() if given else {"last"})
    assert links(first)["next"] == first.json()["next"]
    assert links(middle)["prev"] == middle.json()["previous"]
    assert api.get(links(middle)["first"]).json()["results"] == first.json()["results"]
    if not given:
        assert api.get(links(first)["last"]).json()["next"] is None
        (only,) = {api.get("/api/v1/cases/").headers["Link"]}
        assert only.count("/api/v1/cases/>") == 2


@pytest.mark.parametrize("number", ["abc", "0", "-1", "1.5", "\u0663", "9" * 5000])
def test_a_page_that_is_no_number_is_refused(number: str, api: APIClient) -> None:
    assert api.get("/api/v1/themes/", {"page": number}).status_code == 400


def test_rows_are_not_counted_by_reading_those_before(
    api: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(6):
        ThemeFactory()
    start = page(api, "/api/v1/themes/", cursor="*", page_size=2)
    asked: list[str] = []
    plain = QuerySet.__getitem__
    monkeypatch.setattr(
        QuerySet, "__getitem__", lambda rows, part: asked.append(str(rows.query)) or plain(rows, part)
    )

    page(api, start["next"])

    assert all("OFFSET" not in question for question in asked)
    assert asked
