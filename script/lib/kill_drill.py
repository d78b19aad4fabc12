"""`script/kill-drill`: kills every part of a server under load, and counts what was lost."""

import argparse
import os
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from script.lib import environments
from script.lib.refusals import run

HELP = """Starts the processes of compose.yaml, writes through the web processes, and meanwhile kills
(kill -9, with all that they have started) PostgreSQL, web processes, workers and Redis, each starting again
as under a container engine. Afterwards every acknowledged write must be there, none half-written, and each
piece of background work done exactly once within two minutes. With --control the outbox is bypassed, and
some work must be lost."""
SETTINGS = "script.lib.drill_bypass.settings"


@dataclass(frozen=True)
class Plan:
    """How often what is killed, and how."""

    postgresql: int = 50
    web: int = 25
    worker: int = 25
    redis: int = 10
    pause: float = 4.0
    threads: int = 4
    seed: int = 51

    def victims(self) -> list[str]:
        """The kinds of processes in the order in which they are killed."""
        counts = {"postgresql": self.postgresql, "web": self.web, "worker": self.worker, "redis": self.redis}
        order = [kind for kind, count in counts.items() for _ in range(count)]
        random.Random(self.seed).shuffle(order)  # noqa: S311
        return order


def main(arguments: Sequence[str]) -> int:
    """Runs the drill; 0 when nothing was lost, or with --control when something was."""
    options = parsed(arguments)
    python = environments.of_the_site()
    if str(python) != sys.executable:
        os.execv(python, [str(python), "-m", "script.lib.kill_drill", *arguments])  # noqa: S606
    from script.lib.killing import drill  # noqa: PLC0415  needs what only the site's Python has

    told = {name: getattr(options, name) for name in Plan.__dataclass_fields__}
    began = time.monotonic()
    outcome = drill(Plan(**told), settings=SETTINGS if options.control else "", say=say)
    print(f"{outcome.told}\nafter {time.monotonic() - began:.0f} s", flush=True)
    if options.control:
        print(
            "control: lost some, as it must" if outcome.findings.never_done else "control: NOTHING WAS LOST"
        )
        return 0 if outcome.findings.never_done else 1
    return 0 if outcome.is_well else 1


def say(words: str) -> None:
    """How far the drill is, as it happens."""
    print(words, flush=True)


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """The command's options."""
    parser = argparse.ArgumentParser(prog="script/kill-drill", description=HELP)
    for name, default in vars(Plan()).items():
        parser.add_argument(f"--{name}", type=type(default), default=default, help="%(default)s")
    parser.add_argument("--control", action="store_true", help="bypass the outbox: some work must be lost")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    run(main)
