"""What the reading process gives up before it looks at a file."""

import contextlib
import os
import resource

from core.cleaning import caps

_NOBODY = 65534


def hold(cpu_seconds: int) -> None:
    """Take no more memory and time than a file is worth, and leave no picture of the memory behind."""
    _limit(resource.RLIMIT_AS, caps.MEMORY)
    _limit(resource.RLIMIT_CPU, cpu_seconds)
    _limit(resource.RLIMIT_CORE, 0)


def let_go() -> None:
    """Open no file and no connection, write to no file, start no process, and be nobody, from now on."""
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, 0)
    with contextlib.suppress(OSError):  # root in a container may have nobody else to be
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(_NOBODY)
            os.setuid(_NOBODY)
    _limit(resource.RLIMIT_NPROC, 0)


def _limit(what: int, most: int) -> None:
    """Lower a limit for good; some systems know a limit by name only, and the others still hold."""
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(what, (most, most))
