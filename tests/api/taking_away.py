"""Lists taken away whole, read back as a researcher would, and the pages they must equal."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import openpyxl
from rest_framework.test import APIClient

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def body_of(answer: Any) -> bytes:
    """Everything a file holds."""
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


def file_of(api: APIClient, noun: str, suffix: str, **asked: str) -> bytes:
    """A list as a file."""
    return body_of(api.get(f"/api/v1/{noun}.{suffix}", asked))


def pages_of(api: APIClient, noun: str, **asked: str) -> list[dict[str, Any]]:
    """All rows of a list, page after page."""
    rows: list[dict[str, Any]] = []
    page = api.get(f"/api/v1/{noun}/", {**asked, "page_size": "3"}).json()
    rows += page["results"]
    while page["next"]:
        page = api.get(page["next"]).json()
        rows += page["results"]
    return rows


def csv_rows(body: bytes) -> list[dict[str, str]]:
    """The lines of a CSV file by the names of its columns."""
    return list(csv.DictReader(io.StringIO(body.decode(), newline="")))


def xlsx_rows(body: bytes) -> list[dict[str, Any]]:
    """The rows of a spreadsheet by the names of its columns."""
    book = openpyxl.load_workbook(io.BytesIO(body), read_only=True)
    header, *rows = book.worksheets[0].iter_rows(values_only=True)
    book.close()
    return [dict(zip(header, row, strict=True)) for row in rows]


def ndjson_rows(body: bytes) -> list[dict[str, Any]]:
    """The objects of an NDJSON file."""
    return [json.loads(line) for line in body.decode().splitlines()]


def as_cells(row: dict[str, Any], header: list[str]) -> dict[str, str]:
    """A row of a page as the cells of a table should show it."""
    return {name: cell(value_at(row, name.split("."))) for name in header}


def value_at(row: Any, path: list[str]) -> Any:
    """The value at a dotted name; none inside of what is none."""
    for name in path:
        row = None if row is None else row[name]
    return row


def cell(value: Any) -> str:
    """A value as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, list):
        return listed(value)
    text = value if isinstance(value, str) else json.dumps(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text


def listed(values: list[Any]) -> str:  # noqa: PLR0911
    """A list in one cell."""
    if not values:
        return ""
    if not isinstance(values[0], dict):
        return "; ".join(map(str, values))
    names = list(values[0])
    if names == ["document", "locator", "url"]:
        return "; ".join(", ".join(filter(None, [row["document"], row["locator"]])) for row in values)
    if names[0] == "type":
        return "; ".join(f"{row['type']} {row['key']}, {row['locator']}".removesuffix(", ") for row in values)
    if names[0] == "url":
        key = names[2] if names[1] == "page" else names[1]
        return "; ".join(str(row[key]) for row in values)
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def leaves(row: dict[str, Any], before: str = "") -> Iterator[str]:
    """The dotted names of everything in a row that is not an object."""
    for name, value in row.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{before}{name}.")
        else:
            yield f"{before}{name}"
