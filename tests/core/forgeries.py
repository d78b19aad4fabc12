"""Ways to forge the history that are open to whoever owns the database and can take its triggers away."""

import datetime
import random
from collections.abc import Callable
from typing import Any

from django.db.models import F

from core.history_chain import GENESIS, digest
from core.models import HistoryEntry, HistoryHead

# Each forges the chain and gives the number of the first entry that is not as it was written. Where the
# rows left behind would look the same had the entry after it been forged, it gives both numbers.
Forgery = Callable[[random.Random], set[int]]

FAR = 1_000_000
SAID = ("at", "by_id", "by_username", "action", "subject_type", "subject_key", "before", "after", "reason")


def length() -> int:
    """How many entries there are."""
    return HistoryEntry.objects.count()


def entry(sequence: int) -> HistoryEntry:
    """The entry with this number."""
    return HistoryEntry.objects.get(sequence=sequence)


def write(row: HistoryEntry, **changes: Any) -> None:
    """Put other values into a row."""
    HistoryEntry.objects.filter(pk=row.pk).update(**changes)


def mend(sequence: int, **changes: Any) -> HistoryEntry:
    """Give a row the fingerprint that fits what it says now."""
    row = entry(sequence)
    for name, value in changes.items():
        setattr(row, name, value)
    row.hash = digest(row)
    write(row, hash=row.hash, **changes)
    return row


def renumber(*, after: int, by: int) -> None:
    """Move the numbers of all later entries."""
    later = HistoryEntry.objects.filter(sequence__gt=after)
    later.update(sequence=F("sequence") + FAR)
    HistoryEntry.objects.filter(sequence__gt=FAR).update(sequence=F("sequence") - FAR + by)


def other_value(row: HistoryEntry, name: str, chance: random.Random) -> Any:
    """Something else that the column could hold."""
    if name == "at":
        return row.at + datetime.timedelta(microseconds=chance.choice([-1, 1, 3_600_000_000]))
    if name == "by_id":
        return HistoryEntry.objects.exclude(by_id=row.by_id).values_list("by_id", flat=True)[0]
    if name in ("before", "after"):
        return {**(getattr(row, name) or {}), "narrative": f"forged {chance.random()}"}
    if name in ("hash", "previous_hash"):
        return f"{chance.getrandbits(256):064x}"
    return f"{getattr(row, name)}'"


def edit(chance: random.Random) -> set[int]:
    """Change one column."""
    row = entry(chance.randint(1, length()))
    name = chance.choice([*SAID, "hash", "previous_hash"])
    write(row, **{name: other_value(row, name, chance)})
    return {row.sequence}


def edit_and_mend(chance: random.Random) -> set[int]:
    """Change one column and make the row's own fingerprint fit."""
    row = entry(chance.randint(1, length()))
    name = chance.choice(SAID)
    mend(row.sequence, **{name: other_value(row, name, chance)})
    return {row.sequence}


def remove(chance: random.Random) -> set[int]:
    """Delete an entry."""
    sequence = chance.randint(1, length())
    HistoryEntry.objects.filter(sequence=sequence).delete()
    return {sequence}


def remove_and_close_the_gap(chance: random.Random) -> set[int]:
    """Delete an entry and number the later ones anew."""
    (sequence,) = remove(chance)
    renumber(after=sequence, by=-1)
    return {sequence}


def remove_close_the_gap_and_mend(chance: random.Random) -> set[int]:
    """The same, and make the entry after it follow the one before it."""
    (sequence,) = remove_and_close_the_gap(chance)
    if sequence > length():
        return {sequence}
    mend(sequence, previous_hash=entry(sequence - 1).hash if sequence > 1 else GENESIS)
    return {sequence, sequence + 1}


def insert(chance: random.Random) -> set[int]:
    """Put an entry in, number the later ones anew; half of the time it fits the one before it."""
    sequence = chance.randint(1, length())
    renumber(after=sequence - 1, by=1)
    row = entry(chance.choice([sequence + 1, length() + 1]))
    row.pk, row.sequence, row.reason = None, sequence, "forged"
    if sequence > 1:
        row.previous_hash = entry(sequence - 1).hash
    if chance.random() < 0.5:
        row.hash = digest(row)
    row.save(force_insert=True)
    return {sequence}


def append(chance: random.Random) -> set[int]:
    """Put an entry after the last, with the right fingerprints, and leave the end as it was."""
    row = entry(length())
    row.pk, row.sequence, row.previous_hash, row.reason = None, row.sequence + 1, row.hash, "forged"
    row.hash = digest(row)
    row.save(force_insert=True)
    return {row.sequence}


def swap(chance: random.Random) -> set[int]:
    """Exchange the places of two entries."""
    first, second = sorted(chance.sample(range(1, length() + 1), 2))
    one, other = entry(first), entry(second)
    write(one, sequence=FAR)
    write(other, sequence=first)
    write(one, sequence=second)
    return {first}


def swap_and_mend(chance: random.Random) -> set[int]:
    """Exchange what two entries say, and make both fingerprints fit."""
    first, second = sorted(chance.sample(range(1, length() + 1), 2))
    one, other = entry(first), entry(second)
    mend(first, **{name: getattr(other, name) for name in SAID})
    mend(second, **{name: getattr(one, name) for name in SAID})
    return {first}


def cut_the_tail(chance: random.Random) -> set[int]:
    """Delete the last entries and put the end back too: only a head kept elsewhere tells."""
    last = chance.randint(0, length() - 1)
    HistoryEntry.objects.filter(sequence__gt=last).delete()
    HistoryHead.objects.update(sequence=last, hash=entry(last).hash if last else GENESIS)
    return {last + 1}


def rewrite_to_the_end(chance: random.Random) -> set[int]:
    """Change an entry and chain everything after it anew, the end too: only a head kept elsewhere tells."""
    edit_and_mend(chance)
    before, count = GENESIS, length()
    for sequence in range(1, count + 1):
        before = mend(sequence, previous_hash=before).hash
    HistoryHead.objects.update(hash=before)
    return {count}


SEEN_ON_THE_CHAIN: tuple[Forgery, ...] = (
    edit,
    edit_and_mend,
    remove,
    remove_and_close_the_gap,
    remove_close_the_gap_and_mend,
    insert,
    append,
    swap,
    swap_and_mend,
)
SEEN_WITH_THE_NOTED_HEAD: tuple[Forgery, ...] = (cut_the_tail, rewrite_to_the_end)
