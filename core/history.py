"""Writes the record of a change; every service calls it once, inside its own transaction."""

import datetime
from typing import Any

from django.db import models, transaction

from core.history_chain import digest, plain
from core.models import HistoryEntry, HistoryHead, User

State = dict[str, Any]


def record(
    *,
    action: str,
    subject: models.Model,
    before: State | None,
    after: State | None,
    by: User,
    at: datetime.datetime,
    reason: str = "",
) -> HistoryEntry:
    """Keep who did `action` to `subject`, and how it looked before and after (None: it was not there)."""
    entry = HistoryEntry(
        action=str(action),
        subject_type=str(subject._meta.model_name),
        subject_key=str(subject.pk),
        before=plain(before),
        after=plain(after),
        by=by,
        at=at,
        reason=str(reason),
    )
    return append(entry)


@transaction.atomic(savepoint=False)
def append(entry: HistoryEntry) -> HistoryEntry:
    """Put an entry at the end of the chain.

    Holds that end until the transaction is over: a service that changes several rows locks them all before
    its first entry, or two transactions could wait for each other.
    """
    head = locked_head()
    entry.sequence, entry.previous_hash = head.sequence + 1, head.hash
    entry.by_username = entry.by.get_username()
    entry.hash = digest(entry)
    entry.save(force_insert=True)
    head.sequence, head.hash = entry.sequence, entry.hash
    head.save(force_update=True)
    return entry


def locked_head() -> HistoryHead:
    """The end of the history, held until the transaction ends; made when there is no history yet."""
    return HistoryHead.objects.select_for_update().get_or_create(pk=HistoryHead.ONLY)[0]
