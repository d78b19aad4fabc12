"""After an erasure and a purge not one byte of the content is left in the files of the database."""

import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks_app.canaries import CANARY
from tests.own_database import DATABASES, run

pytestmark = [pytest.mark.own_database, pytest.mark.slow]

# The index of the search holds words, not texts: its first word alone finds it in both.
WORD = CANARY.partition("-")[0]

# Nothing may hide in a compressed value: then it would not be found, and still be there.
AS_IT_IS = (
    'ALTER TABLE core_historyentry ALTER COLUMN "before" SET STORAGE EXTERNAL;'
    'ALTER TABLE core_historyentry ALTER COLUMN "after" SET STORAGE EXTERNAL;'
    "ALTER TABLE core_searchentry ALTER COLUMN terms SET STORAGE EXTERNAL;"
)

# What happens anyway in time: samples of the values are taken for the planner, memory and log go into files.
IN_TIME = {"sqlite": ["PRAGMA wal_checkpoint(PASSIVE)"], "postgresql": ["ANALYZE", "CHECKPOINT"]}


def files_with(folder: Path) -> list[str]:
    """The files in a folder whose bytes hold the canary.

    Another process looks: were this one to close SQLite's file, its lock on it would be gone.
    """
    looking = ["grep", "--recursive", "--files-with-matches", "--text", "--fixed-strings", "--no-messages"]
    found = subprocess.run([*looking, WORD, "."], cwd=folder, capture_output=True, text=True, check=False)
    return sorted(found.stdout.split())


def rows_with(database: Any) -> int:
    """How many rows of how ever many tables hold the canary."""
    cursor = database.cursor()
    cursor.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        if isinstance(database, sqlite3.Connection)
        else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    )
    found = 0
    for (table,) in cursor.fetchall():
        cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
        found += sum(WORD in str(row) for row in cursor.fetchall())
    return found


@pytest.mark.parametrize("vendor", DATABASES)
def test_nothing_is_left(vendor: str, say: Callable[[str], None]) -> None:
    with DATABASES[vendor]() as (url, folder, opened):
        run(url, folder, "manage.py", "migrate", "--verbosity=0")
        with opened() as reader:  # as a running server has one: SQLite keeps its log while it is open
            if vendor == "postgresql":
                reader.cursor().execute(AS_IT_IS)
                reader.commit()
            rows_with(reader)
            number = run(url, folder, "-m", "tests.benchmarks_app.live_with_a_canary")
            rows = rows_with(reader)
            for statement in IN_TIME[vendor]:
                reader.commit()
                reader.cursor().execute(statement)
            reader.commit()
            files = files_with(folder)

            who_and_why = ("--by", "keeper", "--reason", "The source is in danger.")
            run(url, folder, "manage.py", "erase_update", number, *who_and_why)
            rows_after, remembered = rows_with(reader), files_with(folder)
            reader.commit()

            said = run(url, folder, "manage.py", "purge")
            left = files_with(folder)
            verified = run(url, folder, "manage.py", "verify_history")

    say(
        f"{vendor}: the canary was in {rows} rows and {len(files)} files; after the erasure in {rows_after} "
        f"rows and {len(remembered)} files ({', '.join(remembered)}); after the purge in {len(left)} files"
    )
    assert rows >= 10
    assert len(files) >= 2  # in the log and in the tables' own files
    assert rows_after == 0
    assert remembered, "without the purge there is something to find, or this test finds nothing ever"
    assert left == []
    assert "forgotten" in said
    assert "each as it was written" in verified
