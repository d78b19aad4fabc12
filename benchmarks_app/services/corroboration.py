"""When evidence is corroborated: two independent origins stand behind it; a shared origin counts once."""

from collections.abc import Iterable
from typing import Protocol

from django.utils.translation import gettext as _

from benchmarks_app.models import ProgressUpdate
from core.errors import RuleBroken

ORIGINS_NEEDED = 2


class HasOrigin(Protocol):
    """A row or an item of evidence."""

    @property
    def origin(self) -> str:
        """The organization it comes from."""


def independent_origins(evidence: Iterable[HasOrigin]) -> set[str]:
    """The origins behind the evidence, however they were spelled: case and white space do not count."""
    folded = (" ".join(row.origin.casefold().split()) for row in evidence)
    return {origin for origin in folded if origin}


def missing_for_achieved(evidence: Iterable[HasOrigin]) -> list[str]:
    """What "achieved" still lacks, in words; nothing when two independent origins stand behind it."""
    found = len(independent_origins(evidence))
    if found >= ORIGINS_NEEDED:
        return []
    if not found:
        return [_("“Achieved” needs evidence from two independent origins; there is none yet.")]
    return [_("“Achieved” needs evidence from a second origin; all of it comes from the same one.")]


def require_corroboration(update: ProgressUpdate) -> None:
    """Refuse "achieved" when fewer than two independent origins stand behind it."""
    missing = missing_for_achieved(update.evidence.all())
    if update.status == ProgressUpdate.Status.ACHIEVED and missing:
        raise RuleBroken(" ".join(missing), field="status")
