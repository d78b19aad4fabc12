"""A database with files of its own, and programs of the project that run on it in processes of their own."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

import psycopg2

from script.lib import postgresql
from script.lib.announcement import front_page_status
from script.lib.checkout import ROOT, temporary_folder
from script.lib.ports import LOOPBACK, free_port
from script.lib.serve import server_command

SECONDS_TO_START = 60

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
def served(url: str, folder: Path, log: Path, **surroundings: str) -> Iterator[str]:
    """The site on this database, by the web server of `script/serve`; gives its address."""
    port = free_port()
    command = server_command(Path(sys.executable), LOOPBACK, port)
    with (
        log.open("wb") as output,
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment_for(url, folder, **surroundings),
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as server,
    ):
        try:
            wait_for_the_front_page(server, port, log)
            yield f"http://{LOOPBACK}:{port}"
        finally:
            server.terminate()


def wait_for_the_front_page(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    """Until the site answers; an error with what it said when it does not."""
    deadline = time.monotonic() + SECONDS_TO_START
    while front_page_status(LOOPBACK, port) != HTTPStatus.OK:
        assert server.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)


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
