"""`script/test`: every check and every test, with real servers and a real browser, from one command."""

import argparse
import os
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from script.lib import chromium, environments, postgresql, redis, tally
from script.lib.checkout import ROOT, temporary_folder
from script.lib.programs import Command
from script.lib.refusals import run
from script.lib.steps import Outcome, Step, run_side_by_side, run_step, table

HELP = """Runs the checks, then all tests on SQLite and on PostgreSQL side by side, with a real Redis, a real
Celery worker and a real browser. Arguments are passed to pytest, and then only pytest runs:
script/test tests/core -k dates.
DATABASE_URL, REDIS_URL and CHROMIUM name what to use; otherwise it is found on this machine or fetched."""
# Between two tests all tables are empty. A server that takes note of that plans as if they stayed so, and
# reads the report's thousands of rows over and over where it has an index.
UNNOTICED = {"autovacuum": "off"}
BIN = ROOT / ".venv-test" / "bin"
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
TYPED = ("config", "core", "benchmarks_app", "elections_app", "resolutions_app", "script/lib")


@dataclass(frozen=True)
class Servers:
    """What the tests talk to, and the folder for all that they write."""

    postgresql: str
    redis: str
    chromium: Path
    folder: Path


def main(arguments: Sequence[str]) -> int:
    """Runs everything, whatever fails on the way; 0 only when nothing did."""
    if set(arguments) & {"-h", "--help"}:
        argparse.ArgumentParser(prog="script/test", description=HELP, add_help=False).print_help()
        return 0
    began = time.monotonic()
    environments.prepared(ROOT / ".venv-test", ROOT / "requirements" / "test.txt")
    with servers() as there:
        readied = Outcome("environment and servers", "", time.monotonic() - began)
        if arguments:
            return conclude([readied, *map(run_step, test_steps(there, arguments))], there)
        checked = [readied, *map(run_step, check_steps(there))]
        outcomes = [*checked, *run_side_by_side(*full_test_steps(there))]
        return conclude([*outcomes, nothing_left_out(there)], there)


@contextmanager
def servers() -> Iterator[Servers]:
    """Starts what the tests need; nothing of it is left afterwards."""
    browser = chromium.executable()
    with (
        temporary_folder("tracker-test-") as folder,
        postgresql.server(**UNNOTICED) as database,
        redis.server() as queue,
    ):
        yield Servers(database, queue, browser, folder)


def surroundings(there: Servers, database: str, **more: str) -> dict[str, str]:
    """The environment of a step: the servers, and a data folder of its own."""
    data = there.folder / database
    data.mkdir(exist_ok=True)
    urls = {"sqlite": f"sqlite:///{data / 'tracker.sqlite3'}", "postgresql": there.postgresql}
    return {
        **os.environ,
        "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": urls[database],
        "REDIS_URL": there.redis,
        "CHROMIUM": str(there.chromium),
        "TRACKER_DATA": str(data),
        "TRACKER_TEST_DATABASE": database,
        **more,
    }


def check_steps(there: Servers) -> list[Step]:
    """What can be said about the project without running a test."""
    plain = surroundings(there, "sqlite")
    manage: Command = [BIN / "python", "manage.py"]
    templates = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("templates/**/*.html"))
    return [
        Step("ruff check", [BIN / "ruff", "check", "."], plain),
        Step("ruff format", [BIN / "ruff", "format", "--check", "."], plain),
        Step("djade", [BIN / "djade", "--check", "--target-version", "5.2", *templates], plain),
        Step("import-linter", [BIN / "lint-imports"], plain),
        Step("mypy", [BIN / "mypy", *TYPED], plain),
        Step("migrations are complete", [*manage, "makemigrations", "--check", "--dry-run"], plain),
        Step(
            "production settings",
            [*manage, "check", "--deploy", "--fail-level", "WARNING"],
            production(there, plain),
        ),
    ]


def production(there: Servers, plain: Mapping[str, str]) -> dict[str, str]:
    """The environment of a server as a field office would set it up."""
    return {
        **plain,
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "tracker.example.org",
        "DATABASE_URL": there.postgresql,
    }


def full_test_steps(there: Servers) -> tuple[list[Step], Step]:
    """All tests on both databases in two lanes that take about as long: the steps of one, and the other.

    Browser and worker use a PostgreSQL database of their own; what starts databases itself goes with SQLite.
    """
    acted = "browser or worker"
    sqlite = step_of_tests(there, "sqlite", ["-m", f"not ({acted})"])
    by_hand = step_of_tests(there, "postgresql", ["-m", acted], part="browser and worker")
    return [sqlite, by_hand], step_of_tests(there, "postgresql", ["-m", f"not ({acted} or own_database)"])


def test_steps(there: Servers, arguments: Sequence[str]) -> list[Step]:
    """The same tests on both databases."""
    return [step_of_tests(there, database, arguments) for database in ("sqlite", "postgresql")]


def step_of_tests(there: Servers, database: str, arguments: Sequence[str], *, part: str = "") -> Step:
    """These tests on one database, which a part of them has to itself."""
    called = "-".join([database, *part.split()])
    around = surroundings(there, database)
    if part:
        around |= apart(around, there.folder / called)
    return Step(
        f"pytest on {NAMES[database]}" + (f": {part}" if part else ""),
        [BIN / "python", "-m", "pytest", f"--junit-xml={there.folder / called}.xml", *arguments],
        around,
    )


def apart(around: Mapping[str, str], data: Path) -> dict[str, str]:
    """What differs where a part of the tests runs beside the others: its database and its folder."""
    data.mkdir(exist_ok=True)
    url = urlsplit(around["DATABASE_URL"])
    return {"TRACKER_DATA": str(data), "DATABASE_URL": url._replace(path=f"{url.path}_apart").geturl()}


def nothing_left_out(there: Servers) -> Outcome:
    """Fails when a test was skipped on both databases: then nothing is known about it."""
    skipped = tally.never_run(reports(there))
    for name in skipped:
        print(f"never ran: {name}", flush=True)
    return Outcome("every test ran", f"{len(skipped)} did not" if skipped else "", 0.0)


def reports(there: Servers) -> list[Path]:
    """What pytest wrote about its runs."""
    return sorted(there.folder.glob("*.xml"))


def conclude(outcomes: Sequence[Outcome], there: Servers) -> int:
    """Prints the table and the closing line; 1 when any step failed."""
    print(table(outcomes), flush=True)
    print(tally.closing_line(reports(there)), flush=True)
    return 1 if any(outcome.problem for outcome in outcomes) else 0


if __name__ == "__main__":
    run(main)
