"""Figures laid out for reading: stages side by side, parties one under the other, each with its source."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from core.models import Passage
from core.quantities import Qualifier, Quantity
from elections_app.models import Election, ElectionFigure, PartyResult, Stage, Turnout
from elections_app.models.results import PARTY_RESULT_NUMBERS, TURNOUT_NUMBERS

CAN_BE_SUMMED = ("votes", "seats", "commune_chiefs", "first_deputies", "second_deputies", "other_councillors")
NEWEST_FIRST = [Stage.OFFICIAL, Stage.PRELIMINARY, Stage.REGISTRATION]
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Entry:
    """One number in a cell, with what it counts, where it stands and what must be said of it."""

    quantity: Any
    unit: str
    sources: Iterable[Passage]
    note: str = ""


@dataclass
class ResultsTable:
    """Results of one stage from one source: a column a number, a row a result."""

    stage: str
    source: Passage
    results: list[PartyResult]
    names: list[str]
    shares: dict[str, list[Quantity | None]] = field(default_factory=dict)

    @property
    def election(self) -> Election:
        """The election they are all of."""
        return self.results[0].election

    @property
    def stage_label(self) -> str:
        """The stage in words."""
        return str(Stage(self.stage).label)

    @property
    def sources(self) -> list[Passage]:
        """The source, for a citation."""
        return [self.source]

    @property
    def headings(self) -> list[dict[str, Any]]:
        """What each column counts, and whether we computed it."""
        given = [{"label": heading(PartyResult, name), "computed": False} for name in self.names]
        return [*given, *({"label": label, "computed": True} for label in self.shares)]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each result with its cells."""
        return [{"result": row, "cells": self._cells(at, row)} for at, row in enumerate(self.results)]

    def _cells(self, at: int, row: PartyResult) -> list[dict[str, Any]]:
        given: list[Any] = [row.quantity(name) for name in self.names]
        quantities = [*given, *(column[at] for column in self.shares.values())]
        return [{**head, "quantity": value} for head, value in zip(self.headings, quantities, strict=True)]

    @property
    def sums(self) -> list[dict[str, Any]]:
        """The sum of each column of exact counts, computed here; none for a single row."""
        if len(self.results) == 1:
            return []
        totals = [sum_of(self.results, name) for name in self.names] + [None] * len(self.shares)
        cells = [{**head, "quantity": value} for head, value in zip(self.headings, totals, strict=True)]
        return cells if any(totals) else []

    @property
    def notes(self) -> list[dict[str, Any]]:
        """What must be said of the results, under the names of the parties."""
        return notes_of(self.results, lambda row: row.party.name)


def notes_of(rows: Iterable[Any], name: Callable[[Any], str]) -> list[dict[str, Any]]:
    """The rows' notes; one that several share is said once, under all their names."""
    names: dict[str, list[str]] = {}
    for row in rows:
        if row.note:
            names.setdefault(row.note, []).append(name(row))
    return [{"names": list(dict.fromkeys(shared)), "text": text} for text, shared in names.items()]


def heading(model: Any, name: str) -> str:
    """What the column of this name counts."""
    return str(model._meta.get_field(name).verbose_name)


def sum_of(rows: Iterable[PartyResult], name: str) -> Quantity | None:
    """The rows' numbers together, where they can be summed and each is exact."""
    found = [quantity for row in rows if (quantity := row.quantity(name))]
    if name not in CAN_BE_SUMMED or not found or any(q.qualifier != Qualifier.EXACT for q in found):
        return None
    return Quantity(sum(quantity.value for quantity in found), Qualifier.EXACT)


def share(part: Quantity | None, whole: Quantity | None) -> Quantity | None:
    """What per cent of the whole the part is, of exact numbers only."""
    if not part or not whole or not whole.value:
        return None
    if {part.qualifier, whole.qualifier} != {Qualifier.EXACT}:
        return None
    return Quantity((Decimal(part.value) * 100 / whole.value).quantize(HUNDREDTH), Qualifier.EXACT)


def results_tables(results: Iterable[PartyResult], turnouts: Iterable[Turnout] = ()) -> list[ResultsTable]:
    """One table for each stage and source, the latest stage first."""
    valid = {row.source_id: row.quantity("valid") for row in turnouts}

    def where(row: PartyResult) -> tuple[int, int]:
        return NEWEST_FIRST.index(Stage(row.stage)), row.source_id

    groups = groupby(sorted(results, key=where), key=where)
    return [_results_table(list(rows), valid) for _where, rows in groups]


def _results_table(rows: list[PartyResult], valid: dict[int, Quantity | None]) -> ResultsTable:
    names = given_names(rows, PARTY_RESULT_NUMBERS)
    table = ResultsTable(rows[0].stage, rows[0].source, rows, names)
    whole = valid.get(table.source.pk)
    if whole and "votes" in names and "vote_share" not in names:
        label = _("share of valid votes, per cent")
        table.shares[label] = [share(row.quantity("votes"), whole) for row in rows]
    if {"candidates", "women_candidates"} <= set(names):
        pairs = [(row.quantity("women_candidates"), row.quantity("candidates")) for row in rows]
        table.shares[_("women, per cent of candidates")] = [share(*pair) for pair in pairs]
    table.shares = {label: column for label, column in table.shares.items() if any(column)}
    return table


def given_names(rows: Iterable[Any], names: Iterable[str]) -> list[str]:
    """Those of the names for which a row gives a number."""
    found = list(rows)
    return [name for name in names if any(getattr(row, name) is not None for row in found)]


def stage_table(entries: Iterable[tuple[str, str, Entry]]) -> dict[str, Any] | None:
    """Numbers of the same label in one row, those of the same stage in one column; none is dropped."""
    cells: dict[str, dict[str, list[Entry]]] = {}
    for label, stage, entry in entries:
        cells.setdefault(label, {}).setdefault(stage, []).append(entry)
    stages = [stage for stage in (*Stage.values, "") if any(stage in row for row in cells.values())]
    labels = {stage: str(Stage(stage).label) if stage else _("no stage") for stage in stages}
    rows = [_stage_row(label, row, labels) for label, row in cells.items()]
    return {"stages": labels.values(), "rows": rows} if rows else None


def _stage_row(label: str, row: dict[str, list[Entry]], stages: dict[str, str]) -> dict[str, Any]:
    entries = [entry for stage in stages for entry in row.get(stage, [])]
    return {
        "label": label,
        "columns": [{"stage": name, "entries": row.get(stage, [])} for stage, name in stages.items()],
        "notes": [entry for entry in entries if entry.note],
        # Where there are several numbers a note must say which of them it is about.
        "several": len(entries) > 1,
    }


def figures_by_stage(figures: Iterable[ElectionFigure]) -> dict[str, Any] | None:
    """The figures about an election as a whole."""
    return stage_table(
        (row.label, row.stage, Entry(row, row.unit, list(row.citations.all()), row.note)) for row in figures
    )


def turnouts_by_stage(turnouts: Iterable[Turnout]) -> dict[str, Any] | None:
    """Who was registered and voted."""
    rows = list(turnouts)
    return stage_table(
        (heading(Turnout, name), row.stage, Entry(quantity, "", row.sources))
        for name in TURNOUT_NUMBERS
        for row in rows
        if (quantity := row.quantity(name))
    )
