"""How far the work on a load is, told while its own transaction is open, and heard when somebody cancels."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from core.loading.planning import Tell
from core.models import PlannedLoad


class Cancelled(Exception):
    """Somebody let go of the load; whatever was written for it is taken back."""


@contextmanager
def telling(planned: PlannedLoad) -> Iterator[Tell]:
    """Tells the row of a load how many rows are done of how many; raises Cancelled once it is cancelled."""
    stage = planned.stage
    with _beside() as cursor:

        def told(done: int, of: int) -> None:
            if not PlannedLoad.objects.filter(pk=planned.pk, stage=stage).exists():
                raise Cancelled
            if cursor is not None:
                cursor.execute(SAID, [done, of, planned.pk, stage])

        yield told


SAID = "UPDATE core_plannedload SET rows_done = %s, rows_in_all = %s WHERE id = %s AND stage = %s"


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
