"""Which rows a load has met so far, and where in its files: beyond some thousands held outside of memory."""

import sqlite3
import weakref
from hashlib import blake2b

from core.loading.given import Place

# Without a name: what is beyond the cache (in KiB), SQLite keeps in a file that is gone as it closes.
MADE = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1024;
CREATE TABLE seen (row BLOB PRIMARY KEY, file TEXT, line INTEGER, "column" INTEGER) WITHOUT ROWID;
BEGIN;
"""
ADDED = "INSERT OR IGNORE INTO seen VALUES (?, ?, ?, ?)"
FOUND = 'SELECT file, line, "column" FROM seen WHERE row = ?'


class SeenRows:
    """The rows of one load by the digests of their keys."""

    def __init__(self) -> None:
        self._held = sqlite3.connect("", isolation_level=None)
        weakref.finalize(self, self._held.close)
        self._held.executescript(MADE)

    def before(self, key: str, place: Place) -> Place | None:
        """Where a row of this key stood before; if nowhere, it is remembered to stand here."""
        row = blake2b(key.encode(), digest_size=16).digest()
        if self._held.execute(ADDED, (row, place.file, place.line, place.column)).rowcount:
            return None
        return Place(*self._held.execute(FOUND, (row,)).fetchone())
