"""`script/fuzz`: thousands of calls that the API's description allows, against the site on both databases."""

import argparse
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from script.lib import environments, postgresql
from script.lib.checkout import ROOT, temporary_folder
from script.lib.ports import LOOPBACK
from script.lib.programs import Command
from script.lib.refusals import run
from script.lib.serve import surroundings
from script.lib.served import served

HELP = """Starts the site with the report's data on SQLite and on PostgreSQL, without limits on calls, and
lets schemathesis read every address of the API with what its description allows and with what it does not.
Ends with 1 when any answer is a server's error or not as described."""
BIN = ROOT / ".venv-test" / "bin"
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


def main(arguments: Sequence[str]) -> int:
    """Fuzzes the one, then the other."""
    parser = argparse.ArgumentParser(prog="script/fuzz", description=HELP)
    parser.add_argument("--examples", type=int, default=25, help="calls of each kind (%(default)s)")
    examples = parser.parse_args(arguments).examples
    environments.prepared(ROOT / ".venv-test", ROOT / "requirements" / "test.txt")
    codes = [fuzzed("SQLite", {}, examples)]
    with postgresql.server() as url:
        codes.append(fuzzed("PostgreSQL", {"DATABASE_URL": url}, examples))
    return 1 if any(codes) else 0


def fuzzed(name: str, database: dict[str, str], examples: int) -> int:
    """What schemathesis says of the site on this database."""
    print(f"\n==> {name}", flush=True)
    with site(database) as address:
        command: Command = [BIN / "schemathesis", "run", f"{address}/api/v1/schema/", "--checks", CHECKS]
        chosen = ["--include-method", "GET", "--max-examples", str(examples), "--generation-database", "none"]
        return subprocess.run([*command, *chosen], cwd=ROOT, check=False).returncode


@contextmanager
def site(database: dict[str, str]) -> Iterator[str]:
    """The address of a site with the report's data and nothing else, gone after the block."""
    with temporary_folder("tracker-fuzz-") as data:
        unlimited = {"API_CALLS_ANONYMOUS": str(10**9)}
        environment = {**surroundings(data, LOOPBACK), **unlimited, **database}
        python = BIN / "python"
        subprocess.run([python, "-m", "script.lib.preparation"], cwd=ROOT, env=environment, check=True)
        with served(python, environment, data / "server.log") as address:
            yield address


if __name__ == "__main__":
    run(main)
