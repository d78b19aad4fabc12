"""The site of one environment, by the web server of `script/serve`, for as long as a block lasts."""

import http.client
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from script.lib.announcement import PATIENCE, front_page_status
from script.lib.checkout import ROOT
from script.lib.ports import LOOPBACK, free_port
from script.lib.refusals import Refused
from script.lib.serve import server_command


@contextmanager
def served(python: Path, environment: Mapping[str, str], log: Path) -> Iterator[str]:
    """The site's address, once its front page is there; what the server says goes into `log`."""
    port = free_port()
    command = server_command(python, LOOPBACK, port)
    with (
        log.open("wb") as told,
        subprocess.Popen(
            command, cwd=ROOT, env=dict(environment), stdout=told, stderr=subprocess.STDOUT
        ) as server,
    ):
        try:
            wait_for_the_front_page(server, port, log)
            yield f"http://{LOOPBACK}:{port}"
        finally:
            server.terminate()


def wait_for_the_front_page(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    """Refused with the server's own words when it does not come."""
    deadline = time.monotonic() + PATIENCE
    while front_page_status(LOOPBACK, port) != http.client.OK:
        if server.poll() is not None or time.monotonic() > deadline:
            raise Refused(f"The site did not start: {log.read_text()[-2000:]}")
        time.sleep(0.1)
