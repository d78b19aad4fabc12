"""A file that is whole before any of it is sent: then its length is known, its tag, and that nothing failed.

A small one stays in memory; a larger one has no name anywhere, is there for whoever holds it open, and gone
with them. A reader who stops reading keeps such a file waiting, and nothing of the database.
"""

import hashlib
import io
import os
import tempfile
import threading
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from http import HTTPStatus
from typing import IO, Any

from django.http import StreamingHttpResponse
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import APIException

BLOCK = 64 * 1024
MOST_IN_MEMORY = 512 * 1024
# A reader who stops reading keeps a thread of the server: half of its threads are for everything else.
LARGE_AT_ONCE = 4


class Spool:
    """What is being written, and the digest of it; closed by whoever hands it out."""

    def __init__(self) -> None:
        self.file: IO[bytes] = io.BytesIO()
        self.digest = hashlib.sha256()

    def write(self, piece: bytes) -> None:
        """Goes on with it."""
        self.digest.update(piece)
        if isinstance(self.file, io.BytesIO) and self.file.tell() + len(piece) > MOST_IN_MEMORY:
            self._move_to_disk(self.file)
        self.file.write(piece)

    def _move_to_disk(self, small: io.BytesIO) -> None:
        self.file = tempfile.TemporaryFile()  # noqa: SIM115
        with small:
            self.file.write(small.getvalue())

    def write_all(self, pieces: Iterable[bytes]) -> None:
        """Goes on with all of these."""
        for piece in pieces:
            self.write(piece)

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: Any) -> None:
        """Kept when all went well."""
        if kind:
            self.file.close()


class TooManyReaders(APIException):
    """As many large files as may be are being read: whoever reads slowly must not take all threads."""

    status_code = HTTPStatus.SERVICE_UNAVAILABLE
    default_detail = gettext_lazy("Several large files are being taken away just now: ask again soon.")
    wait = 5


class WholeFile(StreamingHttpResponse):
    """The answer that hands a whole file out; `tag` says which bytes it has."""

    def __init__(self, file: IO[bytes], digest: str, **options: Any) -> None:
        file.seek(0, os.SEEK_END)
        length = file.tell()
        self._blocks = blocks(file, is_large=length > MOST_IN_MEMORY)
        next(self._blocks)
        super().__init__(self._blocks, **options)
        self.headers["Content-Length"] = str(length)
        self.tag = f'"{digest}"'

    def is_not_needed(self) -> None:
        """Nobody will read it: the file is gone."""
        self._blocks.close()


def blocks(file: IO[bytes], *, is_large: bool) -> Generator[bytes, None, None]:
    """The file from its beginning, after a first nothing; closed once it is read or nobody asks any more."""
    with file, LARGE_ONES.one() if is_large else nullcontext():
        file.seek(0)
        yield b""
        while block := file.read(BLOCK):
            yield block


class Readers:
    """Of so many at once."""

    def __init__(self, most: int) -> None:
        self._free = threading.BoundedSemaphore(most)

    @contextmanager
    def one(self) -> Iterator[None]:
        """One of them; refused where all are there."""
        if not self._free.acquire(blocking=False):
            raise TooManyReaders
        try:
            yield
        finally:
            self._free.release()


LARGE_ONES = Readers(LARGE_AT_ONCE)


def handed_out(spool: Spool, **options: Any) -> WholeFile:
    """The answer with what was written."""
    return WholeFile(spool.file, spool.digest.hexdigest(), **options)
