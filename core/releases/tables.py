"""Reads and writes the tables of a release."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import itemgetter

Row = dict[str, str]
# Changes a row where it stands.
Change = Callable[[Row], None]

# A theme cites more than fits what the csv module takes for a cell unless it is told.
csv.field_size_limit(2**31 - 1)

ADDRESSES = ("url", "page")


@dataclass(frozen=True)
class Table:
    """A list as a release holds it: its name and columns, and its rows by key."""

    noun: str
    title: str
    titles: dict[str, str]
    rows: dict[str, Row]


def rows_of(content: bytes) -> tuple[list[str], Iterator[list[str]]]:
    """The header of a table, and its rows as cells."""
    lines = csv.reader(io.StringIO(content.decode(), newline=""))
    return next(lines, []), lines


def changed_rows(content: bytes, change: Change) -> bytes:
    """The same table with its rows changed; the very same bytes where no row is."""
    header, lines = rows_of(content)
    changed = False
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(header)
    for cells in lines:
        row = dict(zip(header, cells, strict=True))
        change(row)
        changed |= list(row.values()) != cells
        table.writerow(row.values())
    return written.getvalue().encode() if changed else content


def table_of(described: dict, content: bytes) -> Table:
    """A table by what its release says of it, so that columns that came or went since do no harm."""
    header, lines = rows_of(content)
    schema = described.get("schema", {})
    titles = {field["name"]: field.get("title", field["name"]) for field in schema.get("fields", ())}
    key = schema.get("primaryKey") or next((name for name in header if name not in ADDRESSES), "")
    named = key_in_address if isinstance(key, list) else itemgetter(key)
    rows = (dict(zip(header, cells, strict=True)) for cells in lines)
    return Table(
        noun=described["name"],
        title=described.get("title", described["name"]),
        titles={name: titles.get(name, name) for name in header if name not in ADDRESSES},
        rows={named(row): row for row in rows},
    )


def key_in_address(row: Row) -> str:
    """The key that a row's address ends in: "6" in the first set, "other-set:6" in another.

    Where a key names a row within a set only, releases from before there was a second knew it by itself.
    """
    return row["url"].rstrip("/").rpartition("/")[2]


def described_in(package: bytes) -> dict[str, dict]:
    """What a release says of its tables, by their paths."""
    return {resource["path"]: resource for resource in json.loads(package)["resources"]}
