"""A theme is followed in each set by itself; resolutions count where the country is theirs."""

from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from benchmarks_app.models import Benchmark, BenchmarkSet
from tests.another_mandate.conftest import SET
from tests.api.taking_away import csv_rows, file_of
from tests.factories.core import ThemeFactory
from tests.factories.resolutions import ResolutionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("followed_theme")]
FIRST = "cambodia-2022"


@pytest.fixture
def followed_theme(two_sets: None) -> None:
    """A theme that a resolution and benchmark 6 of both sets carry."""
    theme: Any = ThemeFactory(slug="prisons", name="Prisons and cells")
    ResolutionFactory(themes=[theme], symbol="A/RES/1/1")
    for benchmark in Benchmark.objects.filter(number=6):
        benchmark.themes.add(theme)


def counted(api: APIClient, key: str) -> list[tuple[str, str]]:
    """Kind and key of each entry of a lineage."""
    return [(row["kind"], row["key"]) for row in api.get(f"/api/v1/lineages/{key}/").json()["entries"]]


def test_a_lineage_counts_one_set(api: APIClient) -> None:
    first, other = counted(api, "prisons"), counted(api, f"{SET}:prisons")

    assert [kind for kind, _key in first] == ["resolution", "benchmark"]
    assert first[-1] == ("benchmark", "6")
    assert other == [("recommendation", "cat-rur-9"), ("benchmark", f"{SET}:6")]
    assert api.get("/api/v1/lineages/nowhere:prisons/").status_code == 404


def test_the_list_is_of_the_first_set_unless_another_or_all_are_asked_for(api: APIClient) -> None:
    def listed(query: str) -> list[tuple[str, int]]:
        rows = api.get(f"/api/v1/lineages/{query}").json()["results"]
        return [(row["set"], row["count"]) for row in rows if row["slug"] == "prisons"]

    assert listed("") == [(FIRST, 2)]
    assert listed(f"?set={SET}") == [(SET, 2)]
    assert listed("?set=all") == [(FIRST, 2), (SET, 2)]
    assert api.get("/api/v1/lineages/?set=nowhere").status_code == 400
    assert api.get("/api/v1/lineages/?set=all&cursor=*").status_code == 400


def test_every_row_has_an_address_and_a_page_of_its_own(api: APIClient, client: Client) -> None:
    rows = api.get("/api/v1/lineages/?set=all").json()["results"]

    assert len({row["url"] for row in rows}) == len({row["page"] for row in rows}) == len(rows)
    assert [api.get(row["url"]).json() for row in rows] == rows
    assert {client.get(row["page"]).status_code for row in rows} == {200}
    assert len(csv_rows(file_of(api, "lineages", "csv", set="all"))) == len(rows)


def test_a_later_set_on_the_same_country_and_mandate_has_the_resolutions_too(api: APIClient) -> None:
    first = BenchmarkSet.objects.get(slug=FIRST)
    BenchmarkSet.objects.filter(slug=SET).update(country=first.country, mandate=first.mandate)

    row = api.get(f"/api/v1/lineages/{SET}:prisons/").json()

    assert "resolution" in {entry["kind"] for entry in row["entries"]}
    assert row["parts"][-1]["by"] == "special_rapporteur"


def test_the_page_offers_the_sets_and_shows_one(client: Client) -> None:
    first, address = client.get("/themes/prisons/lineage/").text, f"/sets/{SET}/themes/prisons/lineage/"
    other = client.get("/themes/prisons/lineage/", {"set": SET}, follow=True)

    assert other.redirect_chain == [(address, 302)]
    assert f'<option value="{SET}">Three benchmarks for Ruritania' in first
    assert "Ruritanian cells" not in first
    assert "A/RES/1/1" in first
    assert "6. Ruritanian cells</a>" in other.text
    assert "Independent Expert on Ruritania" in other.text
    assert "A/RES/1/1" not in other.text
    assert f"/api/v1/lineages/{SET}:prisons/" in other.text
    assert f"/sets/{SET}/benchmarks/?theme=prisons" in other.text
    assert "Show all" not in other.text
    assert client.get(address, {"set": FIRST}).headers["Location"] == "/themes/prisons/lineage/"
    assert client.get("/sets/nowhere/themes/prisons/lineage/").status_code == 404
    assert client.get(f"/sets/{FIRST}/themes/prisons/lineage/").status_code == 302


def test_it_is_cited_by_its_own_row(client: Client) -> None:
    cited = client.get("/cite/", {"page": f"/sets/{SET}/themes/prisons/lineage/"})

    assert cited.status_code == 200
    assert f"/sets/{SET}/themes/prisons/lineage/" in cited.text
