"""Clients that stop reading a large file keep nobody waiting, and nothing in the database."""

import http.client
import socket
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from core.whole_files import LARGE_AT_ONCE
from script.lib.served import served
from tests.own_database import DATABASES, environment_for, run

pytestmark = [pytest.mark.own_database, pytest.mark.slow]

# More than the server has threads, and more in each file than two sockets hold.
STOPPED, ROWS, LETTERS = 9, 2_000, 4_000
PATIENCE = 30
OK, BUSY = 200, 503
FILE = "/api/v1/party-results.csv"
FILL = f"""
from tests.factories.elections import PartyResultFactory
from elections_app.models import Party, PartyResult
row = PartyResultFactory(note="x" * {LETTERS})
parties = Party.objects.bulk_create(Party(code=f"many-{{n}}", name="Many") for n in range({ROWS}))
given = dict(election=row.election, place=row.place, stage=row.stage, source=row.source, note=row.note)
PartyResult.objects.bulk_create((PartyResult(party=party, **given) for party in parties), batch_size=500)
"""


@contextmanager
def stopped_reader(site: str, address: str) -> Iterator[http.client.HTTPResponse]:
    """Somebody who reads a little of a file and then nothing more."""
    where = urlsplit(site)
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=PATIENCE)
    connection.sock = socket.socket()
    connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    connection.sock.settimeout(PATIENCE)
    connection.sock.connect((where.hostname, where.port))
    try:
        connection.request("GET", address)
        answer = connection.getresponse()
        assert len(answer.read(1_024)) == 1_024 or answer.status == BUSY
        yield answer
    finally:
        connection.close()


def answered(site: str, address: str) -> tuple[int, bytes]:
    """What somebody else gets in the meantime."""
    where = urlsplit(site)
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=PATIENCE)
    try:
        connection.request("GET", address)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def nothing_is_held(database: Any) -> bool:
    """Whether nobody is in the middle of reading."""
    if isinstance(database, sqlite3.Connection):
        busy, *_ = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy
    cursor = database.cursor()
    cursor.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' "
        "AND pid <> pg_backend_pid() AND (state <> 'idle' OR backend_xmin IS NOT NULL)"
    )
    database.rollback()
    return cursor.fetchone() == (0,)


def soon(true: Callable[[], bool]) -> bool:
    """Whether it comes true before patience ends."""
    until = time.monotonic() + PATIENCE
    while not (is_true := true()) and time.monotonic() < until:
        time.sleep(0.1)
    return is_true


@pytest.mark.parametrize("vendor", DATABASES)
def test_clients_that_stop_reading_stop_nobody_else(vendor: str, tmp_path: Path) -> None:
    with DATABASES[vendor]() as (url, folder, opened):
        run(url, folder, "manage.py", "migrate", "--verbosity=0")
        run(url, folder, "manage.py", "shell", "--verbosity=0", "--command", FILL)
        with served(Path(sys.executable), environment_for(url, folder), tmp_path / "log") as site:
            with ExitStack() as readers:
                waiting = [readers.enter_context(stopped_reader(site, FILE)) for _ in range(STOPPED)]
                page, _ = answered(site, "/api/v1/themes/")
                with opened() as database:
                    is_free = soon(lambda: nothing_is_held(database))
                rest = waiting[0].read()
                status, body = answered(site, FILE)
            are_gone = soon(lambda: all(answered(site, FILE)[0] == OK for _ in range(STOPPED)))

    told = [answer.status for answer in waiting]
    assert told == [OK] * LARGE_AT_ONCE + [BUSY] * (STOPPED - LARGE_AT_ONCE)
    assert (page, status) == (OK, OK), "a page, and the file once one of them went on"
    assert len(rest) + 1_024 == len(body) > ROWS * LETTERS
    assert is_free
    assert are_gone, "whoever went away keeps nobody waiting"
