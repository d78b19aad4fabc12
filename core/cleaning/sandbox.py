"""Runs the reader in a process of its own, which a hostile file may break, fill or keep busy without harm."""

import contextlib
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, NamedTuple, cast

from core.cleaning import caps

_HOUSE = Path(__file__).resolve().parents[2]
_START = (
    "import sys; sys.path.append(sys.argv[1]);"
    "from core.cleaning.inside.reading import main; main(sys.argv[2], sys.argv[3])"
)
MOST_WRITTEN = caps.MOST_BYTES_OF_COPY + 10_000  # the copy and the line before it
_at_once = threading.BoundedSemaphore(caps.AT_ONCE)


class Outcome(NamedTuple):
    """What the process wrote, and how it ended: below zero is the signal that ended it."""

    written: bytes
    ended: int

    @property
    def took_too_long(self) -> bool:
        """It was stopped for the time it took, by the system or by us."""
        return self.ended in {-signal.SIGXCPU, -signal.SIGKILL}


def run(content: bytes, kind: str) -> Outcome | None:
    """Let a new process read this; None when too many are at it already."""
    if not _at_once.acquire(timeout=caps.WALL_SECONDS):
        return None
    try:
        with start(kind) as process:
            written = converse(process, content)
        return Outcome(written, process.returncode)
    finally:
        _at_once.release()


def start(kind: str) -> subprocess.Popen[bytes]:
    """A reader without a shell, an environment or an open file; it lowers its own limits first of all."""
    python = [sys.executable, "-I", "-B", "-c", _START]
    return subprocess.Popen(  # noqa: S603 - a fixed program and a kind from our own list
        [*python, str(_HOUSE), kind, str(caps.CPU_SECONDS)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={},
        start_new_session=True,
    )


def converse(process: subprocess.Popen[bytes], content: bytes) -> bytes:
    """Give it the file and take its answer, for as long and as much as is allowed, until it has ended."""
    alarm = threading.Timer(caps.WALL_SECONDS, process.kill)
    alarm.start()
    try:
        with contextlib.suppress(BrokenPipeError), cast(IO[bytes], process.stdin) as given:
            given.write(content)
        written = cast(IO[bytes], process.stdout).read(MOST_WRITTEN + 1)
        if len(written) > MOST_WRITTEN:
            process.kill()
        process.wait()
        return written
    finally:
        alarm.cancel()
