"""A database with files of its own, and programs of the project that run on it in processes of their own."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2

from script.lib import postgresql
from script.lib.checkout import ROOT, temporary_folder

# Its URL, the folder that holds all its files, and a way to open it.
OwnDatabase = AbstractContextManager[tuple[str, Path, Callable[[], Any]]]


def run(url: str, folder: Path, *command: str, **surroundings: str) -> str:
    """What a program of the project prints, in a process of its own."""
    environment = environment_for(url, folder, **surroundings)
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def environment_for(url: str, folder: Path, **surroundings: str) -> dict[str, str]:
    """The environment of a program that runs on this database."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": url,
        "TRACKER_DATA": str(folder),
        "REDIS_URL": "",
        **surroundings,
    }


@contextmanager
def sqlite_database() -> Iterator[tuple[str, Path, Any]]:
    """An empty file."""
    with temporary_folder("tracker-own-") as folder:
        file = folder / "own.sqlite3"
        yield f"sqlite:///{file}", folder, lambda: closing(sqlite3.connect(file))


@contextmanager
def postgresql_database() -> Iterator[tuple[str, Path, Any]]:
    """A server with the settings that decision 13 asks for."""
    with (
        temporary_folder("tracker-own-") as folder,
        postgresql.started_in(folder, wal_recycle="off", full_page_writes="on") as url,
    ):
        yield url, folder, lambda: closing(psycopg2.connect(url))


DATABASES: dict[str, Callable[[], OwnDatabase]] = {
    "sqlite": sqlite_database,
    "postgresql": postgresql_database,
}
