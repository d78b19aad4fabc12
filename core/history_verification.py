"""Walks the history from its first entry and names the first that is not as it was written."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

from django.db import transaction
from django.db.models import Q

from core.erased_entries import put_back, unrecorded
from core.history_chain import GENESIS, fits
from core.models import HistoryEntry, HistoryHead

ENTRIES_AT_A_TIME = 1000
# How far a renumbering is looked for when nothing else tells where an entry came from.
NEAR = 100


@dataclass(frozen=True)
class Fault:
    """The first entry that was tampered with, by its number, and how that shows."""

    sequence: int
    why: str


@dataclass(frozen=True)
class Head:
    """How long the history was at some time, and the fingerprint it then ended with."""

    sequence: int
    hash: str

    @classmethod
    def noted(cls, text: str) -> Self:
        """The head as `verify_history` prints it, "1204:3f2a…"; ValueError for anything else."""
        number, _, fingerprint = text.strip().partition(":")
        if not (number.isdecimal() and len(fingerprint) == len(GENESIS)):
            raise ValueError(text)
        return cls(int(number), fingerprint.lower())

    def __str__(self) -> str:
        return f"{self.sequence}:{self.hash}"


@dataclass(frozen=True)
class Finding:
    """What a walk found: where the history ends, and the first fault, if any."""

    head: Head
    fault: Fault | None


def verify(noted: Head | None = None) -> Finding:
    """Walk the whole history in constant memory; `noted` is a head that was kept somewhere else."""
    walk = Walk(noted)
    fault = walk.on()
    if fault is None:
        # Nobody writes during the last steps, so that the end and its fingerprint belong together.
        with transaction.atomic():
            kept = HistoryHead.objects.select_for_update().filter(pk=HistoryHead.ONLY).first()
            fault = walk.on() or walk.against(kept) or walk.against_noted()
    return Finding(walk.at, fault)


class Walk:
    """A way along the chain: where it has come, and what it must meet on the way."""

    def __init__(self, noted: Head | None) -> None:
        self.at = Head(0, GENESIS)
        self.noted = noted
        self.met_noted = noted is None or noted == self.at

    def on(self) -> Fault | None:
        """Go on to the present end, or to the first fault."""
        for entry in entries_after(self.at.sequence):
            fault = self._number(entry) or self._content(entry) or self._link(entry) or self._erasure(entry)
            if fault:
                return fault
            self.at = Head(entry.sequence, entry.hash)
            self.met_noted = self.met_noted or self.at == self.noted
        return None

    def against(self, kept: HistoryHead | None) -> Fault | None:
        """Whether the walk ended where the database says that the history ends."""
        last, count = self.at.sequence, HistoryEntry.objects.count()
        if count != last:
            return Fault(last + 1, f"inserted: there are {count} entries, but the numbers end at {last}")
        if kept is None:
            return Fault(last, "the end of the history is gone, so entries after it may be") if last else None
        return self._end(Head(kept.sequence, kept.hash))

    def _end(self, kept: Head) -> Fault | None:
        last = self.at.sequence
        if kept.sequence > last:
            return Fault(last + 1, f"removed: the history has had {kept.sequence} entries")
        if kept.sequence < last:
            return Fault(kept.sequence + 1, "inserted: the history ended before it")
        if kept.hash != self.at.hash:
            return Fault(last, "altered: the history ended with another fingerprint")
        return None

    def against_noted(self) -> Fault | None:
        """Whether the walk came past the head that was noted elsewhere."""
        if self.met_noted or self.noted is None:
            return None
        if self.noted.sequence > self.at.sequence:
            why = f"removed: the head that was noted counts {self.noted.sequence} entries"
            return Fault(self.at.sequence + 1, why)
        why = "altered, it or one before it: the head that was noted has another fingerprint"
        return Fault(self.noted.sequence, why)

    def _number(self, entry: Any) -> Fault | None:
        due = self.at.sequence + 1
        if entry.sequence == due:
            return None
        if isinstance(entry.sequence, int) and entry.sequence > due:
            return Fault(due, f"removed: the next entry is number {entry.sequence}")
        return Fault(due - 1, f"inserted: another entry has the number {entry.sequence!r}")

    def _content(self, entry: Any) -> Fault | None:
        if fits(entry):
            return None
        number, origin = entry.sequence, written_as(entry)
        if origin is None:
            return Fault(number, "altered: what it says does not give its fingerprint")
        if origin < number:
            return Fault(origin, f"inserted: the entry with number {number} was written with number {origin}")
        if HistoryEntry.objects.filter(hash=entry.previous_hash).exists():
            return Fault(number, f"swapped: it was written with number {origin}")
        return Fault(number, f"removed: what stands there now was written with number {origin}")

    def _link(self, entry: Any) -> Fault | None:
        if entry.previous_hash == self.at.hash:
            return None
        if self.at.sequence == 0:
            return Fault(1, "altered: it names an entry before it")
        follower = HistoryEntry.objects.filter(sequence=entry.sequence + 1).first()
        if follower and follower.previous_hash == self.at.hash:
            return Fault(entry.sequence, "inserted: the entry after it follows the one before it")
        named = is_named(entry, follower)
        who = "altered: the next entry names" if named else "it or the next was altered: that names"
        return Fault(self.at.sequence, f"{who} another fingerprint for it")

    def _erasure(self, entry: Any) -> Fault | None:
        if why := unrecorded(entry):
            return Fault(entry.sequence, why)
        returned = put_back(entry)
        why = f"altered: entry {entry.sequence} says that it was erased, and now it says something again"
        return Fault(returned, why) if returned else None


def entries_after(sequence: int) -> Iterator[Any]:
    """The entries after a number, a batch at a time; those with the same number are all given."""
    asked = Q(sequence__gt=sequence) if sequence else Q()
    while batch := read(asked):
        yield from batch
        last = batch[-1]
        asked = Q(sequence__gt=last.sequence) | Q(sequence=last.sequence, pk__gt=last.pk)


def read(asked: Q) -> list[HistoryEntry]:
    """The next batch; an entry whose columns cannot even be read comes without its content."""
    rows = HistoryEntry.objects.filter(asked).order_by("sequence", "pk")
    try:
        return list(rows[:ENTRIES_AT_A_TIME])
    except (TypeError, ValueError):
        return list(rows.only("sequence", "hash", "previous_hash")[:ENTRIES_AT_A_TIME])


def written_as(entry: Any) -> int | None:
    """The number an entry was written with, if only its number was altered; None for any other change."""
    neighbours = HistoryEntry.objects.filter(Q(hash=entry.previous_hash) | Q(previous_hash=entry.hash))
    told = {row.sequence + (1 if row.hash == entry.previous_hash else -1) for row in neighbours[:4]}
    near = range(max(1, entry.sequence - NEAR), entry.sequence + NEAR)
    return next((number for number in [*told, *near] if fits(entry, sequence=number)), None)


def is_named(entry: Any, follower: HistoryEntry | None) -> bool:
    """Whether the next entry, or the end of the history, names this entry's fingerprint."""
    if follower:
        return follower.previous_hash == entry.hash
    return HistoryHead.objects.filter(hash=entry.hash).exists()
