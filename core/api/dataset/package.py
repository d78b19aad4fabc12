"""The dataset as a Data Package: one table for each list (Frictionless Data, v1, tabular-data-package)."""

from collections.abc import Callable
from typing import Any

from core.api.dataset import facts as told
from core.api.dataset.dictionary import DataList, Entry, Link, lists
from core.api.dataset.facts import Facts

PROFILE = "tabular-data-package"
DIALECT = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True}

# Where the file of a list is: at its own address, or beside the description in the archive.
Where = Callable[[DataList], str]


def package(facts: Facts, where: Where | None = None) -> dict[str, Any]:
    """The description of the whole; without `where` its tables are the files of the API."""
    path = where or (lambda table: facts.file(table, "csv"))
    described = {
        "profile": PROFILE,
        "name": told.NAME,
        "title": told.TITLE,
        "description": told.TEXT,
        "homepage": facts.address("data:page"),
        "version": facts.day.isoformat(),
        "keywords": told.KEYWORDS,
        "contributors": told.CONTRIBUTORS,
        "sources": facts.sources,
        "resources": [resource(table, path(table)) for table in lists()],
    }
    return {**described, "licenses": [facts.licence]} if facts.licence else described


def resource(table: DataList, path: str) -> dict[str, Any]:
    """One table."""
    return {
        "profile": "tabular-data-resource",
        "name": table.noun,
        "title": table.title,
        "description": table.text,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": DIALECT,
        "schema": {
            "fields": [field(entry) for entry in table.entries],
            "missingValues": [""],
            "primaryKey": one_or_all(table.keys),
            "foreignKeys": [foreign_key(table, link) for link in table.links],
        },
    }


def field(entry: Entry) -> dict[str, Any]:
    """One column; its unit stands beside what the standard knows."""
    described: dict[str, Any] = {
        "name": entry.name,
        "title": entry.title,
        "description": entry.text,
        "type": entry.kind,
    }
    if entry.kind == "datetime":
        described["format"] = "any"  # with and without parts of a second
    if entry.is_address:
        described["format"] = "uri"
    if entry.unit:
        described["unit"] = entry.unit
    if limits := constraints(entry):
        described["constraints"] = limits
    return described


def constraints(entry: Entry) -> dict[str, Any]:
    """What every cell of a column must be."""
    if entry.is_key:
        return {"required": True} if entry.is_part else {"required": True, "unique": True}
    if entry.name == "url":
        return {"required": True}
    return {"enum": entry.choices} if entry.choices else {}


def foreign_key(table: DataList, link: Link) -> dict[str, Any]:
    """The columns that hold the key of a row; of the same table, where that has no name."""
    noun = "" if link.to is table else link.to.noun
    return {
        "fields": one_or_all(link.columns),
        "reference": {"resource": noun, "fields": one_or_all(link.to.keys)},
    }


def one_or_all(columns: tuple[str, ...]) -> str | list[str]:
    """Columns as descriptions name them: one by itself, several as a list."""
    return columns[0] if len(columns) == 1 else list(columns)
