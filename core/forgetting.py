"""Makes the database forget what was deleted: a DELETE leaves it in its files and its write-ahead log."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

from core.search_terms import FORGET_DELETED

# Settings of a PostgreSQL server under which old write-ahead log stays, each with what it must be.
NEEDED = {"wal_recycle": "off", "archive_mode": "off", "wal_keep_size": "0"}


def forget(connection: BaseDatabaseWrapper, tables: Sequence[str]) -> list[str]:
    """Rewrite these tables without what was deleted; gives what a person has still to do, in words."""
    if connection.in_atomic_block:
        raise RuntimeError("A transaction that is still open cannot be forgotten.")
    forgetting = _sqlite() if connection.vendor == "sqlite" else _postgresql(tables)
    return [left for statement in forgetting if (left := _run(connection, statement))] + kept_by_the_server(
        connection
    )


def _sqlite() -> Iterator[str]:
    """The words of what was found once go, the whole file is written anew, and the log emptied into it."""
    yield FORGET_DELETED
    yield "VACUUM"
    yield "PRAGMA wal_checkpoint(TRUNCATE)"


def _postgresql(tables: Sequence[str]) -> Iterator[str]:
    """The tables, the samples of their values that the planner keeps, and then all log of before."""
    for table in tables:
        yield f'VACUUM (FULL, ANALYZE) "{table}"'
    yield "VACUUM (FULL) pg_catalog.pg_statistic"
    yield "CHECKPOINT"
    yield "SELECT pg_switch_wal()"
    yield "CHECKPOINT"


def _run(connection: BaseDatabaseWrapper, statement: str) -> str:
    """Run one statement; why it did not do its work, or nothing."""
    _told(connection).clear()
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            answer = cursor.fetchone() if cursor.description else None
    except DatabaseError as problem:
        return f"{statement}: {str(problem).strip()}"
    if statement.startswith("PRAGMA") and answer and answer[0]:
        return f"{statement}: others were reading; run this again, or when nobody uses the tracker."
    # Instead of an error: PostgreSQL skips a table that this account does not own, and warns.
    return "; ".join(notice.strip() for notice in _told(connection) if "skipping" in notice)


def _told(connection: BaseDatabaseWrapper) -> list[str]:
    """What PostgreSQL told besides its answers, since this was last emptied."""
    connection.ensure_connection()
    told: Any = getattr(connection.connection, "notices", None)
    return [] if told is None else told


def kept_by_the_server(connection: BaseDatabaseWrapper) -> list[str]:
    """The settings and the followers for whose sake the server keeps old log."""
    if connection.vendor == "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(NEEDED)])
        wrong = [(name, value) for name, value in cursor.fetchall() if value != NEEDED[name]]
        cursor.execute("SELECT slot_name FROM pg_replication_slots")
        followers = [name for (name,) in cursor.fetchall()]
    return [
        *(
            f"{name} is {value}: old write-ahead log stays. Set it to {NEEDED[name]}."
            for name, value in wrong
        ),
        *(f"Replication slot {name} keeps old write-ahead log." for name in followers),
    ]
