"""How many rows a list has: counted exactly, and once for everybody until something public changes."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.core.paginator import Paginator
from django.db.models import QuerySet
from rest_framework.request import Request

from core.api.kept_answers import store


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
    stamp = getattr(request._request, "public_stamp", None)
    question = _question(rows) if stamp and isinstance(rows, QuerySet) else None
    if question is None or stamp is None:
        return rows.count() if isinstance(rows, QuerySet) else Paginator(rows, 1).count
    if (known := store.find(stamp, question)) is None:
        known = Count(rows.count(), len(question) * 2)
        store.keep(stamp, question, known)
    return known.number


def _question(rows: QuerySet) -> str | None:
    try:
        asked, given = rows.order_by().query.sql_with_params()
    except EmptyResultSet:
        return None
    return repr((asked, given))
