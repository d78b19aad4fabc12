"""A list taken away whole holds what its pages show to the same caller, no row and no cell more or less."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from benchmarks_app import services
from config.api import ENDPOINTS
from core.api import exports
from core.api.export_forms import FORMS
from core.file_forms import MEDIA_TYPES
from core.models import User
from core.search_index import refresh_everything
from elections_app.models import Place
from tests.api.taking_away import (
    as_cells,
    body_of,
    csv_rows,
    file_of,
    leaves,
    ndjson_rows,
    pages_of,
    xlsx_rows,
)
from tests.api.test_query_bounds import MAKERS
from tests.factories.benchmarks import BenchmarkFactory, EvidenceFactory, ProgressUpdateFactory
from tests.factories.core import PassageFactory, ThemeFactory, UserFactory
from tests.factories.elections import ElectionFactory, PartyResultFactory, PlaceFactory

pytestmark = pytest.mark.django_db

MOST_FOR_A_FILE = 10


@pytest.fixture
def hidden() -> None:
    """Updates in each state, with evidence for the team alone."""
    benchmark = BenchmarkFactory(number=1)
    for state in ({}, {"submitted": True}, {"returned": True}, {"published": True}, {"published": True}):
        update: Any = ProgressUpdateFactory(benchmark=benchmark, **state)
        EvidenceFactory(update=update, visibility="restricted", description="Only for the team")
    at = update.published_at + timedelta(days=1)
    services.withdraw_update(update=update, by=UserFactory(roles=["reviewer"]), at=at, reason="Wrong.")


@pytest.fixture
def in_small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows are read at once, so that a handful has edges."""
    monkeypatch.setattr(exports, "AT_ONCE", 2)


def asked(noun: str) -> dict[str, str]:
    """What must be asked of a list so that it shows something."""
    return {"q": "e"} if noun == "search" else {}


@pytest.mark.usefixtures("hidden", "in_small_batches")
@pytest.mark.parametrize("caller", ["anonymous", "reviewer"])
@pytest.mark.parametrize("noun", ENDPOINTS)
def test_a_file_holds_what_the_pages_show(noun: str, caller: str, api: APIClient, reviewer: User) -> None:
    for _ in range(3):
        MAKERS[noun]()
    if caller == "reviewer":
        api.force_authenticate(reviewer)

    rows = pages_of(api, noun, **asked(noun))
    files = {suffix: file_of(api, noun, suffix, **asked(noun)) for suffix in FORMS}

    assert len(rows) > 2
    assert json.loads(files["json"]) == ndjson_rows(files["ndjson"]) == rows
    table = csv_rows(files["csv"])
    header = list(table[0])
    assert table == [as_cells(row, header) for row in rows]
    assert {name for row in rows for name in leaves(row)} <= {*header, *empty_objects(rows)}
    assert [as_text(row) for row in xlsx_rows(files["xlsx"])] == table


def empty_objects(rows: list[dict[str, Any]]) -> set[str]:
    """Fields that are an object in some rows and nothing in others."""
    return {name for row in rows for name, value in row.items() if value is None}


def as_text(row: dict[str, Any]) -> dict[str, str]:
    """A row of a spreadsheet as the same row of a CSV file."""
    return {name: "" if value is None else str(value) for name, value in row.items()}


def test_the_team_gets_more_than_the_public(api: APIClient, hidden: None, reviewer: User) -> None:
    public = file_of(api, "progress-updates", "csv")
    api.force_authenticate(reviewer)
    teams = file_of(api, "progress-updates", "csv")

    assert len(csv_rows(public)) == 2
    assert len(csv_rows(teams)) == 3
    assert b"Only for the team" not in public
    assert b"Only for the team" in teams


def test_what_rests_on_a_document_is_short_enough_for_every_reader(api: APIClient) -> None:
    passage = PassageFactory(locator="p. 3")
    for _ in range(3):
        PlaceFactory(citations=[passage])

    (row,) = csv_rows(file_of(api, "documents", "csv"))
    keys = [place.code for place in Place.objects.order_by("code")]

    assert row["cited_by"] == "; ".join(f"place {key}, p. 3" for key in keys)


@pytest.mark.parametrize("noun", ENDPOINTS)
def test_every_row_has_its_address(noun: str, api: APIClient) -> None:
    MAKERS[noun]()

    for row in csv_rows(file_of(api, noun, "csv", **asked(noun))):
        assert api.get(row["url"]).status_code == 200


@pytest.mark.parametrize("noun", ENDPOINTS)
def test_a_file_asks_no_more_for_thirty_rows_than_for_three(noun: str, api: APIClient) -> None:
    few, many = (questions_for(api, noun, more) for more in (3, 27))

    batches = 3 if noun == "search" else 1  # a benchmark is found with all that hangs on it
    assert few <= many <= few * batches
    assert few <= MOST_FOR_A_FILE


def questions_for(api: APIClient, noun: str, more: int) -> int:
    """How many questions the file asks the database once there are so many more rows."""
    for _ in range(more):
        MAKERS[noun]()
    with CaptureQueriesContext(connection) as found:
        file_of(api, noun, "csv", **asked(noun))
    return len(found)


@pytest.mark.parametrize(
    ("accepted", "kind"),
    [
        ("text/csv", "text/csv; charset=utf-8"),
        (MEDIA_TYPES["xlsx"], MEDIA_TYPES["xlsx"]),
        ("application/x-ndjson", "application/x-ndjson"),
        ("text/csv, */*;q=0.1", "text/csv; charset=utf-8"),
    ],
)
def test_a_file_can_be_had_by_what_is_accepted(accepted: str, kind: str, api: APIClient) -> None:
    ThemeFactory()

    answer = api.get("/api/v1/themes/", HTTP_ACCEPT=accepted)

    assert answer.headers["Content-Type"] == kind
    assert "Accept" in answer.headers["Vary"]
    assert body_of(answer)


@pytest.mark.parametrize("accepted", ["application/json", "*/*", "text/html,*/*;q=0.8"])
def test_whoever_accepts_json_gets_pages(accepted: str, api: APIClient) -> None:
    assert "results" in api.get("/api/v1/themes/", HTTP_ACCEPT=accepted).json()


def test_a_suffix_says_more_than_what_is_accepted(api: APIClient) -> None:
    answer = api.get("/api/v1/themes.csv", HTTP_ACCEPT="application/json")

    assert answer.headers["Content-Type"].startswith("text/csv")


@pytest.mark.parametrize("suffix", FORMS)
@pytest.mark.parametrize("parameter", ["page", "page_size", "nonsense"])
def test_what_a_file_does_not_know_is_refused(suffix: str, parameter: str, api: APIClient) -> None:
    answer = api.get(f"/api/v1/themes.{suffix}", {parameter: "1"})

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"][0]["field"] == parameter
    assert "page_size" not in answer.json()["detail"].partition("there are:")[2]


@pytest.mark.parametrize(
    ("noun", "wrong"),
    [
        ("themes", {"fields": "colour"}),
        ("themes", {"ordering": "colour"}),
        ("benchmarks", {"section": "A", "status": "lost"}),
        ("benchmarks", {"as_of": "yesterday"}),
        ("search", {}),
    ],
)
def test_a_wrong_question_is_refused_before_a_file_begins(noun: str, wrong: Any, api: APIClient) -> None:
    for suffix in FORMS:
        answer = api.get(f"/api/v1/{noun}.{suffix}", wrong)
        assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")


def test_filters_search_order_and_fields_work_as_in_the_list(api: APIClient) -> None:
    election = ElectionFactory(slug="2022-commune")
    for votes in (5, 70, 60):
        PartyResultFactory(election=election, votes=votes, votes_qualifier="about")
    PartyResultFactory()
    refresh_everything()
    question = {"election": "2022-commune", "ordering": "-votes", "fields": "url,votes", "search": "party"}

    table = csv_rows(file_of(api, "party-results", "csv", **question))

    assert [row["votes.value"] for row in table] == ["70", "60", "5"]
    assert list(table[0]) == ["url", "votes.value", "votes.qualifier"]
    assert table == [as_cells(row, list(table[0])) for row in pages_of(api, "party-results", **question)]


def test_both_clocks_turn_a_file_back(api: APIClient) -> None:
    ProgressUpdateFactory(assessed_on="2023-06-30", published=True)
    ProgressUpdateFactory(assessed_on="2022-06-30", published=True)

    answer = api.get("/api/v1/progress-updates.csv", {"as_of": "2022", "known_at": "2024-02-01"})

    assert [row["assessed_on"] for row in csv_rows(body_of(answer))] == ["2022-06-30"]
    assert answer.headers["As-Of"] == "2022-12-31"
    assert answer.headers["Known-At"] == "2024-02-01T23:59:59.999999Z"
    assert 'filename="progress-updates-2022-12-31.csv"' in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("name", ['=HYPERLINK("http://a.example")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(name: str, api: APIClient) -> None:
    ThemeFactory(name=name)

    (line,) = csv_rows(file_of(api, "themes", "csv"))
    (row,) = xlsx_rows(file_of(api, "themes", "xlsx"))

    assert line["name"] == f"'{name}"
    assert row["name"].startswith("'")
    assert ndjson_rows(file_of(api, "themes", "ndjson"))[0]["name"] == name


def test_a_text_too_long_for_a_spreadsheet_says_so(api: APIClient) -> None:
    ThemeFactory(summary="x" * 40_000)

    (row,) = xlsx_rows(file_of(api, "themes", "xlsx"))

    assert len(row["summary"]) == 32_767
    assert "the CSV has it whole" in row["summary"]
    assert len(csv_rows(file_of(api, "themes", "csv"))[0]["summary"]) == 40_000


def test_more_rows_than_a_spreadsheet_holds_are_refused(
    api: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.spreadsheets.MOST_ROWS", 3)
    for _ in range(3):
        ThemeFactory()

    answer = api.get("/api/v1/themes.xlsx")

    assert answer.status_code == 400
    assert "CSV" in answer.json()["detail"]


def test_an_empty_list_is_a_file_too(api: APIClient) -> None:
    assert file_of(api, "themes", "csv") == b"url,page,slug,name,summary,cited_by\r\n"
    assert json.loads(file_of(api, "themes", "json")) == []
    assert file_of(api, "themes", "ndjson") == b""
    assert xlsx_rows(file_of(api, "themes", "xlsx")) == []


def test_a_head_says_what_there_would_be(api: APIClient) -> None:
    answer = api.head("/api/v1/themes.csv")

    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]


def test_what_a_file_can_be_asked_is_told_in_json(api: APIClient) -> None:
    answer = api.options("/api/v1/themes.xlsx")

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_file_is_only_read(method: str, api: APIClient, reviewer: User) -> None:
    api.force_authenticate(reviewer)

    assert getattr(api, method)("/api/v1/progress-updates.csv").status_code == 405


@pytest.mark.parametrize("suffix", FORMS)
def test_a_persons_file_is_nobodys_to_keep(suffix: str, api: APIClient, reviewer: User) -> None:
    assert "public" in api.get(f"/api/v1/themes.{suffix}").headers["Cache-Control"]
    api.force_login(reviewer)
    assert api.get(f"/api/v1/themes.{suffix}").headers["Cache-Control"] == "no-store"


def test_the_same_rows_make_the_same_bytes(api: APIClient) -> None:
    ThemeFactory()

    for suffix in FORMS:
        assert file_of(api, "themes", suffix) == file_of(api, "themes", suffix)
