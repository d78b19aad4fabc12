"""Whether each erasure in the history is one that a later entry records, and each recorded one stands."""

from typing import Any

from core.history_chain import ERASED, LISTED, NOTHING, fits
from core.models import HistoryEntry, HistoryHead


def unrecorded(entry: Any) -> str:
    """Why the erasure of an entry is a forgery; empty when it is none, or when the fault lies further on.

    Asked once the entry itself was found to fit. A later entry that does not fit is met on the same walk.
    """
    if entry.erased_by_entry is None:
        return ""
    if any(getattr(entry, name) != nothing for name, nothing in NOTHING.items()):
        return "altered: it is marked as erased and still says something"
    try:
        named = HistoryEntry.objects.filter(sequence=entry.erased_by_entry).first()
    except (TypeError, ValueError):
        return ""
    lies_further_on = not _stands(named) if named else _was_there(entry.erased_by_entry)
    if lies_further_on or (named and named.sequence > entry.sequence in _listed(named)):
        return ""
    return f"erased: no entry says who did it; number {entry.erased_by_entry} does not list it"


def put_back(entry: Any) -> int | None:
    """The first entry that this one lists as erased and that says something again, if there is one."""
    listed = HistoryEntry.objects.filter(sequence__in=_listed(entry), erased_by_entry__isnull=True)
    return listed.order_by("sequence").values_list("sequence", flat=True).first()


def _was_there(sequence: int) -> bool:
    return HistoryHead.objects.filter(sequence__gte=sequence).exists()


def _stands(named: Any) -> bool:
    """Whether it fits its own fingerprints, and the next entry or the end of the history names it."""
    follower = HistoryEntry.objects.filter(sequence=named.sequence + 1, previous_hash=named.hash)
    is_named = follower.exists() or HistoryHead.objects.filter(hash=named.hash).exists()
    return is_named and fits(named)


def _listed(entry: Any) -> list[int]:
    said = entry.after if entry.action == ERASED and isinstance(entry.after, dict) else {}
    listed = said.get(LISTED, [])
    return [number for number in listed if isinstance(number, int)] if isinstance(listed, list) else []
