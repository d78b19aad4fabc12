"""Where things are in this checkout, and a place in it where only one command works at a time."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from script.lib.refusals import Refused

ROOT = Path(__file__).resolve().parent.parent.parent
CACHE = ROOT / ".cache"


def writable(folder: Path, way_out: str) -> Path:
    """`folder`, made if need be; refused with `way_out` when nothing can be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as problem:
        raise Refused(f"Cannot write to {folder} ({problem.strerror}): {way_out}.") from problem
    return folder


@contextmanager
def temporary_folder(prefix: str) -> Iterator[Path]:
    """A folder that is there until the end of the block, whoever owns what is left in it."""
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as name:
        yield Path(name)


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Waits until no other command of this checkout is inside the same `name`."""
    folder = writable(CACHE, "make the checkout writable for you, or clone it where you may write")
    descriptor = os.open(folder / f"{name}.lock", os.O_CREAT | os.O_RDWR, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
