"""Hits name their set, governments are those of its country, and a row that a load moved comes back."""

from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from benchmarks_app.models import Recommendation
from core.loading.given import BroughtFile
from core.search_index import refresh_everything
from tests.another_mandate.conftest import SET
from tests.core.loading.files import loaded, undone
from tests.factories.benchmarks import RecommendationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_sets")]
TITLE = "Three benchmarks for Ruritania"


@pytest.fixture
def found() -> None:
    """A recommendation of each set that speaks of cells, and the index that finds them."""
    RecommendationFactory(slug="first-cells", summary="Cells are inspected.", benchmarks=[])
    refresh_everything()


@pytest.mark.usefixtures("found")
def test_a_hit_names_its_set(api: APIClient) -> None:
    hits = api.get("/api/v1/search/", {"q": "inspected"}).json()["results"]
    benchmarks = api.get("/api/v1/search/", {"q": "cells", "type": "benchmark"}).json()["results"]
    documents = api.get("/api/v1/search/", {"q": "ruritania", "type": "document"}).json()["results"]

    assert {hit["key"]: hit["set"] for hit in hits} == {"first-cells": "cambodia-2022", "cat-rur-9": SET}
    assert [hit["set"] for hit in benchmarks] == [SET]
    assert [hit["set"] for hit in documents] == [None]


@pytest.mark.usefixtures("found")
def test_a_hit_on_the_page_names_its_set_unless_it_is_the_first(client: Client) -> None:
    page = client.get("/search/", {"q": "inspected"}).text
    kinds = [line.strip() for line in page.splitlines() if "row-kicker" in line]

    assert sorted(kinds) == [
        f'<p class="row-kicker">Recommendation · {TITLE}</p>',
        '<p class="row-kicker">Recommendation</p>',
    ]


@pytest.mark.usefixtures("found")
def test_a_government_is_that_of_the_sets_country(client: Client) -> None:
    own, first = (client.get(f"/recommendations/{slug}/").text for slug in ("cat-rur-9", "first-cells"))
    listed, of_first = client.get(f"/recommendations/?set={SET}").text, client.get("/recommendations/").text

    assert "Government of Ruritania" in own
    assert "Government of Cambodia" in first
    assert "Government of Ruritania</option>" in listed
    assert "To: Government of Ruritania" in listed
    assert "Government of Cambodia" not in listed
    assert "Government of Ruritania" not in of_first


def test_undoing_a_load_that_moved_a_row_to_another_set_moves_it_back(admin: Any) -> None:
    row = RecommendationFactory(slug="moved", benchmarks=[])
    text = f"- model: benchmarks_app.recommendation\n  fields: {{slug: moved, set: [{SET}]}}\n"

    load = loaded(BroughtFile("moved.yaml", text.encode()), admin)
    moved = Recommendation.objects.get(pk=row.pk).set_id
    assert load
    undone(load, admin)

    assert (moved, Recommendation.objects.get(pk=row.pk).set_id) == (SET, "cambodia-2022")
