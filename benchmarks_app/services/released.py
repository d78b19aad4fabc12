"""What releases no longer say once an update was withdrawn or something of it was erased."""

import datetime
import json
from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks_app.models import Evidence, ProgressUpdate
from core import releases
from core.models import User
from core.releases import Change

# Words of an update, by the columns in which its list shows them.
WORDS = ("narrative", "evidence", "observations", "citations", "withdrawal_reason")
# What is left of an erased piece of evidence, as the list shows it while the update stands.
STAYS = ("visibility", "key")
WITHDRAWN = "A progress update was withdrawn: what it said is no longer shown."
ERASED = "What a progress update said was erased."
EVIDENCE_ERASED = "A piece of evidence was erased."

Item = dict[str, Any]


def take_out_of_releases(
    *, update: ProgressUpdate, by: User, at: datetime.datetime, reason: str, evidence: Evidence | None = None
) -> None:
    """Leave in no release what the update said, or only what this piece of its evidence did.

    To be called while the rows still say what they said: it looks up in which documents it shows. The row
    stays with its status and dates, which `known_at` tells as well.
    """
    rows = update.evidence.filter(document__isnull=False)
    named = rows.filter(pk=evidence.pk) if evidence else rows
    documents = set(named.values_list("document__slug", flat=True))
    indicators = set(update.observations.values_list("indicator__slug", flat=True))
    of_update = partial(_without_evidence, key=str(evidence.key)) if evidence else _without_words
    changes: dict[str, Change] = {
        "progress-updates": partial(_where, "id", {str(update.pk)}, of_update),
        "indicators": partial(_without_note, update.pk, bool(evidence)),
        "documents": partial(_uncited, update.pk, indicators, documents),
    }
    releases.redact(changes=changes, reason=reason, by=by, at=at)


def _where(column: str, keys: set[str], change: Change, row: Item) -> None:
    if row.get(column) in keys:
        change(row)


def _without_words(row: Item) -> None:
    row.update(dict.fromkeys((column for column in WORDS if column in row), ""))


def _without_evidence(row: Item, *, key: str) -> None:
    def emptied(item: Item) -> Item:
        return {name: value if name in STAYS else None for name, value in item.items()}

    _each(row, "evidence", lambda item: emptied(item) if item.get("key") == key else item)
    row.update({"citations": ""} if "citations" in row else {})


def _without_note(update: int, notes_stay: bool, row: Item) -> None:
    """The numbers stay, without what was noted of them and without the documents they rested on."""

    def emptied(item: Item) -> Item:
        if item.get("update") != update:
            return item
        return {**item, "citations": []} if notes_stay else {**item, "note": "", "citations": []}

    _each(row, "observations", emptied)


def _uncited(update: int, indicators: set[str], documents: set[str], row: Item) -> None:
    """Evidence names a document as a whole, and so do the numbers of an update."""
    is_named = row.get("slug") in documents

    def shown(item: Item) -> Item | None:
        is_update = item.get("type") == "progress_update" and item.get("key") == str(update)
        is_number = item.get("type") == "indicator" and item.get("key") in indicators
        return None if is_update or (is_named and is_number and not item.get("locator")) else item

    _each(row, "cited_by", shown)


def _each(row: Item, column: str, change: Callable[[Item], Item | None]) -> None:
    """Change the things that a cell lists as JSON; a cell that cannot be read is emptied."""
    if not row.get(column):
        return
    try:
        items = json.loads(row[column])
        changed = [kept for item in items if (kept := change(item)) is not None]
    except (ValueError, AttributeError):
        row[column] = ""
        return
    if changed != items:
        row[column] = json.dumps(changed, ensure_ascii=False, separators=(",", ":")) if changed else ""
