"""The fingerprints of the history: one of what an entry says, and one that ties it to the entry before.

The second covers the first and not the content itself: content can be erased, and the chain still holds.
"""

import datetime
import decimal
import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

# What the first entry names as the one before it.
GENESIS = "0" * 64
# The action of the entry that says which others were erased, and the name under which it lists them.
ERASED, LISTED = "erased", "erased_entries"
# What is left of an entry's content once it is erased.
NOTHING: dict[str, Any] = {"before": None, "after": None, "reason": "", "salt": ""}


def plain(value: Any) -> Any:
    """A value as text, whole numbers, lists and objects: what every database gives back as it was given.

    A fraction becomes text, because PostgreSQL's and SQLite's JSON write the same fraction differently.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(item) for item in value]
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, decimal.Decimal):
        return f"{value:f}"
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def moment(at: datetime.datetime) -> str:
    """A point in time as it is hashed: UTC, to the microsecond, which both databases keep."""
    return at.astimezone(datetime.UTC).isoformat(timespec="microseconds")


def new_salt() -> str:
    """Random text without which nobody can try out what an erased entry may have said."""
    return secrets.token_hex(32)


def content_fingerprint(entry: Any) -> str:
    """The SHA-256 of an entry's salt and of what it says: before, after and the reason."""
    said = {"before": entry.before, "after": entry.after, "reason": entry.reason}
    return _fingerprint(entry.salt + _canonical(said))


def digest(entry: Any, *, sequence: int | None = None) -> str:
    """The SHA-256 of an entry's canonical JSON; `sequence` asks what it would be in another place."""
    said = {
        "sequence": entry.sequence if sequence is None else sequence,
        "at": moment(entry.at),
        "by": {"id": entry.by_id, "username": entry.by_username},
        "action": entry.action,
        "subject": {"kind": entry.subject_type, "key": entry.subject_key},
        "content": entry.content_hash,
        "previous_hash": entry.previous_hash,
    }
    return _fingerprint(_canonical(said))


def fits(entry: Any, *, sequence: int | None = None) -> bool:
    """Whether an entry says what its fingerprints were made of; `sequence` asks for another place.

    Of an erased one only the fingerprint of what it said is left; `core.erased_entries` asks who erased it.
    """
    try:
        says_it = entry.erased_by_entry is not None or content_fingerprint(entry) == entry.content_hash
        return says_it and digest(entry, sequence=sequence) == entry.hash
    except (AttributeError, TypeError, ValueError):
        return False


def _canonical(said: dict[str, Any]) -> str:
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode("ascii")).hexdigest()
