"""Clean clones of the last commit, in which nothing is there that was not committed."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from script.lib.checkout import ROOT, temporary_folder
from script.lib.refusals import Refused

PERSONAL = ("CHROMIUM", "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "REDIS_URL", "VIRTUAL_ENV")


@contextmanager
def clean_clone() -> Iterator[Path]:
    """A clone of HEAD that is there until the end of the block."""
    with temporary_folder("tracker-clone-") as folder:
        checkout = folder / "checkout"
        command = ["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(checkout)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode or not (checkout / "script").is_dir():
            raise Refused(f"Could not clone {ROOT}: commit your work first. {done.stderr.strip()}")
        warn_of_uncommitted_work()
        yield checkout


def warn_of_uncommitted_work() -> None:
    """Says so when the checkout holds more than the clone."""
    status = subprocess.run(["git", "status", "--short"], cwd=ROOT, capture_output=True, check=False)
    if status.stdout.strip():
        print("Note: changes that are not committed are not in the clone.", flush=True)


def impersonal(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment without what this person has set for the tracker."""
    return {
        name: value
        for name, value in environment.items()
        if name not in PERSONAL and not name.startswith(("TRACKER_", "PYTEST_", "GIT_DIR"))
    }


def hand_over(folder: Path, user: int, group: int) -> None:
    """Gives a folder and all in it to another user."""
    for path, folders, files in os.walk(folder):
        for name in (".", *folders, *files):
            os.chown(Path(path) / name, user, group, follow_symlinks=False)
