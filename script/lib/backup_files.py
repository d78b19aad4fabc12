"""The files that rows name: kept until they are in the backup, and compared with their rows.

A file is written after its row is committed and taken away after its row is gone, and never changed. So every
file of the moment of the dump was there before it, or comes shortly after it.
"""

import hashlib
import os
import shutil
import time
from pathlib import Path

from script.lib.refusals import Refused

# Table and column that name the files in a folder of the data.
NAMED_BY = {"files": ("benchmarks_app_evidencefile", "name")}
SECONDS_FOR_LATE_ONES = 20


class Gone(Exception):
    """A file was taken away, with its row, between the two looks at the folder."""


class Kept:
    """Second names for the files of a folder, so that none goes while the backup is made."""

    def __init__(self, folder: Path, beside: Path) -> None:
        self.folder, self.beside = folder, beside
        beside.mkdir(mode=0o700)

    def hold_all(self) -> None:
        """Hold what is there now."""
        for path in self.folder.glob("*") if self.folder.is_dir() else ():
            self.hold(path.name)

    def hold(self, name: str) -> bool:
        """Hold one; False when it is not there."""
        held = self.beside / name
        if not held.exists():
            try:
                os.link(self.folder / name, held)
            except FileNotFoundError:
                return False
        return True

    def those(self, names: list[str]) -> list[Path]:
        """The files of these names; waits for those whose row is newer than they."""
        deadline = time.monotonic() + SECONDS_FOR_LATE_ONES
        late = [name for name in names if not self.hold(name)]
        while late and time.monotonic() < deadline:
            time.sleep(0.2)
            late = [name for name in late if not self.hold(name)]
        if late:
            raise Gone(f"{len(late)} files have rows and are not there")
        return [self.beside / name for name in names]

    def let_go(self) -> None:
        """Take the second names away."""
        shutil.rmtree(self.beside, ignore_errors=True)


def checked_name(name: str) -> str:
    """A file's name in a backup; refused when it would lead out of its folder."""
    if not name or name in {".", ".."} or "/" in name or "\\" in name or "\0" in name:
        raise Refused("The backup names a file outside of its folder: nothing was restored.")
    return name


def fingerprint(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
