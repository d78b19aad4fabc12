"""Moves an update to another state, keeps the history of it, and lets it be found while it is published."""

import datetime
from typing import Any

from benchmarks_app.models import ProgressUpdate
from benchmarks_app.services.content import snapshot
from core import history, search_index
from core.models import User


def move(
    *, update: ProgressUpdate, state: str, by: User, at: datetime.datetime, reason: str = "", **changes: Any
) -> None:
    """Save the new state with what goes with it, as one more version and one history entry."""
    before = snapshot(update)
    for name, value in {"state": state, "version": update.version + 1, **changes}.items():
        setattr(update, name, value)
    update.save(update_fields=["state", "version", *changes])
    search_index.refresh(search_index.itself(update))
    record(action=state, update=update, before=before, by=by, at=at, reason=reason)


def record(
    *,
    action: str,
    update: ProgressUpdate,
    before: dict[str, Any] | None,
    by: User,
    at: datetime.datetime,
    reason: str = "",
) -> None:
    """One history entry with the update as it looks now."""
    after = snapshot(update)
    history.record(action=action, subject=update, before=before, after=after, by=by, at=at, reason=reason)
