"""Takes away what is due by its retention class, and then makes the database itself forget it."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from core.forgetting import forget
from core.retention import Retention, modules, tables_that_forget


def delete(*, rows: QuerySet, at: datetime.datetime) -> int:
    """Delete rows of which no history is kept; says how many."""
    there = rows.count()
    rows.delete()
    return there


@dataclass(frozen=True)
class Due:
    """One kind of thing that is kept for a time: how to find what is over, and how to take it away."""

    what: str
    retention: Retention
    find: Callable[[datetime.datetime], QuerySet]
    remove: Callable[..., int] = delete


@dataclass(frozen=True)
class Purged:
    """What a purge took away, and what it could not make the database forget."""

    removed: dict[str, int]
    left_to_do: list[str]


def due() -> list[Due]:
    """Everything that any app keeps for a time."""
    return [each for module in modules() for each in module.DUE]


def what_is_due(*, at: datetime.datetime) -> dict[str, int]:
    """How much of each kind would go now."""
    return {each.what: each.find(at).count() for each in due()}


def purge(*, at: datetime.datetime) -> Purged:
    """Take away what is due, in one transaction; then leave no trace of that, nor of anything erased before.

    The schedule decides and no person, so there is nobody to ask for permission; it can be run at any time.
    """
    with transaction.atomic():
        removed = {each.what: _removed(each, at) for each in due()}
    return Purged(removed, forget(connection, tables_that_forget()))


def _removed(each: Due, at: datetime.datetime) -> int:
    rows: Any = each.find(at)
    return each.remove(rows=rows, at=at)
