"""The fingerprint that ties each line of the history to the one before it."""

import datetime
import decimal
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

# What the first entry names as the one before it.
GENESIS = "0" * 64


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


def digest(entry: Any, *, sequence: int | None = None) -> str:
    """The SHA-256 of an entry's canonical JSON; `sequence` asks what it would be in another place."""
    said = {
        "sequence": entry.sequence if sequence is None else sequence,
        "at": moment(entry.at),
        "by": {"id": entry.by_id, "username": entry.by_username},
        "action": entry.action,
        "subject": {"kind": entry.subject_type, "key": entry.subject_key},
        "before": entry.before,
        "after": entry.after,
        "reason": entry.reason,
        "previous_hash": entry.previous_hash,
    }
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()
