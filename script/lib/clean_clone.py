"""`script/time-clean-clone`: how long a newcomer waits for the first page, and for the tests."""

import argparse
import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from script.lib import ports
from script.lib.clones import clean_clone, impersonal
from script.lib.programs import Command
from script.lib.refusals import Refused, run

HELP = """Clones HEAD into an empty folder and times there: script/serve until the front page shows all 20
benchmarks, the same a second time, and script/test until it is green."""
BENCHMARKS = {str(number) for number in range(1, 21)}
LINK = re.compile(r'href="[^"]*/benchmarks/(\d+)/?"')
PATIENCE = 300


def main(arguments: Sequence[str]) -> int:
    """Prints each time as it is known; 1 when something did not work."""
    argparse.ArgumentParser(prog="script/time-clean-clone", description=HELP).parse_args(arguments)
    with clean_clone() as checkout:
        measured = {name: first_page(checkout) for name in ("first start to first page", "second start")}
        began = time.monotonic()
        code = subprocess.run(
            [checkout / "script" / "test"], cwd=checkout, env=impersonal(os.environ), check=False
        ).returncode
        measured["script/test"] = time.monotonic() - began
    for name, seconds in measured.items():
        print(f"{name:<30} {seconds:7.1f} s", flush=True)
    print("script/test was green" if code == 0 else f"script/test FAILED with exit code {code}", flush=True)
    return 1 if code else 0


def first_page(checkout: Path) -> float:
    """Seconds from calling script/serve until the front page shows all benchmarks."""
    port = ports.free_port()
    began = time.monotonic()
    with serving(checkout, port) as process:
        while not shows_all_benchmarks(port):
            if process.poll() is not None:
                raise Refused(f"script/serve ended with exit code {process.returncode}; see above.")
            if time.monotonic() - began > PATIENCE:
                raise Refused(f"The front page did not show all benchmarks within {PATIENCE} seconds.")
            time.sleep(0.05)
        return time.monotonic() - began


@contextmanager
def serving(checkout: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """script/serve in its own process group, stopped as Ctrl-C would stop it."""
    command: Command = [checkout / "script" / "serve", "--port", str(port)]
    process = subprocess.Popen(command, cwd=checkout, env=impersonal(os.environ), start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
        if process.wait(timeout=30):
            print(f"script/serve ended with exit code {process.returncode}", file=sys.stderr, flush=True)


def shows_all_benchmarks(port: int) -> bool:
    """Whether the front page is there and links to every benchmark."""
    connection = http.client.HTTPConnection(ports.LOOPBACK, port, timeout=30)
    try:
        connection.request("GET", "/")
        answer = connection.getresponse()
        page = answer.read().decode()
        return answer.status == http.client.OK and set(LINK.findall(page)) >= BENCHMARKS
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    run(main)
