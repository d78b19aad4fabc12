"""The public stamp: as long as it stays the same, so does everything that somebody without an account sees.

It is read from the database each time, so that every process knows of a change at once. It is random, so that
a change that was undone never counts as the one that comes after it. It never leaves the server: an answer's
ETag stays the hash of its bytes, which tells nothing of changes that leave the answer as it was.
"""

from django.db import connection

from core.public_triggers import missing

_told: set[str] = set()
READ = "SELECT value FROM core_publicstamp WHERE id = 1"


def current() -> str | None:
    """The stamp now; None where nothing may be kept under it.

    Inside a transaction there is none: what is read there may be a change that is not made yet. Nor is there
    one in a database whose triggers are not all in place.
    """
    if connection.in_atomic_block or not _is_told():
        return None
    with connection.cursor() as cursor:
        cursor.execute(READ)
        found = cursor.fetchone()
    return found[0] if found else None


def _is_told() -> bool:
    """Whether the triggers are there, looked up once for each database."""
    name = str(connection.settings_dict["NAME"])
    if name not in _told and not missing(connection):
        _told.add(name)
    return name in _told
