"""The archive as it was made last, for as long as it would be made the same.

Each process keeps it in memory. What was made ahead (`ahead`) lies in the database, never in a folder: what
is withdrawn or erased must not lie on a disk where nobody looks for it.
"""

import datetime
import hashlib
import io
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

from django.conf import settings
from django.http import HttpRequest

from core import public_stamp
from core.api.dataset.archive import archive
from core.api.dataset.facts import Facts

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
    """An archive, what it turned on, and the public stamp it was made under."""

    content: bytes
    digest: str
    circumstances: Circumstances
    stamp: str

    def opened(self) -> tuple[IO[bytes], str]:
        """It as a file, and its digest."""
        return io.BytesIO(self.content), self.digest

    def is_current(self, circumstances: Circumstances) -> bool:
        """Whether it would be made the same now."""
        return self.circumstances == circumstances and self.stamp == public_stamp.current()


class Shelf:
    """Keeps the last archive; of several who ask for another at once, one makes it."""

    def __init__(self, made_ahead: Callable[[HttpRequest], Kept | None] = lambda request: None) -> None:
        self.kept: Kept | None = None
        self._made_ahead = made_ahead
        self._one_at_a_time = threading.Lock()

    def current(self, request: HttpRequest) -> Kept | None:
        """The archive that is kept, if it would be made the same now."""
        kept = self.kept
        return kept if kept and kept.is_current(Circumstances.of(request)) else None

    def take(self, request: HttpRequest) -> tuple[IO[bytes], str]:
        """The archive as it is now, and its digest: one that is kept, or was made ahead, or a new one."""
        if kept := self.current(request):
            return kept.opened()
        with self._one_at_a_time:
            kept = self.current(request)
            if kept is None and (kept := self._made_ahead(request)):
                self.kept = kept
            return kept.opened() if kept else self._made(request)

    def _made(self, request: HttpRequest) -> tuple[IO[bytes], str]:
        """Made anew, and kept when nothing public changed meanwhile."""
        self.kept, circumstances, stamp = None, Circumstances.of(request), public_stamp.current()
        file: Any = archive(request)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        if stamp is None or file.tell() > MOST_KEPT:
            return file, digest
        made = Kept(content_of(file), digest, circumstances, stamp)
        if made.is_current(Circumstances.of(request)):
            self.kept = made
        return made.opened()


def content_of(file: IO[bytes]) -> bytes:
    """All of a file, which is gone then."""
    with file:
        file.seek(0)
        return file.read()
