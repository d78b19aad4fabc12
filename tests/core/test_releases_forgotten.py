"""After an erasure and a purge no file of the database holds the packed bytes of what a release said."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.own_database import DATABASES, run

pytestmark = [pytest.mark.own_database, pytest.mark.slow]

# What happens anyway in time: memory and log go into files.
IN_TIME = {"sqlite": "PRAGMA wal_checkpoint(PASSIVE)", "postgresql": "CHECKPOINT"}


def files_with(folder: Path, pieces: str) -> list[str]:
    """The files in a folder that hold any of these; another process looks, for the sake of SQLite's locks."""
    digits = (re.findall("..", piece) for piece in pieces.split(","))
    pattern = "|".join("".join(f"\\x{two}" for two in piece) for piece in digits)
    looking = ["grep", "--recursive", "--files-with-matches", "--text", "--no-messages", "--perl-regexp"]
    found = subprocess.run(
        [*looking, pattern, "."], cwd=folder, env={"LC_ALL": "C"}, capture_output=True, text=True, check=False
    )
    return sorted(found.stdout.split())


@pytest.mark.parametrize("vendor", DATABASES)
def test_no_packed_byte_is_left(vendor: str, say: Callable[[str], None]) -> None:
    with DATABASES[vendor]() as (url, folder, opened):
        run(url, folder, "manage.py", "migrate", "--verbosity=0")
        with opened() as reader:  # as a running server has one: SQLite keeps its log while it is open
            reader.cursor().execute("SELECT COUNT(*) FROM core_release")
            reader.commit()
            *pieces, number = run(url, folder, "-m", "tests.core.release_with_a_canary").split()
            reader.commit()
            reader.cursor().execute(IN_TIME[vendor])
            reader.commit()
            before = [files_with(folder, piece) for piece in pieces]

            who_and_why = ("--by", "keeper", "--reason", "The source is in danger.")
            run(url, folder, "manage.py", "erase_update", number, *who_and_why)
            run(url, folder, "manage.py", "purge")
            left = [files_with(folder, piece) for piece in pieces]
            verified = run(url, folder, "manage.py", "verify_release")

    say(f"{vendor}: the packed table and both archives lay in {before}; after erasure and purge in {left}")
    assert all(before), "without the purge there is something to find, or this test finds nothing ever"
    assert left == [[], [], []]
    assert "redacted" in verified
