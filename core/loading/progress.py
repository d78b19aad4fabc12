"""How far the work on a load is, told while its own transaction is open, and heard when somebody cancels."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from core.loading.planning import Tell
from core.models import PlannedLoad, Undoing


class Cancelled(Exception):
    """Somebody let go of it; whatever was written for it is taken back."""


@contextmanager
def telling(about: PlannedLoad | Undoing) -> Iterator[Tell]:
    """Tells the row of a load, or of its undoing, how many rows are done; raises Cancelled once that is."""
    rows, said = type(about)._base_manager, SAID[type(about)]
    key, stage = about.pk, about.stage
    with _beside() as cursor:

        def told(done: int, of: int) -> None:
            if not rows.filter(pk=key, stage=stage).exists():
                raise Cancelled
            if cursor is not None:
                cursor.execute(said, [done, of, key, stage])

        yield told


SAID: dict[type[Any], str] = {
    PlannedLoad: "UPDATE core_plannedload SET rows_done = %s, rows_in_all = %s WHERE id = %s AND stage = %s",
    Undoing: "UPDATE core_undoing SET rows_done = %s, rows_in_all = %s WHERE id = %s AND stage = %s",
}


@contextmanager
def _beside() -> Iterator[Any]:
    """A second connection, whose writes are seen at once; None on SQLite, which has one writer at a time."""
    if connection.vendor != "postgresql":
        yield None
        return
    beside = connection.copy()
    try:
        with beside.cursor() as cursor:
            yield cursor
    finally:
        beside.close()
