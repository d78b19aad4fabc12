"""What two releases differ in: complete as data, and in sentences that a researcher reads."""

import json
from typing import Any

import pytest

from core.models import Release
from core.releases import in_words, make_release
from core.releases.differences import Differences, differences
from core.releases.tables import table_of
from tests.factories.core import NOON, UserFactory

pytestmark = pytest.mark.django_db

TITLES = {"current_status.status": "Current status: status", "short_title": "Short title"}


def csv_of(rows: list[dict[str, str]]) -> bytes:
    """A table."""
    lines = [",".join(rows[0]), *(",".join(f'"{cell}"' for cell in row.values()) for row in rows)]
    return "".join(f"{line}\r\n" for line in lines).encode()


def release(**tables: list[dict[str, str]]) -> Release:
    """A release of these tables, each keyed by the first column after its addresses."""
    by_name = {name.replace("_", "-"): rows for name, rows in tables.items()}
    resources = [
        {
            "name": name,
            "title": name.capitalize().replace("-", " "),
            "path": f"data/{name}.csv",
            "schema": {
                "primaryKey": next(column for column in rows[0] if column != "url"),
                "fields": [
                    {"name": column, "title": TITLES.get(column, column.capitalize())} for column in rows[0]
                ],
            },
        }
        for name, rows in by_name.items()
    ]
    parts = {"datapackage.json": json.dumps({"resources": resources}).encode()}
    parts |= {f"data/{name}.csv": csv_of(rows) for name, rows in by_name.items()}
    by = UserFactory(roles=["admin"])
    made = make_release(files=lambda name, at: dict(parts), address="https://e.org/", by=by, at=NOON)
    return Release.objects.with_files().get(pk=made.pk)


def benchmark(**fields: str) -> dict[str, str]:
    """Benchmark 6, not assessed."""
    row = {"url": "https://one/6", "number": "6", "short_title": "Detention", "current_status.status": ""}
    return row | {"summary": "As it was.", "themes": "prisons; fair-trial"} | fields


def compared(before: dict[str, Any], after: dict[str, Any]) -> Differences:
    """Two releases of these tables."""
    return differences(release(**before), release(**after))


def sentences(**fields: str) -> list[str]:
    """What is said of benchmark 6 once these fields are other."""
    found = compared({"benchmarks": [benchmark()]}, {"benchmarks": [benchmark(**fields)]})
    return [in_words.of_change(table.noun, row) for table in found.tables for row in table.changed]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"current_status.status": "off_target"}, "current status from not assessed to off target"),
        ({"short_title": "Prisons"}, "short title from “Detention” to “Prisons”"),
        ({"summary": "word " * 40}, "summary rewritten"),
        ({"summary": ""}, "summary “As it was.” taken out"),
        ({"themes": "prisons; land"}, "themes, land added, fair-trial removed"),
        ({"themes": "fair-trial; prisons"}, "themes in another order"),
    ],
)
def test_a_change_is_a_sentence(fields: dict[str, str], said: str) -> None:
    name = fields.get("short_title", "Detention")

    assert sentences(**fields) == [f"Benchmark 6 ({name}): {said}."]


def test_another_address_alone_is_no_difference() -> None:
    found = compared({"benchmarks": [benchmark()]}, {"benchmarks": [benchmark(url="https://other/6")]})

    assert found.tables == []
    assert in_words.summary(found) == "Nothing differs: every list holds the same rows in both."


def test_that_it_was_looked_at_again_is_no_difference() -> None:
    check = {"url": "/1", "id": "1", "rule": "Seats sum up", "checked_at": "2023-01-01"}

    found = compared({"checks": [check]}, {"checks": [check | {"checked_at": "2023-01-02"}]})

    assert found.tables == []


def test_rows_are_added_and_removed_and_every_changed_field_is_in_the_data() -> None:
    seven, eight = benchmark(number="7"), benchmark(number="8", short_title="Land")
    after = benchmark(**{"summary": "New.", "current_status.status": "variable"})

    (table,) = (
        found := compared({"benchmarks": [benchmark(), seven]}, {"benchmarks": [after, eight]})
    ).tables

    assert [(row.key, row.row["short_title"]) for row in table.added] == [("8", "Land")]
    assert [row.key for row in table.removed] == ["7"]
    assert [(field.field, field.before, field.after) for field in table.changed[0].fields] == [
        ("current_status.status", "", "variable"),
        ("summary", "As it was.", "New."),
    ]
    assert in_words.summary(found) == "In 1 list: 1 row was added, 1 removed, 1 changed."


def test_releases_from_before_rows_had_a_set_know_them_by_the_same_keys() -> None:
    row = benchmark() | {"set": "cambodia-2022"}
    described = {"name": "benchmarks", "schema": {"primaryKey": "number"}}
    within_a_set = {"name": "benchmarks", "schema": {"primaryKey": ["set", "number"]}}

    before, after = table_of(described, csv_of([benchmark()])), table_of(within_a_set, csv_of([row]))

    assert list(before.rows) == list(after.rows) == ["6"]


def test_the_other_way_round_is_the_opposite() -> None:
    one, other = release(benchmarks=[benchmark()]), release(benchmarks=[benchmark(number="7")])

    there, back = differences(one, other), differences(other, one)

    assert [row.key for row in there.tables[0].added] == [row.key for row in back.tables[0].removed] == ["7"]


def test_lists_and_columns_that_came_or_went_are_told() -> None:
    plain = {"slug": "one", "name": "One"}
    found = compared(
        {"themes": [plain], "parties": [plain]}, {"themes": [plain | {"summary": "More."}], "places": [plain]}
    )

    said = {table.noun: in_words.of_table(table) for table in found.tables}
    assert said == {
        "themes": ["New columns: summary."],
        "places": ["This list is new."],
        "parties": ["This list is no longer there."],
    }
    assert in_words.of_new_row("parties", found.tables[-1].removed[0]) == "Party one (One)."


def test_a_sentence_stays_short_however_much_changed() -> None:
    many = {f"field {number}": "x" for number in range(30)}
    found = compared(
        {"benchmarks": [benchmark(**many)]},
        {"benchmarks": [benchmark(**dict.fromkeys(many, "y"))]},
    )

    said = in_words.of_change("benchmarks", found.tables[0].changed[0])

    assert said.endswith("; 24 more fields.")
    assert len(found.tables[0].changed[0].fields) == 30
