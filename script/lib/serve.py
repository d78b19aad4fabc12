"""`script/serve`: from a fresh checkout to a running tracker, and the same again in seconds."""

import argparse
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from script.lib import environments, ports
from script.lib.checkout import ROOT, alone, writable
from script.lib.refusals import Refused, run

HELP = """Starts the tracker on this machine, with the report's data inside. The first run installs what it
needs into .venv and prints the names and passwords of three accounts; later runs keep all data.
TRACKER_DATA names another folder for the data than var/, PYTHON another Python, ALLOWED_HOSTS the names
under which others on the network reach this machine."""
LOCAL_NAMES = ["localhost", "127.0.0.1", "[::1]"]
THREADS = "8"
SECONDS_FOR_SLOW_READERS = "5"  # then Ctrl-C no longer waits for them


def main(arguments: Sequence[str]) -> int:
    """Prepares everything, then becomes the web server; returns only when something is missing."""
    options = parsed(arguments)
    ports.refuse_if_taken(options.host, options.port)
    data = writable(
        Path(os.environ.get("TRACKER_DATA") or ROOT / "var").absolute(),
        "make it writable for you, or name another folder with TRACKER_DATA",
    )
    python = environments.prepared(ROOT / ".venv", ROOT / "requirements" / "run.txt")
    environment = surroundings(data, options.host)
    with alone("preparation"):
        prepare(python, environment)
    ports.refuse_if_taken(options.host, options.port)  # granian would share the port without a word
    announce_soon(python, options)
    become_server(python, options, environment)


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """The command's options."""
    parser = argparse.ArgumentParser(
        prog="script/serve", description=HELP, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=port_number, default=8000, help="the port to listen on (%(default)s)")
    parser.add_argument("--host", default=ports.LOOPBACK, help="the address to listen on (%(default)s)")
    return parser.parse_args(arguments)


def port_number(text: str) -> int:
    """A port between 1 and 65535."""
    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text) <= 65535:  # noqa: PLR2004
        raise argparse.ArgumentTypeError(f"{text} is not a port: give a number from 1 to 65535")
    return int(text)


def surroundings(data: Path, host: str) -> dict[str, str]:
    """The environment of Django and of the web server."""
    names = [*LOCAL_NAMES, host] if host not in {*LOCAL_NAMES, "0.0.0.0", "::"} else LOCAL_NAMES  # noqa: S104
    return {
        "ALLOWED_HOSTS": ",".join(names),
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.embedded",
        "TRACKER_DATA": str(data),
    }


def prepare(python: Path, environment: dict[str, str]) -> None:
    """Brings database and static files up to date, in the environment that has Django."""
    done = subprocess.run([python, "-m", "script.lib.preparation"], env=environment, check=False)
    if done.returncode:
        raise Refused("The tracker was not started; run script/serve again when the above is mended.")


def announce_soon(python: Path, options: argparse.Namespace) -> None:
    """Leaves a helper behind that prints the address once the server answers there."""
    server = str(os.getpid())
    command = [str(python), "-m", "script.lib.announcement", options.host, str(options.port), server]
    subprocess.run(command, check=False)


def become_server(python: Path, options: argparse.Namespace, environment: dict[str, str]) -> NoReturn:
    """Replaces this process with the web server, so that signals reach it directly."""
    command = server_command(python, options.host, options.port)
    os.execve(command[0], command, environment)  # noqa: S606


def server_command(python: Path, host: str, port: int) -> list[str]:
    """The web server's command line."""
    command = [str(python), "-m", "granian", "--interface", "wsgi", "--workers", "1"]
    command += ["--blocking-threads", THREADS, "--host", host, "--port", str(port), "--no-ws"]
    command += ["--workers-kill-timeout", SECONDS_FOR_SLOW_READERS, "--log-level", "error"]
    return [*command, "script.lib.web_application:application"]


if __name__ == "__main__":
    run(main)
