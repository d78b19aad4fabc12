"""What an import of official wording would change, row by row, and what it would leave and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from core.models import Document


@dataclass(frozen=True)
class Found:
    """The official wording that was found for a row, and where."""

    row: Any
    text: str
    where: str
    # The wording that the row had when the plan was made.
    old: str = ""
    language: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unmatched:
    """A row for which no wording is certain, or a text that belongs to no row, and the reason."""

    label: str
    reason: str


@dataclass
class Plan:
    """All of it, for one document."""

    symbol: str
    # None when it is the text of a resolution, which is no document of ours but a row of its own.
    document: Document | None
    changes: list[Found] = field(default_factory=list)
    same: list[Found] = field(default_factory=list)
    unmatched: list[Unmatched] = field(default_factory=list)

    def take(self, found: Sequence[Found]) -> None:
        """Sort what was found into what changes and what stands already."""
        for each in found:
            (self.same if self.stands(each) else self.changes).append(each)

    def stands(self, found: Found) -> bool:
        """Whether the row has this very wording from this very document."""
        row = found.row
        return (row.official_text, row.official_text_language, row.official_text_document_id) == (
            found.text,
            found.language,
            self.document.pk if self.document else None,
        )


def label_of(row: Any) -> str:
    """How the plan names a row: its kind, its key and what it is called."""
    key = getattr(row, "slug", "") or getattr(row, "key", "")
    name = str(row)
    return (
        f"{row._meta.verbose_name} {key}: {name}"
        if key and key not in name
        else f"{row._meta.verbose_name} {name}"
    )
