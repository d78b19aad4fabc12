"""A file that is whole before any of it is sent: then its length is known, its tag, and that nothing failed.

A small one stays in memory; a larger one has no name anywhere, is there for whoever holds it open, and gone
with them. A reader who stops reading keeps such a file waiting, and nothing of the database.
"""

import hashlib
import io
import os
import tempfile
from collections.abc import Generator, Iterable
from typing import IO, Any

from django.http import StreamingHttpResponse

BLOCK = 64 * 1024
MOST_IN_MEMORY = 512 * 1024


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


class WholeFile(StreamingHttpResponse):
    """The answer that hands a whole file out; `tag` says which bytes it has."""

    def __init__(self, file: IO[bytes], digest: str, **options: Any) -> None:
        file.seek(0, os.SEEK_END)
        length = file.tell()
        self._blocks = blocks(file)
        next(self._blocks)
        super().__init__(self._blocks, **options)
        self.headers["Content-Length"] = str(length)
        self.tag = f'"{digest}"'

    def is_not_needed(self) -> None:
        """Nobody will read it: the file is gone."""
        self._blocks.close()


def blocks(file: IO[bytes]) -> Generator[bytes, None, None]:
    """The file from its beginning, after a first nothing; closed once it is read or nobody asks any more."""
    with file:
        file.seek(0)
        yield b""
        while block := file.read(BLOCK):
            yield block


def handed_out(spool: Spool, **options: Any) -> WholeFile:
    """The answer with what was written."""
    return WholeFile(spool.file, spool.digest.hexdigest(), **options)
