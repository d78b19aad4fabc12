"""The rows that change with a row of another table: the questions for their keys, path by path."""

import re
from dataclasses import dataclass
from typing import Any

from core.models import PublicMoment
from core.public_moments import Models

TABLE = PublicMoment._meta.db_table


@dataclass(frozen=True)
class Reached:
    """The rows that a path leads to from a row "ROW": itself, what it links to, or what is farther."""

    model: Models
    keys: str
    is_itself: bool = False
    begins_here: bool = True

    @property
    def kind(self) -> str:
        """What stands for their model."""
        return self.model._meta.label_lower

    @property
    def joins(self) -> bool:
        """Whether other tables have to be asked."""
        return "SELECT" in self.keys

    def from_all(self, rows: str) -> str:
        """The question for the keys, from many rows at once."""
        return re.sub(r"ROW\.(\w+)", rf"SELECT changed.\1 FROM {rows}", self.keys)  # noqa: S608

    def rows(self, public: str) -> str:
        """The question for those that are there; the others go with their moments."""
        when = f" AND ({public})" if public else ""
        table, key = self.model._meta.db_table, key_of(self.model)
        return f"FROM {table} AS target WHERE target.{key} IN ({self.keys}){when}"


def reached(model: Models, path: str) -> Reached:
    """Where a path of relations leads to; it begins with a link of the row, or with those of others to it."""
    keys, current = f"ROW.{key_of(model)}", model
    steps: list[Any] = []
    for name in path.split("__") if path else ():
        step: Any = current._meta.get_field(name)
        keys, current = _step(step, keys, is_first=not steps), step.related_model
        steps.append(step)
    return Reached(current, keys, is_itself=not steps, begins_here=not steps or steps[0].many_to_one)


def _step(step: Any, keys: str, *, is_first: bool) -> str:
    """The keys at the end of one relation, from those at its beginning."""
    if step.many_to_one:
        table, own, other = step.model._meta.db_table, step.model._meta.pk.column, step.column
        if is_first:
            return f"ROW.{other}"
    elif step.one_to_many:
        remote = step.related_model._meta
        table, own, other = remote.db_table, step.field.column, remote.pk.column
    elif step.concrete:
        table, own, other = step.m2m_db_table(), step.m2m_column_name(), step.m2m_reverse_name()
    else:
        link = step.field
        table, own, other = link.m2m_db_table(), link.m2m_reverse_name(), link.m2m_column_name()
    return f"SELECT {other} FROM {table} WHERE {own} IN ({keys})"  # noqa: S608 (names of ours)


def key_of(model: Models) -> str:
    """The column of a model's number."""
    pk: Any = model._meta.pk
    return str(pk.column)
