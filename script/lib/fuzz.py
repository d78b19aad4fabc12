"""`script/fuzz`: thousands of calls that the API's description allows, against the site on both databases."""

import argparse
import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from script.lib import environments, postgresql
from script.lib.checkout import ROOT, temporary_folder
from script.lib.fuzz_calls import EVERY_PHASE, fuzzed
from script.lib.ports import LOOPBACK
from script.lib.refusals import run
from script.lib.serve import surroundings
from script.lib.served import served

HELP = """Starts the site with the report's data on SQLite and on PostgreSQL, without limits on calls, and
lets schemathesis call every address of the API with what its description allows and with what it does not:
the reads as nobody, the writes as a reviewer. Ends with 1 when any answer is a server's error or not as
described, and when an operation never succeeded."""
BIN = ROOT / ".venv-test" / "bin"


def main(arguments: Sequence[str]) -> int:
    """Fuzzes the one, then the other."""
    parser = argparse.ArgumentParser(prog="script/fuzz", description=HELP)
    parser.add_argument("--examples", type=int, default=25, help="calls of each kind (%(default)s)")
    examples = parser.parse_args(arguments).examples
    environments.prepared(ROOT / ".venv-test", ROOT / "requirements" / "test.txt")
    good = [on("SQLite", {}, examples)]
    with postgresql.server() as url:
        good.append(on("PostgreSQL", {"DATABASE_URL": url}, examples))
    return 0 if all(good) else 1


def on(name: str, database: dict[str, str], examples: int) -> bool:
    """Whether all went well on this database."""
    print(f"\n==> {name}", flush=True)
    with site(database) as (address, ground):
        told = fuzzed(address, ground, examples=examples, phases=EVERY_PHASE)
    print(f"{name}: {told}", flush=True)
    return told.is_good


@contextmanager
def site(database: dict[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The address of a site with the report's data and what every call needs, gone after the block."""
    with temporary_folder("tracker-fuzz-") as data:
        unlimited = dict.fromkeys(("API_CALLS_ANONYMOUS", "API_CALLS_PERSON"), str(10**9))
        environment = {**surroundings(data, LOOPBACK), **unlimited, **database}
        python = BIN / "python"
        subprocess.run([python, "-m", "script.lib.preparation"], cwd=ROOT, env=environment, check=True)
        laid = subprocess.run(
            [python, "-m", "script.lib.fuzz_ground"],
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        with served(python, environment, data / "server.log") as address:
            yield address, json.loads(laid.stdout.splitlines()[-1])


if __name__ == "__main__":
    run(main)
