"""How many rows a list has: counted exactly, and once for everybody until something public changes."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.core.paginator import Paginator
from django.db import connections
from django.db.models import QuerySet
from rest_framework.request import Request

from core.api.kept_answers import store
from core.api.kept_statements import counting, is_for_nobody_now, text_of

Statement = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True)
class Count:
    """A number that was counted, and about how much memory it takes with its question."""

    number: int
    size: int


class Counted(Paginator):
    """Pages of a list whose number of rows may be known already."""

    def __init__(self, rows: Any, size: int, *, request: Request) -> None:
        super().__init__(rows, size)
        self.request = request

    @cached_property
    def count(self) -> int:
        """How many rows there are."""
        return count_of(self.object_list, self.request)


def count_of(rows: Any, request: Request) -> int:
    """How many rows a query has; of somebody without an account, as counted under the stamp of now."""
    if not isinstance(rows, QuerySet):
        return Paginator(rows, 1).count
    statement = _kept(rows) if is_for_nobody_now(request) else None
    stamp = getattr(request._request, "public_stamp", None)
    question = (statement or _written(rows)) if stamp else None
    if question is None or stamp is None:
        return _counted(rows, statement)
    if (known := store.find(stamp, question)) is None:
        known = Count(_counted(rows, statement), len(repr(question)) * 2)
        store.keep(stamp, question, known)
    return known.number


def _counted(rows: QuerySet, statement: Statement | None) -> int:
    if statement is None:
        return rows.count()
    with connections[rows.db].cursor() as cursor:
        cursor.execute(*statement)
        return cursor.fetchone()[0]


def _kept(rows: QuerySet) -> Statement | None:
    """The statement that counts these rows, by a text that is kept."""
    known = text_of(rows, Count, counting)
    return (known[0].sql, known[1]) if known else None


def _written(rows: QuerySet) -> Statement | None:
    """A statement that is as telling as the one that counts these rows; None where there are none."""
    try:
        return rows.order_by().query.sql_with_params()
    except EmptyResultSet:
        return None
