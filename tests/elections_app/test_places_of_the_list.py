"""The list of districts and communes as it is shipped: whole, cited, and more than either election had."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker
from rest_framework.test import APIClient

from elections_app.consistency import consistency_results
from elections_app.models import Place

LIST = settings.BASE_DIR / "fixtures" / "26_districts_and_communes.json"

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def listed(report: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The list on top of the report's fixtures; gone after the last of these tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("loaddata", str(LIST), verbosity=0)
        yield
        transaction.set_rollback(True)


def test_the_list_has_as_many_places_of_each_level_as_the_ministry() -> None:
    counts = {level: Place.objects.filter(level=level).count() for level in Place.Level}

    assert counts == {"country": 1, "province": 25, "district": 210, "commune": 1661}


def test_the_list_has_codes_that_begin_with_the_code_of_what_each_is_part_of() -> None:
    rows = Place.objects.filter(level__in=["district", "commune"]).select_related("parent")

    assert [row for row in rows if not row.code.startswith(row.parent.code)] == []
    assert {(row.level, len(row.code)) for row in rows} == {("district", 4), ("commune", 6)}


def test_the_list_has_both_names_and_the_source_of_each() -> None:
    rows = Place.objects.filter(level__in=["district", "commune"])

    assert not rows.filter(name_km="").exists()
    assert not rows.exclude(citations__document__slug="mef-administrative-divisions-2025").exists()


def test_the_list_gives_no_time_that_no_source_gives() -> None:
    assert not Place.objects.exclude(valid_from="", valid_until="").exists()


def test_the_list_has_more_communes_than_either_election_and_the_checks_say_by_how_many() -> None:
    checks = {
        check.election.slug: (check.holds, check.difference)
        for check in consistency_results()
        if check.slug.endswith("communes-listed")
    }

    assert checks == {"2017-commune": (False, Decimal(15)), "2022-commune": (False, Decimal(9))}


def test_the_list_stands_on_the_page_beside_the_communes_of_each_election() -> None:
    shown = Client().get("/places/").content.decode()

    assert [number in shown for number in ("1,646", "1,652", "1,661")] == [True] * 3


def test_a_commune_is_found_in_the_search_by_its_khmer_name(api: APIClient) -> None:
    commune = Place.objects.get(code="010201")

    found = api.get("/api/v1/search/", {"q": commune.name_km, "type": "place"}).json()["results"]

    assert "010201" in [hit["key"] for hit in found]
