"""Releases in the API: what each holds and how it is cited, and what two differ in."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.core.literature import read_bibtex, read_csl, read_ris
from tests.factories.core import ReleaseFactory

pytestmark = pytest.mark.django_db


def test_a_release_has_its_files_with_sums_and_addresses(api: APIClient) -> None:
    release = ReleaseFactory()

    answer = api.get(f"/api/v1/releases/{release.name}/").json()

    assert answer["page"] == f"http://testserver/data/releases/{release.name}/"
    assert [file["sha256"] for file in answer["files"]] == [file.sha256 for file in release.files.all()]
    for file in answer["files"]:
        found = api.get(file["download"]).content
        assert (len(found), file["served_sha256"]) == (file["served_size"], file["sha256"])


def test_it_is_cited_in_every_form(api: APIClient) -> None:
    release = ReleaseFactory()

    cite = api.get(f"/api/v1/releases/{release.name}/").json()["cite"]

    address = f"http://testserver/data/releases/{release.name}/"
    assert read_bibtex(cite["bibtex"])["url"] == read_ris(cite["ris"].replace("\n", "\r\n"))["UR"] == address
    assert read_csl(cite["csl_json"])["URL"] == address
    assert address in cite["text"]


def test_the_newest_stands_first(api: APIClient) -> None:
    older, newer = ReleaseFactory(), ReleaseFactory()

    rows = api.get("/api/v1/releases/").json()["results"]

    assert [row["name"] for row in rows] == [newer.name, older.name]


def test_the_difference_is_complete(api: APIClient) -> None:
    one, other = ReleaseFactory(), ReleaseFactory()

    answer = api.get("/api/v1/release-difference/", {"from": one.name, "to": other.name}).json()

    (table,) = answer["tables"]
    (row,) = table["changed"]
    (change,) = row["changes"]
    assert (answer["from"]["name"], answer["to"]["name"], table["table"]) == (one.name, other.name, "themes")
    assert (row["key"], change["column"]) == ("one", "name")
    assert change["before"] != change["after"]
    assert row["in_words"].startswith("Theme one")
    assert api.get(answer["page"]).status_code == 200


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({}, {"from", "to"}),
        ({"from": "1999-01-01", "to": "x"}, {"from", "to"}),
        ({"from": "a", "x": "1"}, {"x"}),
    ],
)
def test_what_is_wrong_is_named(api: APIClient, given: dict[str, str], named: set[str]) -> None:
    name = ReleaseFactory().name

    answer = api.get("/api/v1/release-difference/", given)

    problem: Any = answer.json()
    assert answer.status_code == 400
    assert {error["field"] for error in problem["errors"]} & named
    assert name in answer.content.decode() or named == {"x"}


def test_one_with_itself_is_refused(api: APIClient) -> None:
    name = ReleaseFactory().name

    assert api.get("/api/v1/release-difference/", {"from": name, "to": name}).status_code == 400


def test_the_dataset_and_so_the_next_release_hold_no_releases(api: APIClient) -> None:
    names = [table["name"] for table in api.get("/data/datapackage.json").json()["resources"]]

    assert "benchmarks" in names
    assert "releases" not in names
