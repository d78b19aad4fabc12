"""Takes away for a while the triggers that keep rows: what only the owner of a database can do."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper

from benchmarks_app.published_triggers import TRIGGERS as OF_WHAT_IS_PUBLISHED
from core.history_triggers import TRIGGERS as OF_THE_HISTORY
from core.kept_rows import set_up, take_down
from core.release_triggers import TRIGGERS as OF_RELEASES
from core.signed_head_triggers import TRIGGERS as OF_SIGNED_HEADS

EVERY_TRIGGER = (*OF_THE_HISTORY, *OF_WHAT_IS_PUBLISHED, *OF_RELEASES, *OF_SIGNED_HEADS)


@contextmanager
def without_triggers(connection: BaseDatabaseWrapper = default_connection) -> Iterator[None]:
    """A block in which rows can be forged, or tables emptied; afterwards the triggers stand again."""
    check_what_is_pending(connection)
    take_down(EVERY_TRIGGER, connection)
    try:
        yield
    finally:
        check_what_is_pending(connection)
        set_up(EVERY_TRIGGER, connection)


def check_what_is_pending(connection: BaseDatabaseWrapper) -> None:
    """PostgreSQL lets go of a table only when no foreign key of this transaction is still to be checked."""
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
