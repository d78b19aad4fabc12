"""What a file gives: its bytes, and the rows read from them, each value with the place where it stands."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from core.errors import DomainError

MOST_BYTES = 16_000_000


@dataclass(frozen=True)
class BroughtFile:
    """A file as somebody brought it; nothing of it is kept but its name and its fingerprint."""

    name: str
    content: bytes = field(repr=False)

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of its bytes."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def described(self) -> dict[str, Any]:
        """What is kept of it."""
        return {"name": self.name, "sha256": self.sha256, "bytes": len(self.content)}


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file something stands, counted from one as an editor does."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return _("%(file)s, line %(line)s, column %(column)s") % {
            "file": self.file,
            "line": self.line,
            "column": self.column,
        }


@dataclass(frozen=True)
class Given:
    """A value as the file gives it; `problem` says why it cannot be understood at all."""

    value: Any
    place: Place
    problem: str = ""


@dataclass(frozen=True)
class GivenRow:
    """One row of a file: its model as "app.model", and the fields it names."""

    model: str
    fields: dict[str, Given]
    place: Place


@dataclass(frozen=True)
class LeftOut:
    """Something of a file that becomes no row, and the reason."""

    label: str
    reason: str


class Unreadable(DomainError):
    """A file that cannot be read as what it says it is; nothing of it is planned."""

    def __init__(self, message: Any, place: Place | None = None) -> None:
        super().__init__(f"{place}: {message}" if place else message, field="file")
        self.place = place
