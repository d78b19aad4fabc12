"""`script/run-processes`: the processes of compose.yaml on this machine, without containers."""

import argparse
import os
import sys
import time
from collections.abc import Sequence

from script.lib import environments
from script.lib.checkout import temporary_folder
from script.lib.refusals import Refused, run

HELP = """Starts PostgreSQL, Redis, web processes, workers and one scheduler by the commands that stand in
compose.yaml, on free ports, with new secrets and the report's data, asks each web process whether it is
ready, and runs until Ctrl-C. Everything lies in a temporary folder and goes with it."""


def main(arguments: Sequence[str]) -> int:
    """Runs until somebody ends it; 1 when one of the processes ends by itself."""
    options = parsed(arguments)
    python = environments.of_the_site()
    if str(python) != sys.executable:
        os.execv(python, [str(python), "-m", "script.lib.run_processes", *arguments])  # noqa: S606
    return serve(options)


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """The command's options."""
    parser = argparse.ArgumentParser(prog="script/run-processes", description=HELP)
    parser.add_argument("--web", type=int, default=2, help="how many web processes (%(default)s)")
    parser.add_argument("--workers", type=int, default=2, help="how many workers (%(default)s)")
    parser.add_argument("--once", action="store_true", help="stop as soon as all of them are up")
    return parser.parse_args(arguments)


def serve(options: argparse.Namespace) -> int:
    """Starts everything, says where it is, and watches it."""
    from script.lib.processes import running  # noqa: PLC0415  needs what only the site's Python has

    began = time.monotonic()
    with (
        temporary_folder("tracker-processes-") as folder,
        running(folder, webs=options.web, workers=options.workers) as site,
    ):
        names = ", ".join(site.processes)
        print(f"Up after {time.monotonic() - began:.0f} s: {names}", flush=True)
        for address in site.addresses:
            print(
                f"  {address}  (Host: {site.environment['ALLOWED_HOSTS']}, X-Forwarded-Proto: https)",
                flush=True,
            )
        while not options.once:
            time.sleep(1)
            ended = [name for name, process in site.processes.items() if process.has_ended()]
            if ended:
                raise Refused(
                    f"{', '.join(ended)} ended by itself; its log: {site.log(ended[0]).read_text()[-2000:]}"
                )
    return 0


if __name__ == "__main__":
    run(main)
