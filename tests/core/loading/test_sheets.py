"""Sheets describe themselves, load like fixtures, and come back with what is wrong beside each line."""

import csv
import io
import zipfile
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.loading import tables
from core.loading.effects import Kind
from core.loading.given import BroughtFile, Unreadable
from core.loading.loadable import loadable_models
from core.loading.planning import Plan
from core.loading.reading import read
from core.loading.sheet_writing import returned, template
from core.loading.sheets import columns_of
from core.models import Theme, User
from elections_app.models import PartyResult, Place
from tests.core.loading.files import fixture, loaded, planned, row, sheet, undone
from tests.factories.core import PassageFactory
from tests.factories.elections import ElectionFactory, PartyFactory, PlaceFactory

pytestmark = pytest.mark.django_db


def workbook(*lines: list[Any], name: str = "sheet.xlsx") -> BroughtFile:
    """A spreadsheet with these lines; a text that begins with = is a formula."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet()
        for number, cells in enumerate(lines):
            page.write_row(number, 0, cells)
    return BroughtFile(name, file.getvalue())


def themes(*lines: list[Any]) -> BroughtFile:
    """A spreadsheet of themes."""
    head = [["tracker sheet", "core.theme"], ["field", "slug", "name"], ["type"], ["hint"]]
    return workbook(*head, *(["", *line] for line in lines))


def cells_of(content: bytes) -> list[list[str]]:
    """The lines of a CSV."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("name", sorted(loadable_models()))
def test_an_empty_sheet_is_read_as_one_without_rows(name: str, form: str) -> None:
    content = template(loadable_models()[name], form)

    assert list(read(BroughtFile(f"sheet.{form}", content))) == []


def test_a_sheet_says_of_each_column_what_it_is() -> None:
    said = {column.name: (column.type, column.hint) for column in columns_of(PartyResult)}

    assert next(iter(said)) == "election"
    assert said["source"][0] == "key of passage"
    assert "document slug | locator" in said["source"][1]
    assert "registration, preliminary, official" in said["stage"][1]
    assert said["votes"][0] == "whole number"
    assert "update" not in {
        column.name for column in columns_of(loadable_models()["benchmarks_app.observation"])
    }


def test_a_sheet_brings_the_same_rows_as_a_fixture(admin: User) -> None:
    passage = PassageFactory(locator="para. 10")
    source = list(passage.natural_key())
    election, party, place = ElectionFactory(), PartyFactory(), PlaceFactory()
    as_fixture = fixture(
        row(
            "elections_app.partyresult",
            **{
                "election": [election.slug],
                "stage": "official",
                "place": [place.code],
                "party": [party.code],
            },
            **{"source": source, "votes": 5000, "votes_qualifier": "exact", "vote_share": "50.5"},
            **{"vote_share_qualifier": "about", "note": "ដី"},
        )
    )
    names = ["election", "stage", "place", "party", "source", "votes", "votes_qualifier", "vote_share"]
    line = [election.slug, "official", place.code, party.code, " | ".join(source), "5000", "exact", "50.5"]
    more = ["vote_share_qualifier", "note"], ["about", "ដី"]
    as_sheet = sheet("elections_app.partyresult", [*names, *more[0]], [*line, *more[1]])

    one, other = planned(as_fixture, admin).effects[0], planned(as_sheet, admin).effects[0]

    assert one.kind is Kind.NEW
    assert one.said == other.said


def test_a_spreadsheet_is_loaded_and_undone(admin: User) -> None:
    load = loaded(themes(["courts", "Courts"], ["land", "Land"]), admin)

    assert load is not None
    assert Theme.objects.count() == 2
    undone(load, admin)
    assert not Theme.objects.exists()


def test_lists_stand_one_a_line(admin: User) -> None:
    one, other = PassageFactory(), PassageFactory()
    cell = "\n".join(" | ".join(each.natural_key()) for each in (one, other))

    loaded(
        sheet("elections_app.place", ["code", "name", "level", "citations"], ["00", "A", "country", cell]),
        admin,
    )

    assert set(Place.objects.get().citations.all()) == {one, other}


def test_a_column_left_out_and_a_needed_cell_left_empty_change_nothing(admin: User) -> None:
    PlaceFactory(code="01", name="A", name_km="ក", level="country", note="Ours")

    plan = planned(sheet("elections_app.place", ["code", "name", "name_km"], ["01", "", ""]), admin)

    assert plan.effects[0].after == {"name_km": ""}


REFUSED: dict[str, tuple[Any, str]] = {
    "a formula": (["courts", "=1+1"], "Formulas"),
    "a number where a text is": ([1, "Courts"], "become a number"),
    "yes where a text is": (["courts", True], "yes or no"),
}


@pytest.mark.parametrize(("line", "why"), REFUSED.values(), ids=REFUSED)
def test_a_cell_that_is_not_what_it_seems_is_refused(admin: User, line: list[Any], why: str) -> None:
    effect = planned(themes(line), admin).effects[0]

    assert effect.kind is Kind.REFUSED
    assert why in effect.problems[0].reason
    assert effect.problems[0].place.line == 5


def test_a_formula_in_a_csv_is_refused_and_a_defused_text_is_taken(admin: User) -> None:
    file = sheet("core.theme", ["slug", "name"], ["a", "=HYPERLINK(1)"], ["b", "'=said"], ["c", "-5"])

    plan = planned(file, admin)

    assert [effect.kind for effect in plan.effects] == [Kind.REFUSED, Kind.NEW, Kind.NEW]
    assert plan.effects[1].after["name"] == "=said"


@pytest.mark.parametrize("number", ["1_000", "1,000", "1.5", "٣x", "many"])
def test_a_number_is_written_plainly(admin: User, number: str) -> None:
    file = sheet("elections_app.partyresult", ["votes"], [number])

    reasons = [problem for problem in planned(file, admin).effects[0].problems if problem.field == "votes"]

    assert len(reasons) == 1


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_wrong_comes_back_in_the_sheet_itself(admin: User, form: str) -> None:
    lines = [["land", "Land"], ["Not a slug", "Courts"]]
    file = themes(*lines) if form == "xlsx" else sheet("core.theme", ["slug", "name"], *lines)

    name, content = returned(file, refused(planned(file, admin)))
    again = planned(BroughtFile(name, content), admin)

    assert name == f"sheet-to-mend.{form}"
    if form == "csv":
        cells = cells_of(content)
    else:
        page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        cells = [[cell or "" for cell in line] for line in page.values]
    assert cells[4][0] == ""
    assert cells[5][0].startswith("slug: ")
    assert [effect.said for effect in again.effects] == [
        effect.said for effect in planned(file, admin).effects
    ]


UNREADABLE: dict[str, tuple[BroughtFile, str]] = {
    "no sheet of ours": (BroughtFile("a.csv", b"a,b\n1,2\n"), "take a template"),
    "nothing": (BroughtFile("a.csv", b""), "take a template"),
    "people": (sheet("core.user", ["username"]), "take a template"),
    "a column there is not": (sheet("core.theme", ["slug", "colour"]), "no column"),
    "a column twice": (sheet("core.theme", ["slug", "slug"]), "twice"),
    "no names": (BroughtFile("a.csv", b"tracker sheet,core.theme\n"), "names the columns"),
    "no spreadsheet": (BroughtFile("a.xlsx", b"PK\x03\x04"), "cannot? be read|can be read"),
    "an open quote": (BroughtFile("a.csv", b'tracker sheet,core.theme\n"a'), "not CSV"),
}


@pytest.mark.parametrize(("file", "why"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_sheet_is_not_read(file: BroughtFile, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read(file)


def packaged(**parts: bytes) -> BroughtFile:
    """A package of these parts under the name of a spreadsheet."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return BroughtFile("a.xlsx", file.getvalue())


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_UNPACKED", 1_000_000)

    with pytest.raises(Unreadable, match="more than a sheet needs"):
        read(packaged(xl=b"0" * 1_000_001))
    with pytest.raises(Unreadable, match="definitions of its own"):
        read(packaged(xl=b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'))
    monkeypatch.setattr(tables, "MOST_LINES", 4)
    with pytest.raises(Unreadable, match="too long"):
        read(themes(["courts", "Courts"]))


def test_a_spreadsheet_damaged_at_any_byte_is_never_read_as_another(admin: User) -> None:
    content = themes(["courts", "Courts"]).content
    right = [row.fields["name"].value for row in read(BroughtFile("a.xlsx", content))]

    for place in range(0, len(content), 37):
        damaged = content[:place] + bytes([content[place] ^ 4]) + content[place + 1 :]
        for file in (BroughtFile("a.xlsx", damaged), BroughtFile("a.xlsx", content[:place])):
            try:
                found = read(file)
            except Unreadable:
                continue
            assert [row.fields["name"].value for row in found] == right


class TestOnThePage:
    """`/loads/sheet/` and the page of a plan."""

    def test_a_sheet_is_taken_filled_and_mended(
        self, client: Client, admin: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        client.force_login(admin)

        empty = client.get("/loads/sheet/", {"of": "core.theme", "form": "csv"})
        lines = cells_of(empty.content)
        assert empty["Content-Disposition"] == 'attachment; filename="theme.csv"'
        filled = sheet("core.theme", lines[1][1:], ["Not a slug", "Courts", ""])
        upload = {"file": SimpleUploadedFile("themes.csv", filled.content), "whole": "on"}
        with django_capture_on_commit_callbacks(execute=True):
            sent = client.post("/loads/new/", upload)
        assert "Take the sheet with what is wrong" in client.get(sent["Location"]).text
        mend = client.get(f"{sent['Location']}mend/")

        assert cells_of(mend.content)[4][0].startswith("slug: ")

    @pytest.mark.parametrize("of", ["core.user", "nothing", ""])
    def test_there_is_none_of_what_is_not_loaded(self, client: Client, admin: User, of: str) -> None:
        client.force_login(admin)

        assert client.get("/loads/sheet/", {"of": of, "form": "csv"}).status_code == 400


def refused(plan: Plan) -> list[tuple[int, str, str]]:
    """Line, field and reason of everything that is refused."""
    rows = plan.of(Kind.REFUSED)
    return [(row.place.line, each.field, str(each.reason)) for row in rows for each in row.problems]
