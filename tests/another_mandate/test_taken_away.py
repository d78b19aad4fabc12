"""Every set can be taken away, cited and compared: the dataset and its releases hold them all."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from frictionless import validate

from benchmarks_app.models import Benchmark
from core import releases
from core.api.dataset.frozen import files_for, site_at
from core.models import Release
from core.releases.differences import differences
from core.releases.stored import content_of
from tests.another_mandate.conftest import SET
from tests.api.taking_away import body_of, csv_rows
from tests.factories.core import NOON, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_sets")]
SITE = "https://testserver"
BOTH = [("cambodia-2022", "6"), (SET, "1"), (SET, "2"), (SET, "6")]


def frozen() -> Release:
    """A release of what is there."""
    by = UserFactory(roles=["admin"])
    made = releases.make_release(files=files_for(site_at(SITE)), address=f"{SITE}/", by=by, at=NOON)
    return Release.objects.with_files().get(pk=made.pk)


def table(release: Release, noun: str) -> list[dict[str, str]]:
    """The rows of a list as a release holds it."""
    (file,) = (file for file in release.files.all() if file.path == f"data/{noun}.csv")
    return csv_rows(content_of(file))


def test_the_archive_holds_both_sets_and_a_validator_finds_nothing_wrong(
    client: Client, tmp_path: Path
) -> None:
    with zipfile.ZipFile(io.BytesIO(body_of(client.get("/data/dataset.zip")))) as parts:
        parts.extractall(tmp_path)

    report = validate(str(tmp_path / "datapackage.json"))
    rows = csv_rows((tmp_path / "data" / "benchmarks.csv").read_bytes())

    assert report.flatten(["rowNumber", "fieldName", "type", "message"]) == []
    assert [(row["set"], row["number"]) for row in rows] == BOTH
    for noun in ("measures", "indicators"):
        found = csv_rows((tmp_path / "data" / f"{noun}.csv").read_bytes())
        assert {row["set"] for row in found} == {"cambodia-2022", SET}


def test_every_description_leads_to_the_files_of_every_set(client: Client) -> None:
    package = client.get("/data/datapackage.json").json()
    tables = [table["url"] for table in client.get("/data/csvw-metadata.json").json()["tables"]]
    (path,) = (one["path"] for one in package["resources"] if one["name"] == "benchmarks")

    rows = csv_rows(body_of(client.get(path)))

    assert [(row["set"], row["number"]) for row in rows] == BOTH
    assert path in tables
    assert path.removesuffix("?set=all") in tables
    assert path in client.get("/data/dcat.jsonld").text
    assert path in client.get("/data/schema.org.jsonld").text


def test_a_release_holds_both_and_a_benchmark_of_each_is_cited_by_it(client: Client) -> None:
    release = frozen()

    cited = client.get("/cite/", {"page": f"/sets/{SET}/benchmarks/6/"}).text
    first = client.get("/cite/", {"page": "/benchmarks/6/"}).text

    assert [(row["set"], row["number"]) for row in table(release, "benchmarks")] == BOTH
    assert f"data/benchmarks.csv, row {SET}:6" in cited
    assert "data/benchmarks.csv, row 6" in first


def test_a_difference_keeps_the_two_sixes_apart() -> None:
    before = frozen()
    Benchmark.objects.filter(set__slug=SET, number=6).update(short_title="Cells of Ruritania")

    found = {table.noun: table for table in differences(before, frozen()).tables}

    assert [row.key for row in found["benchmarks"].changed] == [f"{SET}:6"]


def test_cells_of_one_are_redacted_and_the_other_stays() -> None:
    release = frozen()
    by: Any = UserFactory(roles=["admin"])

    given = {"noun": "benchmarks", "columns": ["summary"], "reason": "Somebody is in danger."}
    releases.redact_by_hand(key=f"{SET}:6", by=by, at=NOON, **given)

    rows = table(Release.objects.with_files().get(pk=release.pk), "benchmarks")
    assert [(row["set"], row["number"]) for row in rows if not row["summary"]] == [(SET, "6")]
