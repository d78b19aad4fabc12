"""Reads a sheet as rows for loading: a cell is what its column says it is."""

import datetime
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from core.loading.given import BroughtFile, Given, GivenRow, Place, Unreadable
from core.loading.loadable import loadable_fields, loadable_models
from core.loading.sheets import LINES_BEFORE, MARK, NAMES, PARTS, SEVERAL
from core.loading.tables import Formula, lines_of
from core.loading.yaml_reading import unfit

# A separator as people type it.
PART = PARTS.strip()


class SheetRows:
    """The rows of a sheet in their order, read line by line each time, so that no length of it fills memory.

    Raises Unreadable where it is no sheet of ours: it is read once to the end before any row is given.
    """

    def __init__(self, file: BroughtFile) -> None:
        self.file = file
        lines = lines_of(file)
        head = list(islice(lines, LINES_BEFORE))
        self.model = _model(file, head)
        self.names = _names(file, head, self.model)
        rest = sum(1 for _line in lines)
        self.length = rest + sum(number > LINES_BEFORE for number, _cells in head)

    def __len__(self) -> int:
        return self.length

    def __iter__(self) -> Iterator[GivenRow]:
        fields, label = loadable_fields(self.model), self.model._meta.label_lower
        for number, cells in lines_of(self.file):
            if number > LINES_BEFORE:
                yield _row(self.file, label, fields, self.names, number, cells)


def _model(file: BroughtFile, lines: list[Any]) -> type[models.Model]:
    """The model that the first line names."""
    first = [str(cell) for cell in lines[0][1][:2]] if lines else []
    model = loadable_models().get(first[1].strip()) if first[:1] == [MARK] and len(first) > 1 else None
    if model is None:
        said = _("A sheet begins with “%(mark)s” and what it brings: take a template.") % {"mark": MARK}
        raise Unreadable(said, Place(file.name, 1, 1))
    return model


def _names(file: BroughtFile, lines: list[Any], model: type[models.Model]) -> list[str]:
    """The name of each column; every one a field of the model, and there once."""
    number, cells = lines[1] if len(lines) > 1 else (2, [])
    if number != 2 or not cells or cells[0] != NAMES:  # noqa: PLR2004 - the second line
        raise Unreadable(_("The second line names the columns."), Place(file.name, 2, 1))
    names = [str(cell or "").strip() for cell in cells]
    known = loadable_fields(model)
    for place, name in enumerate(names[1:], start=2):
        if name and (name not in known or name in names[1 : place - 1]):
            said = _("“%(name)s” is no column of this sheet, or is there twice.") % {"name": name}
            raise Unreadable(said, Place(file.name, 2, place))
    return names


def _row(
    file: BroughtFile, label: str, fields: dict[str, Any], names: list[str], number: int, cells: Sequence[Any]
) -> GivenRow:
    given = {}
    for column, name in enumerate(names[1:], start=1):
        cell = cells[column] if column < len(cells) else None
        # Empty where the field must hold something: the row says nothing of it.
        if name and (cell not in (None, "") or _may_be_empty(fields[name])):
            given[name] = _given(fields[name], cell, Place(file.name, number, column + 1))
    return GivenRow(label, given, Place(file.name, number, 1))


def _may_be_empty(field: Any) -> bool:
    return bool(field.many_to_many or field.null or field.blank)


def _given(field: Any, cell: Any, place: Place) -> Given:
    problem = _problem(field, cell)
    return Given(None if problem else _value(field, cell), place, problem)


def _problem(field: Any, cell: Any) -> str:
    """Why a cell cannot be taken for anything."""
    if isinstance(cell, Formula):
        return _("Formulas are not taken: write the value.")
    if isinstance(cell, str):
        return unfit(cell)
    if isinstance(cell, bool):
        return _("This is read as yes or no: format the cell as text.")
    if isinstance(cell, int | float) and isinstance(field, models.CharField | models.TextField):
        # What it was before a program made a number of it, such as 01, nobody can tell.
        return _("This has become a number: format the cell as text and write it again.")
    return ""


def _value(field: Any, cell: Any) -> Any:
    """What a cell holds, as a fixture would give it."""
    text = cell.strip() if isinstance(cell, str) else cell
    if field.many_to_many:
        return [_key(line, field.related_model) for line in _several(text)]
    if isinstance(field, models.JSONField):
        return _several(text)
    if text in (None, ""):
        return None if field.null or field.is_relation else ""
    return _key(text, field.related_model) if field.is_relation else _plain(text)


def _plain(value: Any) -> Any:
    """A cell without what spreadsheets add: a time of day, a fraction of nought."""
    if isinstance(value, datetime.datetime):
        return value.date()
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _several(text: Any) -> list[str]:
    lines = str(text or "").replace("\r", SEVERAL).split(SEVERAL)
    return [line.strip() for line in lines if line.strip()]


def _key(text: Any, model: Any) -> list[str]:
    """The parts of a key; a last one that is left out is empty, as of a document as a whole."""
    parts = [part.strip() for part in str(text).split(PART)]
    needed = len(model.NATURAL_KEY) - bool(model.LEFT_OUT)
    return parts + [""] * (needed - len(parts))
