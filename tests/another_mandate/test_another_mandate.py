"""A second set of benchmarks comes in as data, and appears beside the first without touching it."""

from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from benchmarks_app import report_check
from benchmarks_app.models import Benchmark, Measure, ProgressUpdate
from core.loading.given import BroughtFile
from tests.another_mandate.conftest import FILE, SET
from tests.benchmarks_app.recording import typed
from tests.core.loading.files import loaded
from tests.factories.benchmarks import BenchmarkFactory

pytestmark = pytest.mark.django_db


def numbers(api: APIClient, address: str) -> list[tuple[str, int]]:
    """Set and number of each row of an answer."""
    rows = api.get(f"/api/v1/{address}").json()["results"]
    return [(row["set"], row.get("number", row.get("benchmark"))) for row in rows]


@pytest.mark.usefixtures("two_sets")
def test_loading_the_file_again_changes_nothing(admin: Any) -> None:
    assert loaded(BroughtFile(FILE.name, FILE.read_bytes()), admin) is None


@pytest.mark.usefixtures("two_sets")
def test_a_key_without_a_set_means_the_first() -> None:
    first, other = (
        Benchmark.objects.get_by_natural_key(6),
        Benchmark.objects.get_by_natural_key(SET, 6),
    )

    assert (first.short_title, first.natural_key(), first.key) == ("Prisons", (6,), "6")
    assert (other.short_title, other.natural_key(), other.key) == ("Ruritanian cells", (SET, 6), f"{SET}:6")
    assert Measure.objects.get_by_natural_key(SET, 6, 1).key == f"{SET}:6-1"


@pytest.mark.usefixtures("two_sets")
@pytest.mark.parametrize("noun", ["benchmarks", "measures", "indicators"])
def test_a_list_is_that_of_the_first_set_unless_another_is_asked_for(api: APIClient, noun: str) -> None:
    every = [("cambodia-2022", 6)], [(SET, 1), (SET, 2), (SET, 6)]
    first, other = every if noun == "benchmarks" else (every[0], every[1][-1:])

    assert numbers(api, f"{noun}/") == first
    assert numbers(api, f"{noun}/?set={SET}") == other
    assert sorted(numbers(api, f"{noun}/?set=all")) == sorted(first + other)
    assert api.get(f"/api/v1/{noun}/?set=nowhere").status_code == 400


@pytest.mark.usefixtures("two_sets")
def test_a_number_is_looked_for_in_the_set_that_is_asked_for(api: APIClient) -> None:
    assert numbers(api, "measures/?benchmark=6") == [("cambodia-2022", 6)]
    assert numbers(api, f"measures/?benchmark=6&set={SET}") == [(SET, 6)]
    assert len(numbers(api, "measures/?benchmark=6&set=all")) == 2
    assert api.get("/api/v1/measures/?benchmark=1").status_code == 400


@pytest.mark.usefixtures("two_sets")
def test_every_object_of_the_set_is_found_at_its_own_address(api: APIClient) -> None:
    (row,) = api.get(f"/api/v1/benchmarks/?set={SET}&number=6").json()["results"]

    assert row["url"].endswith(f"/api/v1/benchmarks/{SET}:6/")
    assert row["page"].endswith(f"/sets/{SET}/benchmarks/6/")
    assert api.get(row["url"]).json()["short_title"] == "Ruritanian cells"
    assert api.get(row["measures"][0]["url"]).json()["title"] == "Bail for every child"
    assert api.get("/api/v1/benchmarks/6/").json()["short_title"] == "Prisons"


@pytest.mark.usefixtures("two_sets")
def test_what_a_recommendation_supports_is_named_with_its_set(api: APIClient) -> None:
    row = api.get("/api/v1/recommendations/cat-rur-9/").json()

    assert (row["set"], row["benchmarks"], row["benchmark_keys"]) == (SET, [], [f"{SET}:6"])


@pytest.mark.usefixtures("two_sets")
def test_pages_of_both_sets_stand_beside_each_other(client: Client) -> None:
    front, overview = client.get("/").text, client.get(f"/sets/{SET}/").text
    page = client.get(f"/sets/{SET}/benchmarks/6/").text

    assert "Three benchmarks for Ruritania" in front
    assert "Ruritanian cells" not in front
    assert "Ruritanian cells" in overview
    assert "Prisons" not in overview
    assert "Three benchmarks for Ruritania: benchmark 6 of 3" in page
    assert "Prisons" in client.get("/benchmarks/6/").text
    assert "Ruritanian" not in client.get("/benchmarks/").text
    assert "Prisoners in Ruritania" in client.get(f"/indicators/?set={SET}&benchmark=6").text
    assert "Prisoners in Ruritania" not in client.get("/indicators/").text
    assert client.get("/sets/nowhere/").status_code == 404
    assert client.get("/sets/cambodia-2022/").status_code == 302


@pytest.mark.usefixtures("two_sets")
def test_a_benchmark_of_the_set_leads_to_the_next_and_says_how_it_is_cited(client: Client) -> None:
    address = f"/sets/{SET}/benchmarks/1/"

    page, cited = client.get(address).text, client.get("/cite/", {"page": address}).text

    assert "2. Ruritanian courts</span>" in page
    assert f"{SET}:2." not in page
    assert "/cite/?page=" in page
    assert f"{address}?known_at=" in cited


def test_with_one_set_nothing_speaks_of_sets(client: Client) -> None:
    BenchmarkFactory()

    assert "Other sets of benchmarks" not in client.get("/").text
    assert 'name="set"' not in client.get("/benchmarks/").text


@pytest.mark.usefixtures("two_sets")
def test_progress_is_recorded_on_a_benchmark_of_the_set_on_its_page(client: Client, monitor: Any) -> None:
    client.force_login(monitor)

    client.post(f"/sets/{SET}/benchmarks/6/record/", typed())

    assert ProgressUpdate.objects.get().benchmark.key == f"{SET}:6"


@pytest.mark.usefixtures("two_sets")
def test_progress_is_recorded_on_it_through_the_api(api: APIClient, monitor: Any) -> None:
    api.force_authenticate(monitor)
    said = {"assessor": "ohchr", "assessed_on": "2026", "status": "variable", "narrative": "So it is."}
    of_it = {"set": SET, "benchmark": 6, "measure": "6-1"}

    made = api.post("/api/v1/progress-updates/", said | of_it, format="json")
    moved = api.patch(
        made.json()["url"], {"benchmark": 2, "measure": None}, format="json", HTTP_IF_MATCH=made["ETag"]
    )
    unknown = api.post("/api/v1/progress-updates/", said | of_it | {"set": "nowhere"}, format="json")

    assert (made.json()["set"], made.json()["benchmark"]) == (SET, 6)
    assert made.json()["measure"] == f"{SET}:6-1"
    assert (moved.json()["set"], moved.json()["benchmark"]) == (SET, 2)
    assert unknown.status_code == 400


@pytest.mark.usefixtures("two_sets")
def test_the_set_has_what_its_document_states() -> None:
    before = [str(fault) for fault in report_check.faults() if SET in str(fault)]
    Benchmark.objects.filter(set__slug=SET, number=1).delete()
    after = [str(fault) for fault in report_check.faults() if f"{SET}:benchmarks" in str(fault)]

    assert not [fault for fault in before if "instead of" in fault]
    assert after == [f"{SET}:benchmarks: 2 instead of 3"]


@pytest.mark.parametrize("given", ["\x00", "a b", "nowhere"])
def test_what_is_no_key_of_a_set_is_refused(api: APIClient, monitor: Any, given: str) -> None:
    api.force_authenticate(monitor)
    written = {"set": given, "benchmark": 6, "status": "variable"}

    assert api.post("/api/v1/progress-updates/", written, format="json").status_code == 400
    assert api.get("/api/v1/measures/", {"set": given, "benchmark": 6}).status_code == 400
