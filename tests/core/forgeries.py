"""Ways to forge the history that are open to whoever owns the database and can take its triggers away."""

import datetime
import random
from collections.abc import Callable
from typing import Any

from django.db.models import F

from core.history_chain import GENESIS, LISTED, NOTHING, content_fingerprint, digest
from core.models import HistoryEntry, HistoryHead

# Each forges the chain and gives the number of the first entry that is not as it was written. Where the
# rows left behind would look the same had the entry after it been forged, it gives both numbers.
Forgery = Callable[[random.Random], set[int]]

FAR = 1_000_000
CONTENT = ("before", "after", "reason")
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
    if row.erased_by_entry is None:
        row.content_hash = content_fingerprint(row)
    row.hash = digest(row)
    write(row, **{**changes, "content_hash": row.content_hash, "hash": row.hash})
    return row


def renumber(*, after: int, by: int) -> None:
    """Move the numbers of all later entries."""
    later = HistoryEntry.objects.filter(sequence__gt=after)
    later.update(sequence=F("sequence") + FAR)
    HistoryEntry.objects.filter(sequence__gt=FAR).update(sequence=F("sequence") - FAR + by)


def other_value(row: HistoryEntry, name: str, chance: random.Random) -> Any:
    """Something else that the column could hold."""
    if name == "erased_by_entry":
        return chance.choice([number for number in range(1, 2 * length()) if number != row.erased_by_entry])
    return other_text(row, name, chance) if name not in ("at", "by_id") else other_fact(row, name, chance)


def other_fact(row: HistoryEntry, name: str, chance: random.Random) -> Any:
    """Another moment, or another person."""
    if name == "at":
        return row.at + datetime.timedelta(microseconds=chance.choice([-1, 1, 3_600_000_000]))
    return HistoryEntry.objects.exclude(by_id=row.by_id).values_list("by_id", flat=True)[0]


def other_text(row: HistoryEntry, name: str, chance: random.Random) -> Any:
    """Other words, or another fingerprint."""
    if name in ("before", "after"):
        return {**(getattr(row, name) or {}), "narrative": f"forged {chance.random()}"}
    if name in ("hash", "previous_hash", "content_hash", "salt"):
        return f"{chance.getrandbits(256):064x}"
    return f"{getattr(row, name)}'"


def columns(row: HistoryEntry) -> list[str]:
    """What an entry says; of an erased one, what is left."""
    return [name for name in SAID if row.erased_by_entry is None or name not in CONTENT]


def erasing(row: HistoryEntry) -> str:
    """The column to change on the way to or from an erasure."""
    return "salt" if row.erased_by_entry is None else "erased_by_entry"


def edit(chance: random.Random) -> set[int]:
    """Change one column."""
    row = entry(chance.randint(1, length()))
    name = chance.choice([*columns(row), "hash", "previous_hash", "content_hash", erasing(row)])
    write(row, **{name: other_value(row, name, chance)})
    return {row.sequence}


def edit_and_mend(chance: random.Random) -> set[int]:
    """Change one column and make the row's own fingerprint fit."""
    row = entry(chance.randint(1, length()))
    name = chance.choice(columns(row))
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


def fingerprints(row: HistoryEntry) -> tuple[str, str]:
    """Both fingerprints that fit what a row says now."""
    row.content_hash = content_fingerprint(row)
    return row.content_hash, digest(row)


def insert(chance: random.Random) -> set[int]:
    """Put an entry in, number the later ones anew; half of the time it fits the one before it."""
    sequence = chance.randint(1, length())
    renumber(after=sequence - 1, by=1)
    row = entry(chance.choice([sequence + 1, length() + 1]))
    row.pk, row.sequence, row.reason, row.erased_by_entry = None, sequence, "forged", None
    if sequence > 1:
        row.previous_hash = entry(sequence - 1).hash
    if chance.random() < 0.5:
        row.content_hash, row.hash = fingerprints(row)
    row.save(force_insert=True)
    return {sequence}


def append(chance: random.Random) -> set[int]:
    """Put an entry after the last, with the right fingerprints, and leave the end as it was."""
    row = entry(length())
    row.pk, row.sequence, row.previous_hash, row.reason = None, row.sequence + 1, row.hash, "forged"
    row.content_hash, row.hash = fingerprints(row)
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
    said = (*SAID, "salt", "content_hash", "erased_by_entry")
    mend(first, **{name: getattr(other, name) for name in said})
    mend(second, **{name: getattr(one, name) for name in said})
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


def unerased(chance: random.Random) -> HistoryEntry:
    """An entry that still says something."""
    return chance.choice(list(HistoryEntry.objects.filter(erased_by_entry=None).exclude(action="erased")))


def erased(chance: random.Random) -> HistoryEntry:
    """An entry that was erased."""
    return chance.choice(list(HistoryEntry.objects.exclude(erased_by_entry=None)))


def erasure(chance: random.Random) -> HistoryEntry:
    """An entry that says which others were erased."""
    return chance.choice(list(HistoryEntry.objects.filter(action="erased")))


def erase_unrecorded(chance: random.Random) -> set[int]:
    """Erase what an entry says and name an entry that is not there, or is about something else."""
    row = unerased(chance)
    others = HistoryEntry.objects.exclude(action="erased").values_list("sequence", flat=True)
    write(row, **NOTHING, erased_by_entry=chance.choice([*others, length() + 1, FAR]))
    return {row.sequence}


def erase_as_if_listed(chance: random.Random) -> set[int]:
    """Erase what an entry says and name a true erasure, which lists others."""
    row = unerased(chance)
    write(row, **NOTHING, erased_by_entry=erasure(chance).sequence)
    return {row.sequence}


def erase_and_list(chance: random.Random) -> set[int]:
    """The same, and put the entry on that erasure's list, whose fingerprints are made to fit."""
    row, listing = unerased(chance), erasure(chance)
    write(row, **NOTHING, erased_by_entry=listing.sequence)
    mend(listing.sequence, after={LISTED: sorted([*listing.after[LISTED], row.sequence])})
    return {row.sequence, listing.sequence}


def empty_and_mend(chance: random.Random) -> set[int]:
    """Empty an entry without calling it erased, and make its own fingerprints fit."""
    row = unerased(chance)
    mend(row.sequence, **NOTHING)
    return {row.sequence}


def put_other_content_back(chance: random.Random) -> set[int]:
    """Let an erased entry say something again; half of the time its own fingerprints are made to fit."""
    row = erased(chance)
    changes = {"after": {"narrative": "forged"}, "salt": "0" * 64, "erased_by_entry": None}
    (mend if chance.random() < 0.5 else put)(row.sequence, **changes)
    return {row.sequence}


def put(sequence: int, **changes: Any) -> None:
    """Put other values into the row with this number."""
    write(entry(sequence), **changes)


def change_the_salt(chance: random.Random) -> set[int]:
    """Give an entry another salt."""
    row = unerased(chance)
    write(row, salt=f"{chance.getrandbits(256):064x}")
    return {row.sequence}


def take_off_the_list(chance: random.Random) -> set[int]:
    """Take entries off an erasure's list and make its fingerprints fit."""
    listing = erasure(chance)
    mend(listing.sequence, after={LISTED: []})
    return {listing.sequence}


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
ERASURES: tuple[Forgery, ...] = (
    erase_unrecorded,
    erase_as_if_listed,
    erase_and_list,
    empty_and_mend,
    put_other_content_back,
    change_the_salt,
    take_off_the_list,
)
SEEN_WITH_THE_NOTED_HEAD: tuple[Forgery, ...] = (cut_the_tail, rewrite_to_the_end)
