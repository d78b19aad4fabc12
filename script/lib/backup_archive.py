"""The file of a backup: a tar archive in one age file, encrypted to public keys, never in clear on a disk.

`age --decrypt -i KEY FILE | tar --extract` opens it without this program.
"""

import hashlib
import io
import json
import os
import tarfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pyrage

from script.lib.refusals import Refused

FORMAT = "tracker-backup/1"
MANIFEST = "manifest.json"
AT_ONCE = 1 << 16
DAMAGED = "is not as it was written, or is no backup: nothing was restored"


@dataclass
class Reader:
    """Something that is read once, with its size and fingerprint taken down on the way."""

    source: IO[bytes]
    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        found = self.source.read(size)
        self.size += len(found)
        self.digest.update(found)
        return found

    @property
    def told(self) -> dict[str, Any]:
        """What the manifest says of it."""
        return {"size": self.size, "sha256": self.digest.hexdigest()}


class Pipe:
    """Runs something that writes in a thread of its own, while this one reads what it has written."""

    def __init__(self, write: Callable[[IO[bytes]], None]) -> None:
        reading, writing = os.pipe()
        self.reader = os.fdopen(reading, "rb")
        self.problem: Exception | None = None
        self.thread = threading.Thread(target=self.run, args=(write, os.fdopen(writing, "wb")), daemon=True)
        self.thread.start()

    def run(self, write: Callable[[IO[bytes]], None], into: IO[bytes]) -> None:
        """The thread; what goes wrong in it is raised at the end."""
        try:
            with into:
                write(into)
        except BrokenPipeError:
            pass  # the reader has had enough, and says itself why
        except Exception as problem:
            self.problem = problem

    def close(self) -> None:
        """Wait for the writer, and raise what went wrong there."""
        self.reader.close()
        self.thread.join()
        if self.problem:
            raise self.problem


@contextmanager
def piped(write: Callable[[IO[bytes]], None]) -> Iterator[IO[bytes]]:
    """What `write` writes, to be read."""
    pipe = Pipe(write)
    try:
        yield pipe.reader
    finally:
        pipe.close()


class Writer:
    """Puts members into an archive, and at its end the manifest that names each."""

    def __init__(self, archive: tarfile.TarFile) -> None:
        self.archive = archive
        self.members: dict[str, dict[str, Any]] = {}

    def add(self, name: str, source: IO[bytes], size: int) -> None:
        """One member of a known size."""
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        reader = Reader(source)
        self.archive.addfile(info, reader)
        self.members[name] = reader.told

    def finish(self, about: Mapping[str, Any]) -> None:
        """The manifest."""
        told = {"format": FORMAT, **about, "members": self.members}
        content = json.dumps(told, indent=1, sort_keys=True).encode()
        self.add(MANIFEST, io.BytesIO(content), len(content))


def write(path: Path, public_keys: list[str], fill: Callable[[Writer], None]) -> None:
    """A new archive for its owner alone, filled by `fill`; nothing is left when that fails."""
    recipients = [pyrage.x25519.Recipient.from_str(key) for key in public_keys]

    def tar(into: IO[bytes]) -> None:
        with tarfile.open(fileobj=into, mode="w|") as archive:
            fill(Writer(archive))

    beside = path.with_name(f"{path.name}.part")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as sealed, piped(tar) as plain:
            pyrage.encrypt_io(plain, sealed, recipients)
            sealed.flush()
            os.fsync(sealed.fileno())
        os.link(beside, path)  # never over another backup
    finally:
        beside.unlink()


def read(path: Path, identities: list[Any], take: Callable[[str, int, IO[bytes]], None]) -> dict[str, Any]:
    """Give each member to `take`, which reads it to its end; the manifest, once all of it was as it says."""

    def decrypt(into: IO[bytes]) -> None:
        with path.open("rb") as sealed:
            pyrage.decrypt_io(sealed, into, identities)

    try:
        with piped(decrypt) as plain, tarfile.open(fileobj=plain, mode="r|") as archive:
            found, manifest = read_members(archive, take)
            while plain.read(AT_ONCE):  # to the end, or the last bytes would not be looked at
                pass
    except (pyrage.DecryptError, tarfile.TarError, ValueError, OSError) as problem:
        raise Refused(why(path, problem)) from problem
    if manifest.get("format") != FORMAT or manifest.get("members") != found:
        raise Refused(f"{path} {DAMAGED}.")
    return manifest


def read_members(
    archive: tarfile.TarFile, take: Callable[[str, int, IO[bytes]], None]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Size and fingerprint of each member but the manifest, and the manifest."""
    found: dict[str, Any] = {}
    manifest: dict[str, Any] = {}
    for info in archive:
        source = archive.extractfile(info)
        if source is None or manifest:
            raise tarfile.TarError("something that no backup has")
        if info.name == MANIFEST:
            manifest = json.loads(source.read())
            continue
        reader = Reader(source)
        take(info.name, info.size, reader)  # type: ignore[arg-type]
        while reader.read(AT_ONCE):
            pass
        found[info.name] = reader.told
    return found, manifest


def why(path: Path, problem: Exception) -> str:
    """What to tell of a backup that cannot be read."""
    if isinstance(problem, pyrage.DecryptError) and "matching keys" in str(problem).lower():
        return f"None of the private keys given opens {path}: use the one that belongs to what followed --to."
    return f"{path} {DAMAGED}."
