"""What the database server must do: keep what it has confirmed, and quote nobody in its log."""

import datetime
from collections.abc import Iterator, Mapping

from django.conf import settings
from django.core.checks import CheckMessage
from django.db import DatabaseError, connection
from django.utils import timezone

from core.forgetting import kept_by_the_server
from core.management.commands.create_local_accounts import LOCAL_ROLES
from core.models import SealingKey, User
from core.production.findings import unsafe, unwise
from core.readiness import is_migrated

KEEPS = "What was confirmed to somebody could be lost when the machine loses power."
QUOTES = "The server's log could quote what was typed, a source's name among it."
MOST_SECONDS_APART = 5
HERE = frozenset({"", "localhost", "127.0.0.1", "::1"})


# Each setting of PostgreSQL, what it may be (the first is what to set), and why.
SERVER: Mapping[str, tuple[tuple[str, ...], str]] = {
    "fsync": (("on",), KEEPS),
    "full_page_writes": (("on",), KEEPS),
    "synchronous_commit": (("on", "remote_apply", "remote_write", "local"), KEEPS),
    "log_statement": (("none", "ddl"), QUOTES),
    "log_min_duration_statement": (("-1",), QUOTES),
    "log_min_duration_sample": (("-1",), QUOTES),
    "log_transaction_sample_rate": (("0",), QUOTES),
    "log_min_error_statement": (("panic", "fatal"), QUOTES),
    "log_error_verbosity": (("terse",), QUOTES),
    "log_parameter_max_length": (("0",), QUOTES),
    "log_parameter_max_length_on_error": (("0",), QUOTES),
}


def of_database() -> Iterator[CheckMessage]:
    """Each rule that the database breaks, or that it cannot be asked."""
    if connection.vendor != "postgresql":
        what = "The database is a file beside the program, which one process at a time writes."
        yield unsafe("engine", what, "Set DATABASE_URL=postgres://… to a PostgreSQL server.")
        return
    try:
        yield from _server()
        yield from _way_there()
        yield from _clock()
        yield from _what_is_in_it()
    except DatabaseError as problem:
        what = f"The database could not be asked ({type(problem).__name__})."
        yield unsafe("database", what, "Start it, and check user, password and name in DATABASE_URL.")


def _server() -> Iterator[CheckMessage]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(SERVER)])
        yield from of_server(dict(cursor.fetchall()))
    for told in kept_by_the_server(connection):
        yield unwise("postgresql.erasures", f"Erased rows stay in the server's files: {told}", told)


def of_server(found: Mapping[str, str]) -> Iterator[CheckMessage]:
    """Each setting of the server that is not as it should be."""
    for name, (good, why) in SERVER.items():
        if name in found and found[name] not in good:
            do = f"In postgresql.conf: {name} = {good[0]}; then reload or restart the server."
            yield unsafe(f"postgresql.{name}", f"PostgreSQL has {name} = {found[name]}. {why}", do)


def _way_there() -> Iterator[CheckMessage]:
    if connection.settings_dict["HOST"] in HERE | set(settings.SERVERS_ON_THIS_MACHINE):
        return
    if str(connection.settings_dict["HOST"]).startswith("/"):
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false)")
        row = cursor.fetchone()
    if not (row and row[0]):
        what = "The database is on another machine and is spoken to in clear."
        do = "Set ssl = on there and add ?sslmode=verify-full to DATABASE_URL; or, where the host is on this "
        yield unsafe("postgresql.ssl", what, do + "machine after all, name it in SERVERS_ON_THIS_MACHINE.")


def _clock() -> Iterator[CheckMessage]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        row = cursor.fetchone()
    there: datetime.datetime = row[0] if row else timezone.now()
    apart = abs((timezone.now() - there).total_seconds())
    if apart > MOST_SECONDS_APART:
        what = f"The clocks of this machine and of the database are {apart:.0f} seconds apart."
        yield unsafe("clock", what, "Let both follow a time server: timedatectl set-ntp true")


def _what_is_in_it() -> Iterator[CheckMessage]:
    if not is_migrated():
        yield unsafe("migrations", "The database is not up to date.", "Run manage.py migrate.")
        return
    if not SealingKey.objects.filter(retired_at__isnull=True).exists():
        what = "There is no sealing key: nothing confidential can be recorded."
        do = (
            "Make one on another computer (manage.py make_sealing_key) and add it: manage.py add_sealing_key."
        )
        yield unsafe("sealing-key", what, do)
    names = [role.value for role in LOCAL_ROLES]
    there = User.objects.filter(username__in=names, is_active=True).values_list("username", flat=True)
    if there:
        what = f"Accounts as script/serve makes them can sign in: {', '.join(sorted(there))}."
        do = "Invite people under their own names (manage.py invite), then make these inactive in the admin."
        yield unsafe("local-accounts", what, do)
