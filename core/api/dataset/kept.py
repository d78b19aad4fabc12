"""The archive as it was made last, for as long as it would be made the same.

It is kept in memory alone: what is withdrawn or erased must not lie on a disk where nobody looks for it.
"""

import datetime
import hashlib
import io
import threading
from dataclasses import dataclass
from typing import IO, Any

from django.conf import settings
from django.http import HttpRequest

from core.api.dataset.archive import archive
from core.api.dataset.facts import Facts
from core.api.dataset.state import state_of, tables_read

MOST_KEPT = 32 * 1024 * 1024


@dataclass(frozen=True)
class Circumstances:
    """What the archive turns on besides the rows."""

    address: str
    day: datetime.date
    licence: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, request: HttpRequest) -> "Circumstances":
        """Those of a request: where the site is, which day it is, which licence was chosen."""
        facts = Facts(request)
        licence = tuple(sorted(settings.DATASET_LICENCE.items()))
        return cls(facts.address("data:page"), facts.day, licence)


@dataclass(frozen=True)
class Kept:
    """An archive, what it was made of, and in which state that was."""

    content: bytes
    digest: str
    circumstances: Circumstances
    tables: frozenset[str]
    state: str

    def opened(self) -> tuple[IO[bytes], str]:
        """It as a file, and its digest."""
        return io.BytesIO(self.content), self.digest

    def is_current(self, circumstances: Circumstances) -> bool:
        """Whether it would be made the same now."""
        return self.circumstances == circumstances and self.state == state_of(self.tables)


class Shelf:
    """Keeps the last archive; of several who ask for another at once, one makes it."""

    def __init__(self) -> None:
        self.kept: Kept | None = None
        self.tables: frozenset[str] = frozenset()
        self._one_at_a_time = threading.Lock()

    def current(self, request: HttpRequest) -> Kept | None:
        """The archive that is kept, if it would be made the same now."""
        kept = self.kept
        return kept if kept and kept.is_current(Circumstances.of(request)) else None

    def take(self, request: HttpRequest) -> tuple[IO[bytes], str]:
        """The archive as it is now, and its digest."""
        if kept := self.current(request):
            return kept.opened()
        with self._one_at_a_time:
            kept = self.current(request)
            return kept.opened() if kept else self._made(request)

    def _made(self, request: HttpRequest) -> tuple[IO[bytes], str]:
        """Made anew; it is known what it depends on once it was made, so that the second one can be kept."""
        self.kept, tables = None, self.tables
        circumstances, state = Circumstances.of(request), state_of(tables)
        with tables_read() as read:
            file: Any = archive(request)
        self.tables |= read
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        if file.tell() > MOST_KEPT:
            return file, digest
        made = Kept(content_of(file), digest, circumstances, tables, state)
        # What changed while it was made may be in it or not.
        if read <= tables and made.is_current(Circumstances.of(request)):
            self.kept = made
        return made.opened()


def content_of(file: IO[bytes]) -> bytes:
    """All of a file, which is gone then."""
    with file:
        file.seek(0)
        return file.read()


SHELF = Shelf()
