"""The state of the tables that an answer was made of: another as soon as a row of theirs is another."""

import hashlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection

# A digest of each row and of the transaction that wrote it: changed and changed back it is another row.
ROW = "sha256(convert_to(one.xmin::text || one::text, 'UTF8'))"
ROWS = f"SELECT string_agg({ROW}, ''::bytea) FROM {{table}} AS one"  # noqa: S608 - a table of ours

# Nothing public names anybody, and whoever signs in writes there.
WITHOUT = {get_user_model()._meta.db_table}


@contextmanager
def tables_read() -> Iterator[set[str]]:
    """The tables that the database is asked about within this block."""
    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} - WITHOUT
    read: set[str] = set()

    def noted(execute: Callable[..., Any], sql: str, *given: Any) -> Any:
        read.update(table for table in known - read if f'"{table}"' in sql)
        return execute(sql, *given)

    with connection.execute_wrapper(noted):
        yield read


def state_of(tables: Collection[str]) -> str:
    """One word for all that these tables hold."""
    digest = hashlib.sha256()
    for rows in rows_of_each(sorted(tables)):
        digest.update(hashlib.sha256(rows).digest())
    return digest.hexdigest()


def rows_of_each(tables: Collection[str]) -> Iterator[bytes]:
    """A digest of each table's rows, or the digests of all of them."""
    with connection.cursor() as cursor:
        for table in tables:
            if connection.vendor == "postgresql":
                cursor.execute(ROWS.format(table=connection.ops.quote_name(table)))
                yield bytes(cursor.fetchone()[0] or b"")
            else:
                cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a table of ours
                yield digest_of(cursor)


def digest_of(rows: Any) -> bytes:
    """One digest of all rows."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(repr(row).encode())
    return digest.digest()
