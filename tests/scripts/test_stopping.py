"""Ctrl-C stops the server at once, every time."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from script.lib import ports
from script.lib.announcement import front_page_status
from script.lib.serve import SECONDS_FOR_SLOW_READERS, server_command

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60


@pytest.fixture
def server(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The web server as script/serve starts it, in a process group of its own, once it answers."""
    port = ports.free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.embedded",
        "DATABASE_URL": "",
        "TRACKER_DATA": str(tmp_path),
    }
    command = server_command(Path(sys.executable), ports.LOOPBACK, port)
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, start_new_session=True, stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + PATIENCE
        while front_page_status(ports.LOOPBACK, port) is None:
            assert process.poll() is None, "the server did not start"
            assert time.monotonic() < until, "the server does not answer"
            time.sleep(0.05)
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)


@pytest.mark.slow
@pytest.mark.parametrize("attempt", range(4))
def test_ctrl_c_stops_the_server_at_once(server: subprocess.Popen[bytes], attempt: int) -> None:
    os.killpg(server.pid, signal.SIGINT)

    assert server.wait(timeout=int(SECONDS_FOR_SLOW_READERS) - 1) == 0


def test_the_status_of_a_page_that_nobody_serves_is_none() -> None:
    assert front_page_status(ports.LOOPBACK, ports.free_port()) is None
