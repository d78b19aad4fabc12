"""Writes the record of a change, and of an erasure; every service calls it once, in its own transaction."""

import datetime
from typing import Any

from django.db import models, transaction

from core.history_chain import ERASED, LISTED, NOTHING, content_fingerprint, digest, new_salt, plain
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
def record_erasure(
    *,
    subject: models.Model,
    entries: models.QuerySet[HistoryEntry],
    by: User,
    at: datetime.datetime,
    reason: str,
) -> HistoryEntry:
    """Keep that `subject` was erased and why, and take out of `entries` everything they say.

    Their numbers, times, people and fingerprints stay. What says that something was erased is never erased.
    """
    rows = entries.filter(erased_by_entry__isnull=True).exclude(action=ERASED)
    erased = sorted(rows.values_list("sequence", flat=True))
    entry = record(
        action=ERASED, subject=subject, before=None, after={LISTED: erased}, by=by, at=at, reason=reason
    )
    HistoryEntry.objects.filter(sequence__in=erased).update(**NOTHING, erased_by_entry=entry.sequence)
    return entry


@transaction.atomic(savepoint=False)
def append(entry: HistoryEntry) -> HistoryEntry:
    """Put an entry at the end of the chain.

    Holds that end until the transaction is over: a service that changes several rows locks them all before
    its first entry, or two transactions could wait for each other.
    """
    head = locked_head()
    entry.sequence, entry.previous_hash = head.sequence + 1, head.hash
    entry.by_username = entry.by.get_username()
    entry.salt = new_salt()
    entry.content_hash = content_fingerprint(entry)
    entry.hash = digest(entry)
    entry.save(force_insert=True)
    head.sequence, head.hash = entry.sequence, entry.hash
    head.save(force_update=True)
    return entry


def locked_head() -> HistoryHead:
    """The end of the history, held until the transaction ends; made when there is no history yet."""
    return HistoryHead.objects.select_for_update().get_or_create(pk=HistoryHead.ONLY)[0]
