"""The history as a person reads it: field by field, before beside after, without what they may not see."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.text import capfirst

from core.models import HistoryEntry
from core.permissions import Action, Visitor, may

RESTRICTED = {"visibility": "restricted"}
CONFIDENTIAL = {"visibility": "confidential"}


@dataclass(frozen=True)
class Field:
    """One field of an entry: its name, and what it held before and after, line by line."""

    name: str
    before: list[str]
    after: list[str]

    @property
    def changed(self) -> bool:
        """Whether the change touched it."""
        return self.before != self.after


def fields(entry: HistoryEntry, user: Visitor) -> list[Field]:
    """Every field of an entry, those that changed first."""
    before, after = (readable(state, user) or {} for state in (entry.before, entry.after))
    names = [*after, *(name for name in before if name not in after)]
    rows = [Field(in_words(name), lines(before.get(name)), lines(after.get(name))) for name in names]
    return sorted(rows, key=lambda row: not row.changed)


def readable(state: Any, user: Visitor) -> Any:
    """A state without the confidential evidence in it; and without the restricted, but for the team."""
    shown = without_confidential(state)
    return shown if may(user, Action.READ_RESTRICTED) else without_restricted(shown)


def without_confidential(state: Any) -> Any:
    """The same as if no confidential row had ever been there; the chain knows it, no reader does."""
    if isinstance(state, dict):
        return {name: without_confidential(value) for name, value in state.items()}
    if isinstance(state, list):
        return [without_confidential(value) for value in state if not is_confidential(value)]
    return state


def is_confidential(value: Any) -> bool:
    """Whether this is what the history keeps of a confidential row."""
    return isinstance(value, dict) and value.get("visibility") == CONFIDENTIAL["visibility"]


def without_restricted(state: Any) -> Any:
    """The same with every restricted row reduced to the fact that it is there."""
    if isinstance(state, dict):
        if state.get("visibility") == RESTRICTED["visibility"]:
            return RESTRICTED
        return {name: without_restricted(value) for name, value in state.items()}
    if isinstance(state, list):
        return [without_restricted(value) for value in state]
    return state


def in_words(name: str) -> str:
    """A field's name for people: "Assessed on"."""
    return capfirst(name.replace("_", " "))


def lines(value: Any) -> list[str]:
    """A value as lines of text; nothing when it is empty."""
    if isinstance(value, list):
        return [line for item in value for line in [one_line(item)] if line]
    if isinstance(value, dict):
        return [f"{in_words(name)}: {one_line(item)}" for name, item in value.items() if item not in EMPTY]
    return [] if value in EMPTY else [one_line(value)]


EMPTY: tuple[Any, ...] = (None, "", [], {})


def one_line(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        parts = (
            f"{name.replace('_', ' ')}: {one_line(item)}" for name, item in value.items() if item not in EMPTY
        )
        return "; ".join(parts)
    if isinstance(value, list):
        return ", ".join(one_line(item) for item in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def subject_of(entry: HistoryEntry, user: Visitor) -> models.Model | None:
    """The row an entry is about, if it is still there and has a page that this person may see."""
    model = next((model for model in apps.get_models() if model._meta.model_name == entry.subject_type), None)
    if model is None or not hasattr(model, "get_absolute_url") or not entry.subject_key.isdecimal():
        return None
    rows: Any = model._default_manager.all()
    shown = rows.visible_to(user) if hasattr(rows, "visible_to") else rows
    return shown.filter(pk=int(entry.subject_key)).first()


HEADER = (
    *("number", "at", "by", "action", "kind", "key"),
    *("before", "after", "reason", "erased by entry"),
    *("fingerprint of what it says", "previous fingerprint", "fingerprint"),
)


def table(entries: Any, user: Visitor) -> Iterator[tuple[Any, ...]]:
    """The rows of an export, read from the database in batches."""
    for entry in entries.iterator(chunk_size=500):
        states = (readable(state, user) for state in (entry.before, entry.after))
        before, after = ("" if state is None else json.dumps(state, ensure_ascii=False) for state in states)
        said = (entry.action, entry.subject_type, entry.subject_key, before, after, entry.reason)
        # Never the salt: with it one could try out what restricted evidence says.
        chain = (entry.content_hash, entry.previous_hash, entry.hash)
        yield (
            *(entry.sequence, entry.at.isoformat(), entry.by_username),
            *(*said, entry.erased_by_entry or "", *chain),
        )
