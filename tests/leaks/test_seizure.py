"""Somebody takes the server with all that is on it: what was sealed cannot be read there, and can at home."""

import base64
import json
import os
import secrets
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyrage
import pytest
import redis as redis_client
from django.contrib.sessions.serializers import JSONSerializer
from django.core import signing

from script.lib import redis
from script.lib.checkout import ROOT, temporary_folder
from script.lib.served import served
from tests.core.files_by_hand import picture
from tests.own_database import DATABASES, environment_for, run

RECORDS, FILES = 100, 20
KINDS = ("identity", "contact", "place")

pytestmark = [pytest.mark.own_database, pytest.mark.slow]


def entry(number: int, *, careless: bool = False) -> dict[str, Any]:
    """One record; a careless monitor writes who it was where it does not belong."""
    told = {kind: f"canary-{secrets.token_hex(12)} {kind} សុខ" for kind in KINDS}
    name = f"canary-{secrets.token_hex(12)}.jpg"
    file = picture("JPEG", comment=f"canary-{secrets.token_hex(12)}".encode())
    return {
        "door": "api" if number % 4 else "browser",
        **told,
        "description": told["identity"] if careless else "Notes of a talk",
        "name": name,
        "file": base64.b64encode(file).decode() if number < FILES else "",
    }


def enter(said: dict[str, Any], url: str, folder: Path, typed: Path, **busy: str) -> None:
    """By a program through the API, and every fourth record by Chromium on the running site."""
    typed.write_text(json.dumps(said))
    program = ("-m", "tests.leaks.entering", str(typed), str(folder / "program.log"))
    account = json.loads(run(url, folder, *program, **busy))
    typed.write_text(json.dumps({**said, "account": account}))
    environment = environment_for(url, folder, **busy)
    with served(Path(sys.executable), environment, folder / "web.log") as site:
        run(url, folder, "-m", "tests.leaks.typing", str(typed), site)


def canaries(entries: list[dict[str, Any]]) -> list[bytes]:
    """What must be found nowhere: sources, names of files, and what the files hold beside their pixels."""
    told = [each[kind].partition(" ")[0] for each in entries for kind in KINDS]
    files = [base64.b64decode(each["file"]) for each in entries if each["file"]]
    hidden = [content[content.index(b"canary-") :][:31] for content in files]
    names = [each["name"].removesuffix(".jpg") for each in entries if each["file"]]
    return [*(text.encode() for text in [*told, *names]), *hidden]


def disguised(canary: bytes) -> Iterator[bytes]:
    """A canary as it is, and as base64 and hexadecimal hold it wherever it begins."""
    yield canary
    yield canary.hex().encode()
    yield canary.decode().encode("utf-16-le")
    for shift in range(3):
        yield base64.b64encode(b"x" * shift + canary)[shift and 4 : -4]


def seized(folder: Path, database: Any, queue: str) -> Path:
    """Everything there is on the server, in one folder: what lies open there is unpacked first."""
    taken = folder / "taken"
    taken.mkdir()
    (taken / "environment").write_text(repr(dict(os.environ)))
    (taken / "redis").write_bytes(b"\n".join(dumped(queue)))
    (taken / "dump").write_text("\n".join(rows(database)))
    (taken / "sessions").write_text("\n".join(opened_sessions(database)))
    return folder


def dumped(queue: str) -> Iterator[bytes]:
    """Every key of the queue and what it holds."""
    with redis_client.Redis.from_url(queue) as held:
        for key in held.scan_iter():
            yield key
            kind = held.type(key).decode()
            read = {"list": lambda k: held.lrange(k, 0, -1), "string": held.get, "hash": held.hgetall}
            yield repr(read.get(kind, held.dump)(key)).encode()


def tables(database: Any) -> list[str]:
    cursor = database.cursor()
    lite = isinstance(database, sqlite3.Connection)
    every = "SELECT name FROM sqlite_master WHERE type = 'table'"
    cursor.execute(every if lite else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return [name for (name,) in cursor.fetchall()]


def rows(database: Any) -> Iterator[str]:
    """Every row of every table as text, bytes too."""
    cursor = database.cursor()
    for table in tables(database):
        cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
        for row in cursor.fetchall():
            values = [bytes(value) if isinstance(value, memoryview) else value for value in row]
            yield f"{table} {values!r}"


def opened_sessions(database: Any) -> Iterator[str]:
    """What the sessions say, which lies compressed in their table."""
    cursor = database.cursor()
    cursor.execute("SELECT session_data FROM django_session")
    for (data,) in cursor.fetchall():
        salt = "django.contrib.sessions.SessionStore"
        yield repr(signing.loads(data, salt=salt, serializer=JSONSerializer))


def found(folder: Path, sought: list[bytes], offline: Path) -> list[str]:
    """The files of the folder that hold one of these, however it is written."""
    patterns = offline / "patterns"
    patterns.write_bytes(
        b"\n".join(sorted({way for one in sought for way in disguised(one) if b"\0" not in way}))
    )
    looking = ["grep", "-r", "-l", "-a", "-F", "-s", "-f", str(patterns), "."]
    done = subprocess.run(looking, cwd=folder, capture_output=True, text=True, check=False)
    return sorted(done.stdout.split())


def opened_at_home(bundle: Path, key: Path, into: Path) -> set[bytes]:
    """What the private key opens, on a computer without the database."""
    command = [
        sys.executable,
        "manage.py",
        "open_sealed",
        str(bundle),
        "--key",
        str(key),
        "--into",
        str(into),
    ]
    alone = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "SECRET_KEY": "none",
    }
    subprocess.run([*command, "--into", str(into)], cwd=ROOT, env=alone, capture_output=True, check=True)
    return {file.read_bytes() for file in into.rglob("*") if file.is_file()}


@pytest.mark.parametrize("vendor", DATABASES)
def test_a_seized_server_tells_nobody_who_the_sources_are(vendor: str, say: Callable[[str], None]) -> None:
    private_key = pyrage.x25519.Identity.generate()
    entries = [entry(number) for number in range(RECORDS)]
    careless = entry(RECORDS, careless=True)
    with temporary_folder("tracker-home-") as home, redis.server() as queue, DATABASES[vendor]() as own:
        url, folder, opened = own
        (home / "private-key.txt").write_text(str(private_key))
        said: dict[str, Any] = {
            "public_key": str(private_key.to_public()),
            "entries": [*entries, careless],
        }
        run(url, folder, "manage.py", "migrate", "--verbosity=0")
        busy = {"REDIS_URL": f"{queue.rpartition('/')[0]}/9", "TRACKER_TEST_EAGER": "no"}
        with opened() as reader:
            enter(said, url, folder, home / "typed", **busy)
            seized(folder, reader, busy["REDIS_URL"])
            hits = found(folder, canaries(entries), home)
            control = found(folder, canaries([careless])[:1], home)
            run(url, folder, "manage.py", "export_sealed", str(home / "bundle.zip"))
        at_home = opened_at_home(home / "bundle.zip", home / "private-key.txt", home / "opened")

    sealed = {each[kind].encode() for each in entries for kind in KINDS}
    files = {base64.b64decode(each["file"]) for each in entries if each["file"]}
    say(
        f"{vendor}: {RECORDS} records and {len(files)} files, {len(canaries(entries))} canaries: in "
        f"{len(hits)} files of the server; opened at home: {len(sealed & at_home)} parts and "
        f"{len(files & at_home)} files. What a monitor wrote in the wrong place: in {len(control)} files"
    )
    assert hits == []
    assert sealed | files <= at_home
    assert control, "what is written where it does not belong must be found, or this finds nothing ever"
