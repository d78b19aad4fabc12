"""Reads a file by what its name says it is."""

from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import Protocol

from django.utils.translation import gettext as _

from core.loading.given import BroughtFile, GivenRow, Unreadable
from core.loading.sheet_reading import SheetRows
from core.loading.yaml_reading import read_fixture


class Rows(Protocol):
    """The rows of a file, counted; they can be gone through again."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[GivenRow]: ...


READERS: dict[str, Callable[[BroughtFile], Rows]] = {
    ".yaml": read_fixture,
    ".yml": read_fixture,
    ".json": read_fixture,  # which is YAML too
    ".csv": SheetRows,
    ".xlsx": SheetRows,
}


def read(file: BroughtFile) -> Rows:
    """The rows of a file; raises Unreadable, before the first of them, where anything is wrong with it."""
    reader = READERS.get(PurePath(file.name).suffix.lower())
    if reader is None:
        known = ", ".join(READERS)
        raise Unreadable(
            _("%(name)s: files of these kinds are read: %(known)s.") % {"name": file.name, "known": known}
        )
    return reader(file)
