"""Reads a file by what its name says it is."""

from collections.abc import Callable
from pathlib import PurePath

from django.utils.translation import gettext as _

from core.loading.given import BroughtFile, GivenRow, Unreadable
from core.loading.sheet_reading import read_sheet
from core.loading.yaml_reading import read_fixture

READERS: dict[str, Callable[[BroughtFile], list[GivenRow]]] = {
    ".yaml": read_fixture,
    ".yml": read_fixture,
    ".json": read_fixture,  # which is YAML too
    ".csv": read_sheet,
    ".xlsx": read_sheet,
}


def read(file: BroughtFile) -> list[GivenRow]:
    """The rows of a file."""
    reader = READERS.get(PurePath(file.name).suffix.lower())
    if reader is None:
        known = ", ".join(READERS)
        raise Unreadable(
            _("%(name)s: files of these kinds are read: %(known)s.") % {"name": file.name, "known": known}
        )
    return reader(file)
