"""Reads a file by what its name says it is."""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import PurePath
from typing import Any, Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from core.loading.given import BroughtFile, GivenRow, LeftOut, Unreadable
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
    reading = _module_for(file)
    reader = reading.rows if reading else READERS.get(_ending(file))
    if reader is None:
        known = ", ".join((*READERS, *settings.LOAD_READERS))
        raise Unreadable(
            _("%(name)s: files of these kinds are read: %(known)s.") % {"name": file.name, "known": known}
        )
    rows: Rows = reader(file)
    return rows


def is_file_of_rows(file: BroughtFile) -> bool:
    """Whether it is a fixture or a sheet, by its name."""
    return _ending(file) in READERS


def is_document(file: BroughtFile) -> bool:
    """Whether rows are found in what is a document for people and no file of rows."""
    return _ending(file) in settings.LOAD_READERS


def left_out(file: BroughtFile) -> list[LeftOut]:
    """What of a document becomes no row, and why; of a file of rows every row is in its plan."""
    reading = _module_for(file)
    return reading.left_out(file) if reading else []


def _ending(file: BroughtFile) -> str:
    return PurePath(file.name).suffix.lower()


def _module_for(file: BroughtFile) -> Any:
    """The module of an app that reads such documents."""
    return import_module(settings.LOAD_READERS[_ending(file)]) if is_document(file) else None
