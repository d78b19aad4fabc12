"""Brings a tracker's database and static files up to date; runs inside the environment that has Django."""

import hashlib
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from script.lib.checkout import ROOT
from script.lib.refusals import Refused, run


def main(arguments: Sequence[str]) -> int:
    """Each step costs next to nothing when there is nothing to do; `--server` makes no accounts."""
    try:
        django.setup()
        for name in ("celery", "kombu"):  # what was done in the background stands in the admin screens
            logging.getLogger(name).setLevel(logging.ERROR)
        call_command("migrate", interactive=False, verbosity=0)
        if is_empty():
            fill(with_accounts="--server" not in arguments)
        call_command("reindex_search", verbosity=0)
        call_command("sweep_outbox", verbosity=0)
        if not settings.REDIS_URL:
            run_due_tasks()
        collect_static()
    except (CommandError, DatabaseError, ImproperlyConfigured) as problem:
        raise Refused(f"The database could not be made ready: {one_line(problem)}") from problem
    return 0


def one_line(problem: Exception) -> str:
    """The problem's own words, on one line."""
    return " ".join(str(problem).split())


def is_empty() -> bool:
    """Whether the report's data still has to come in: it comes whole or not at all."""
    return not apps.get_model("benchmarks_app", "Benchmark").objects.exists()


def fill(*, with_accounts: bool = True) -> None:
    """The report's data, its consistency checks and the accounts of a trial, in one transaction."""
    print("Loading the report's data ...", flush=True)
    with transaction.atomic():
        call_command("loaddata", *fixtures(), verbosity=0)
        call_command("run_consistency_checks", verbosity=0)
        if with_accounts:
            call_command("create_local_accounts")


def fixtures() -> list[str]:
    """The fixture files in name order, which is the order they build on each other."""
    folder = ROOT / "fixtures"
    found = sorted(str(path) for kind in ("*.yaml", "*.json") for path in folder.glob(kind))
    if not found:
        raise Refused("There are no fixtures: this checkout is not complete, clone it again.")
    return found


def run_due_tasks() -> None:
    """What a scheduler does every night; what fails is told, and keeps no tracker from starting."""
    try:
        call_command("run_due_tasks", verbosity=0)
    except CommandError as problem:
        print(problem, flush=True)


def collect_static() -> None:
    """Gathers and compresses the static files when any of their sources has changed."""
    stamp = Path(settings.STATIC_ROOT).with_name("static-sources")
    wanted = static_sources()
    if Path(settings.STATIC_ROOT).is_dir() and stamp.is_file() and stamp.read_text() == wanted:
        return
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(wanted)


def static_sources() -> str:
    """A fingerprint of our own static files and, through their pins, of everyone else's."""
    digest = hashlib.sha256((ROOT / "requirements" / "run.txt").read_bytes())
    for path in static_files():
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def static_files() -> Iterator[Path]:
    """Every file in static/ and in an app's own static folder."""
    for folder in (ROOT / "static", *sorted(ROOT.glob("*/static"))):
        yield from sorted(path for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    run(main)
