"""The dataset: a Data Package that a validator accepts, which holds what anybody may see and nothing else."""

import csv
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from frictionless import Package, validate
from rest_framework.test import APIClient

from config.api import ENDPOINTS
from core.models import User
from core.releases.tables import ADDRESSES, key_in_address
from tests.api.taking_away import body_of, csv_rows, file_of
from tests.api.test_query_bounds import MAKERS
from tests.factories.benchmarks import BenchmarkFactory, EvidenceFactory, ProgressUpdateFactory
from tests.factories.core import DocumentFactory, ThemeFactory

pytestmark = pytest.mark.django_db

LISTS = [noun for noun in ENDPOINTS if noun not in ("search", "releases")]
DESCRIBED = ("datapackage.json", "csvw-metadata.json", "schema.org.jsonld", "dcat.jsonld")


@pytest.fixture
def everything() -> None:
    """Rows of each kind, with all that hangs on them."""
    for noun in LISTS:
        MAKERS[noun]()


@pytest.fixture
def unpacked(client: Client, tmp_path: Path, everything: None) -> Path:
    """The archive as somebody would unpack it."""
    with zipfile.ZipFile(io.BytesIO(body_of(client.get("/data/dataset.zip")))) as parts:
        parts.extractall(tmp_path)
    return tmp_path


def faults_of(folder: Path) -> list[str]:
    """What a validator finds wrong."""
    report = validate(str(folder / "datapackage.json"))
    return [*map(str, report.errors), *(error.message for task in report.tasks for error in task.errors)]


def test_a_validator_finds_nothing_wrong(unpacked: Path) -> None:
    report = validate(str(unpacked / "datapackage.json"))

    assert report.flatten(["rowNumber", "fieldName", "type", "message"]) == []
    assert {task.name for task in report.tasks} == set(LISTS)
    assert all(task.stats["rows"] for task in report.tasks), "a table without rows proves nothing"


def test_a_wrong_type_is_found(unpacked: Path) -> None:
    path = unpacked / "datapackage.json"
    described = json.loads(path.read_text())
    (votes,) = (one for one in fields_of(described, "party-results") if one["name"] == "election")
    votes["type"] = "integer"
    path.write_text(json.dumps(described))

    assert any('type is "integer' in fault for fault in faults_of(unpacked))


def test_a_key_that_leads_nowhere_is_found(unpacked: Path) -> None:
    path = unpacked / "data" / "measures.csv"
    header, first, *others = csv.reader(io.StringIO(path.read_text(), newline=""))
    first[header.index("benchmark")] = "9999"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([header, first, *others])

    assert any("foreign key" in fault for fault in faults_of(unpacked))


def fields_of(described: dict[str, Any], noun: str) -> list[dict[str, Any]]:
    """The columns of a table in a description."""
    return next(one["schema"]["fields"] for one in described["resources"] if one["name"] == noun)


def test_it_is_a_tabular_data_package(client: Client, everything: None) -> None:
    described = client.get("/data/datapackage.json").json()

    assert described["profile"] == "tabular-data-package"
    assert Package.from_descriptor(described).name == "cambodia-benchmark-tracker"
    assert [one["name"] for one in described["resources"]] == sorted(LISTS)
    assert described["sources"]
    assert described["contributors"]


def test_every_column_is_explained_and_none_is_missing(api: APIClient, everything: None) -> None:
    described = api.get("/data/datapackage.json").json()

    for noun in LISTS:
        fields = fields_of(described, noun)
        assert [one["name"] for one in fields] == list(csv_rows(file_of(api, noun, "csv"))[0])
        assert [one["name"] for one in fields if not (one["description"] and one["title"])] == []


def test_numbers_have_their_units(client: Client) -> None:
    described = client.get("/data/datapackage.json").json()
    units = {one["name"]: one.get("unit") for one in fields_of(described, "party-results")}

    assert units["votes.value"] == "votes"
    assert units["vote_share.value"] == "per cent"
    assert units["votes.qualifier"] is None


def test_keys_lead_to_other_tables(client: Client) -> None:
    described = client.get("/data/datapackage.json").json()
    keys = {one["name"]: one["schema"]["foreignKeys"] for one in described["resources"]}

    of_a_benchmark = {"resource": "benchmarks", "fields": ["set", "number"]}
    assert {"fields": ["set", "benchmark"], "reference": of_a_benchmark} in keys["measures"]
    assert {"fields": "parent", "reference": {"resource": "", "fields": "code"}} in keys["places"]
    assert {key["fields"] for key in keys["party-results"]} == {"election", "place", "party"}


def test_each_table_is_the_file_of_the_list(client: Client, unpacked: Path, api: APIClient) -> None:
    for noun in LISTS:
        asked = {"set": "all"} if ENDPOINTS[noun].asked_whole else {}
        assert (unpacked / "data" / f"{noun}.csv").read_bytes() == file_of(api, noun, "csv", **asked)


def test_every_address_ends_in_the_key_of_its_row(unpacked: Path) -> None:
    for noun in LISTS:
        for row in csv_rows((unpacked / "data" / f"{noun}.csv").read_bytes()):
            key = next(row[name] for name in row if name not in ADDRESSES)
            assert key_in_address(row) in (key, f"{row.get('set')}:{key}")


def test_whoever_asks_gets_what_anybody_gets(client: Client, reviewer: User) -> None:
    benchmark = BenchmarkFactory(number=1)
    for states in ({}, {"submitted": True}, {"published": True}):
        update = ProgressUpdateFactory(benchmark=benchmark, author=reviewer, **states)
        EvidenceFactory(update=update, visibility="restricted", description="Only for the team")
    addresses = ["/data/dataset.zip", *(f"/data/{name}" for name in DESCRIBED)]
    publics = [whole(client, address) for address in addresses]

    client.force_login(reviewer)

    assert [whole(client, address) for address in addresses] == publics
    with zipfile.ZipFile(io.BytesIO(publics[0])) as parts:
        assert len(csv_rows(parts.read("data/progress-updates.csv"))) == 1
        assert b"Only for the team" not in parts.read("data/progress-updates.csv")


def whole(client: Client, address: str) -> bytes:
    """All bytes of an answer."""
    answer = client.get(address)
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize("address", ["/data/", "/data/dataset.zip", *(f"/data/{name}" for name in DESCRIBED)])
def test_only_what_nobody_asked_for_by_name_may_be_kept(address: str, client: Client, reviewer: User) -> None:
    assert "public" in kept(client, address)
    client.force_login(reviewer)
    assert kept(client, address) == "no-store"


def kept(client: Client, address: str) -> str:
    """What an answer says to caches."""
    answer = client.get(address)
    return answer.headers["Cache-Control"]


def test_every_address_it_names_answers(client: Client, everything: None) -> None:
    named = {address for name in DESCRIBED for address in ours(client.get(f"/data/{name}").content.decode())}

    assert len(named) > 4 * len(LISTS)
    for address in sorted(named):
        answer = client.get(address)
        assert answer.status_code == 200, address


def ours(text: str) -> list[str]:
    """The addresses of this site in a text."""
    return re.findall(r'"http://testserver(/[^"]*)"', text)


def test_csv_on_the_web_knows_every_column(api: APIClient, everything: None) -> None:
    described = api.get("/data/csvw-metadata.json").json()

    for table in described["tables"]:
        names = [column["name"] for column in table["tableSchema"]["columns"]]
        assert names == list(csv_rows(body_of(api.get(table["url"])))[0])
    assert api.get("/api/v1/themes.csv").headers["Link"] == (
        '<http://testserver/data/csvw-metadata.json>; rel="describedby"; type="application/csvm+json"'
    )


def test_linked_data_is_said_to_be_linked_data(client: Client) -> None:
    DocumentFactory(url="https://documents.example.org/a")

    for name, kind in (("schema.org.jsonld", "Dataset"), ("dcat.jsonld", "dcat:Dataset")):
        answer = client.get(f"/data/{name}")
        assert answer.headers["Content-Type"] == "application/ld+json"
        assert answer.json()["@type"] == kind
        assert "https://documents.example.org/a" in answer.content.decode()


def test_a_licence_is_named_only_once_somebody_chose_one(client: Client, settings: Any) -> None:
    assert "licenses" not in client.get("/data/datapackage.json").json()
    assert "No licence has been set" in client.get("/data/").content.decode()

    settings.DATASET_LICENCE = {"name": "CC-BY-4.0", "title": "", "path": "https://licences.example.org/by"}

    chosen = {"name": "CC-BY-4.0", "path": "https://licences.example.org/by"}
    assert client.get("/data/datapackage.json").json()["licenses"] == [chosen]
    assert client.get("/data/schema.org.jsonld").json()["license"] == chosen["path"]


def test_its_page_explains_every_list_and_needs_no_script(client: Client) -> None:
    page = client.get("/data/").content.decode()

    for noun in LISTS:
        whole = ENDPOINTS[noun].asked_whole
        for suffix in ("csv", "xlsx", "ndjson", "json"):
            assert f'href="/api/v1/{noun}.{suffix}{whole}"' in page
    assert 'rel="alternate" type="application/ld+json" href="/data/schema.org.jsonld"' in page
    assert "<script" not in page
    assert "style=" not in page


def test_the_page_of_a_list_leads_to_its_files(client: Client) -> None:
    ThemeFactory()

    page = client.get("/indicators/").content.decode()

    assert 'href="/api/v1/indicators.csv"' in page
    assert 'href="/data/#indicators"' in page
