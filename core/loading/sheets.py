"""Sheets that describe themselves: which rows they bring, and of each column its name, type and hint.

A sheet begins with four lines: what it is, the names of its columns, their types, and hints. The first cell
of every later line is free: there a sheet that comes back says what is wrong with the line.
"""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from core.loading.loadable import loadable_fields, loadable_models

MARK, NAMES, TYPES, HINTS = "tracker sheet", "field", "type", "hint"
LINES_BEFORE = 4
# Between the parts of a key, and between several keys in one cell.
PARTS, SEVERAL = " | ", "\n"


@dataclass(frozen=True)
class Column:
    """One column of a sheet."""

    name: str
    type: str
    hint: str


def columns_of(model: type[models.Model]) -> list[Column]:
    """The columns of a model's sheet: its key first, then the rest as the model has them."""
    fields = loadable_fields(model)
    key: list[str] = model.key_fields()  # type: ignore[attr-defined]
    names = [*key, *(name for name in fields if name not in key)]
    return [Column(name, _type(fields[name]), _hint(fields[name], is_key=name in key)) for name in names]


def _type(field: Any) -> str:
    if field.is_relation:
        kind = field.related_model._meta.verbose_name
        return (_("keys of %(kind)s") if field.many_to_many else _("key of %(kind)s")) % {"kind": kind}
    if field.choices:
        return _("one of these words")
    for kind, name in (
        (models.IntegerField, _("whole number")),
        (models.DecimalField, _("number")),
        (models.DateField, _("day, as 2022-06-05")),
        (models.JSONField, _("words, one a line")),
    ):
        if isinstance(field, kind):
            return name
    return _("text")


def _hint(field: Any, *, is_key: bool) -> str:
    """What to write, in one cell."""
    said = [str(field.verbose_name), str(field.help_text)]
    if is_key:
        said.append(_("part of the key of the row"))
    if field.choices:
        said.append(", ".join(str(value) for value, _name in field.choices))
    if field.is_relation:
        said.append(_key_of(field.related_model))
    if field.many_to_many:
        said.append(_("one a line"))
    elif not field.blank and not field.has_default():
        said.append(_("needed"))
    return "; ".join(filter(None, said))


def _key_of(model: Any) -> str:
    return PARTS.join(model.key_in_words())


def head_of(model: type[models.Model]) -> list[list[str]]:
    """The four lines with which a sheet of this model begins."""
    columns = columns_of(model)
    return [
        [MARK, model._meta.label_lower, str(model._meta.verbose_name_plural)],
        [NAMES, *(column.name for column in columns)],
        [TYPES, *(column.type for column in columns)],
        [HINTS, *(column.hint for column in columns)],
    ]


def sheet_names() -> list[tuple[str, str]]:
    """Every model of which there is a sheet, with what its rows are called."""
    found = loadable_models().items()
    return sorted(
        ((name, str(model._meta.verbose_name_plural)) for name, model in found), key=lambda each: each[1]
    )
