"""The provinces of an election: one tile each, with what every party has there."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from elections_app.models import PartyResult, Stage
from elections_app.views.tables import given_names, heading, notes_of, sum_of

COUNTED = ("commune_chiefs", "seats", "votes")


def province_tiles(results: Iterable[PartyResult]) -> list[dict[str, Any]]:
    """For each stage, source and kind of number: the provinces with their parties, and the parties' sums."""
    rows = sorted(results, key=lambda row: (row.stage, row.source_id, row.place.code))
    groups = groupby(rows, key=lambda row: (row.stage, row.source))
    return [_tiles(stage, source, list(found)) for (stage, source), found in groups]


def _tiles(stage: str, source: Any, rows: list[PartyResult]) -> dict[str, Any]:
    name = next(iter(given_names(rows, COUNTED)), "votes")
    return {
        "stage": Stage(stage).label,
        "sources": [source],
        "counted": heading(PartyResult, name),
        "places": [
            {"place": place, "numbers": _numbers(list(found), name)}
            for place, found in groupby(rows, key=lambda row: row.place)
        ],
        "sums": _sums(rows, name),
        "notes": notes_of(rows, lambda row: row.place.name),
    }


def _numbers(rows: list[PartyResult], name: str) -> list[dict[str, Any]]:
    return [{"party": row.party, "quantity": quantity} for row in rows if (quantity := row.quantity(name))]


def _sums(rows: list[PartyResult], name: str) -> list[dict[str, Any]]:
    by_party = sorted(rows, key=lambda row: row.party_id)
    sums = [
        {"party": party, "quantity": sum_of(list(found), name)}
        for party, found in groupby(by_party, key=lambda row: row.party)
    ]
    return sorted((row for row in sums if row["quantity"]), key=lambda row: -row["quantity"].value)
