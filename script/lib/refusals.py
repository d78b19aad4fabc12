"""How a command stops: one clear sentence for the person who ran it, and an exit code that is not 0."""

import signal
import sys
from collections.abc import Callable, Sequence
from types import FrameType


class Refused(Exception):
    """A reason not to go on, as one sentence that says what to do."""


def stop_politely(signum: int, _frame: FrameType | None) -> None:
    """Turns a request to end into an exit that still cleans up."""
    raise SystemExit(128 + signum)


def run(main: Callable[[Sequence[str]], int]) -> None:
    """Runs a command's `main` and ends the process with its exit code."""
    signal.signal(signal.SIGTERM, stop_politely)
    signal.signal(signal.SIGHUP, stop_politely)
    try:
        code = main(sys.argv[1:])
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        code = 1
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)
