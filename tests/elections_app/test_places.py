"""Places from the country down to the commune, on their pages, in the API and in a check."""

from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from elections_app.consistency import consistency_results
from elections_app.models import Place
from tests.factories.core import PassageFactory
from tests.factories.elections import ElectionFactory, ElectionFigureFactory, PlaceFactory

pytestmark = pytest.mark.django_db


def page(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def commune() -> Place:
    """A commune in a district in a province of the country."""
    country = PlaceFactory(code="00", name="The country", level="country")
    province = PlaceFactory(code="77", name="A province", parent=country)
    district = PlaceFactory(code="7701", name="A district", level="district", parent=province)
    return PlaceFactory(code="770101", name="A commune", name_km="ឃុំ", level="commune", parent=district)


def test_the_list_begins_with_the_provinces_and_counts_what_they_hold(commune: Place) -> None:
    shown = page("/places/")

    assert "/places/77/" in shown
    assert "/places/770101/" not in shown
    assert '<td class="number">1</td><td class="number">1</td>' in shown


def test_a_way_leads_from_the_province_to_the_commune_and_back(commune: Place) -> None:
    assert "/places/7701/" in page("/places/77/")
    assert "/places/770101/" in page("/places/7701/")
    back = page("/places/770101/")
    assert [f"/places/{code}/" in back for code in ("00", "77", "7701")] == [True] * 3


def test_a_commune_without_figures_says_that_none_by_commune_are_loaded(commune: Place) -> None:
    shown = page("/places/770101/")

    assert "No results by commune are loaded." in shown
    assert 'lang="km">ឃុំ' in shown


@pytest.mark.parametrize("count", [2, 70])
def test_a_page_of_many_parts_is_bounded_in_rows_and_queries(
    count: int, commune: Place, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        PlaceFactory(code=f"7701{number + 10}", level="commune", parent=commune.parent)

    with django_assert_num_queries(6):
        shown = page("/places/7701/")

    assert shown.count('<li><a href="/places/7701') == min(count + 1, 60)


def test_the_api_asks_for_parts_or_for_all_that_lies_within(commune: Place, api: APIClient) -> None:
    PlaceFactory(code="88", level="province", parent=Place.objects.get(code="00"))

    parts = api.get("/api/v1/places/?parent=77").json()["results"]
    within = api.get("/api/v1/places/?within=77").json()["results"]
    communes = api.get("/api/v1/places/?within=00&level=commune").json()["results"]

    assert [row["code"] for row in parts] == ["7701"]
    assert [row["code"] for row in within] == ["7701", "770101"]
    assert [(row["code"], row["name_km"], row["valid_from"]) for row in communes] == [("770101", "ឃុំ", "")]


def test_a_commune_that_has_ended_is_not_counted_as_listed(commune: Place) -> None:
    PlaceFactory(code="770102", level="commune", parent=commune.parent, valid_until="2019")
    election = ElectionFactory()
    ElectionFigureFactory(
        election=election, label="Communes", value=3, stage="official", citations=[PassageFactory()]
    )

    (check,) = [check for check in consistency_results() if check.slug.endswith("communes-listed")]

    assert (check.holds, check.difference) == (False, Decimal(-2))
    assert [row["value"] for row in check.rows] == [1, 3]


def test_nothing_is_checked_where_no_commune_is_listed() -> None:
    ElectionFigureFactory(election=ElectionFactory(), label="Communes", value=3, stage="official")

    assert [check for check in consistency_results() if check.slug.endswith("communes-listed")] == []
