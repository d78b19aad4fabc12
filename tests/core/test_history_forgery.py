"""Whatever the owner of the database does to the history is found, and the first forged entry is named."""

import datetime
import random
import time
from collections import Counter
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from core import history
from core.history_chain import LISTED
from core.history_verification import Fault, Head, verify
from core.models import HistoryEntry, HistoryHead
from tests.core import forgeries
from tests.core.forgeries import Forgery, entry, mend, write
from tests.factories.core import NOON, HistoryEntryFactory, ThemeFactory, UserFactory
from tests.without_triggers import without_triggers

FORGERIES = 1000
AROUND_ERASURES = 240
ENTRIES = 12

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain() -> Head:
    """A short history by two people; its head, as somebody wrote it down."""
    people = [UserFactory(), UserFactory()]
    for number in range(ENTRIES):
        HistoryEntryFactory(
            at=NOON + datetime.timedelta(minutes=number),
            by=people[number % 2],
            action=("drafted", "revised", "published")[number % 3],
            subject_key=str(number // 3),
            before={"narrative": f"What was said {number}."} if number % 3 else None,
            after={"narrative": f"What is said {number}.", "evidence": [{"origin": "A court"}]},
        )
    return verify().head


@pytest.fixture
def chain_with_erasures(chain: Head) -> Head:
    """The same history, of which what was said of two objects was erased, and that then went on."""
    for key in ("1", "3"):
        about = HistoryEntry.objects.filter(subject_key=key)
        subject = ThemeFactory(pk=int(key))
        history.record_erasure(subject=subject, entries=about, by=UserFactory(), at=NOON, reason="Harm.")
        HistoryEntryFactory(subject_key="7", after={"narrative": "Later."})
    return verify().head


def forged(forgery: Forgery, chance: random.Random, noted: Head | None) -> tuple[set[int], Fault | None]:
    """The number of the entry that was forged first, and the fault found; nothing of it stays."""
    with transaction.atomic():
        first = forgery(chance)
        fault = verify(noted).fault
        transaction.set_rollback(True)
    return first, fault


def test_an_untouched_history_has_no_fault(chain: Head) -> None:
    assert verify(chain).fault is None
    assert chain.sequence == ENTRIES


def test_an_empty_history_has_no_fault() -> None:
    assert verify().fault is None


@pytest.mark.slow
def test_every_forgery_is_found_and_named(chain: Head, say: Callable[[str], None]) -> None:
    chance, missed, found = random.Random(20240115), [], Counter[str]()  # noqa: S311
    kinds = (*forgeries.SEEN_ON_THE_CHAIN, *forgeries.SEEN_WITH_THE_NOTED_HEAD)
    began = time.monotonic()

    with without_triggers():
        for number in range(FORGERIES):
            forgery = kinds[number % len(kinds)]
            noted = chain if forgery in forgeries.SEEN_WITH_THE_NOTED_HEAD else None
            first, fault = forged(forgery, chance, noted)
            if fault and fault.sequence in first:
                found[forgery.__name__] += 1
            else:
                missed.append((forgery.__name__, first, fault))

    took = f"{time.monotonic() - began:.1f} s on {connection.vendor}"
    say(f"{found.total()} of {FORGERIES} forgeries found and named in {took}: {dict(found)}")
    assert missed == []
    assert verify(chain).fault is None


@pytest.mark.slow
def test_every_forgery_around_an_erasure_is_found_and_named(
    chain_with_erasures: Head, say: Callable[[str], None]
) -> None:
    chance, missed, found = random.Random(20240116), [], Counter[str]()  # noqa: S311
    kinds = (*forgeries.SEEN_ON_THE_CHAIN, *forgeries.ERASURES)

    with without_triggers():
        for number in range(AROUND_ERASURES):
            first, fault = forged(kinds[number % len(kinds)], chance, None)
            if fault and fault.sequence in first:
                found[kinds[number % len(kinds)].__name__] += 1
            else:
                missed.append((kinds[number % len(kinds)].__name__, first, fault))

    say(f"{found.total()} of {AROUND_ERASURES} forgeries around erasures found and named: {dict(found)}")
    assert missed == []
    assert verify(chain_with_erasures).fault is None


def test_an_erasure_leaves_the_chain_whole(chain_with_erasures: Head) -> None:
    erased = HistoryEntry.objects.exclude(erased_by_entry=None)

    assert verify(chain_with_erasures).fault is None
    assert [(row.before, row.after, row.reason, row.salt) for row in erased] == [(None, None, "", "")] * 6
    assert entry(13).after == {LISTED: [4, 5, 6]}


def test_what_was_erased_cannot_come_back_from_a_backup_unseen(chain: Head) -> None:
    was = entry(4)
    about = HistoryEntry.objects.filter(subject_key="1")
    history.record_erasure(subject=ThemeFactory(), entries=about, by=UserFactory(), at=NOON, reason="Harm.")

    with without_triggers():
        write(was, before=was.before, after=was.after, salt=was.salt, erased_by_entry=None)
        fault = verify().fault

    assert fault == Fault(4, "altered: entry 13 says that it was erased, and now it says something again")


@pytest.mark.parametrize("forgery", forgeries.SEEN_WITH_THE_NOTED_HEAD)
def test_what_includes_the_end_is_seen_only_by_the_head_that_was_noted(chain: Head, forgery: Forgery) -> None:
    """The limit of what the chain proves, said in docs/decisions/0007."""
    with without_triggers():
        _, unseen = forged(forgery, random.Random(1), None)  # noqa: S311
        first, seen = forged(forgery, random.Random(1), chain)  # noqa: S311

    assert unseen is None
    assert seen
    assert seen.sequence in first


def test_a_head_noted_long_ago_still_lies_on_a_history_that_went_on(chain: Head) -> None:
    HistoryEntryFactory()

    assert verify(chain).fault is None


def test_a_missing_end_is_not_taken_for_an_empty_one(chain: Head) -> None:
    with without_triggers():
        HistoryHead.objects.all().delete()
        fault = verify().fault

    assert fault == Fault(ENTRIES, "the end of the history is gone, so entries after it may be")


def test_after_the_end_was_lost_nothing_more_is_written(chain: Head) -> None:
    with without_triggers():
        HistoryHead.objects.all().delete()

        with pytest.raises(Exception, match=r"(?i)unique"), transaction.atomic():
            HistoryEntryFactory()

    assert HistoryEntry.objects.count() == ENTRIES


def test_an_entry_with_the_number_0_is_seen(chain: Head) -> None:
    row = entry(1)
    row.pk, row.sequence = None, 0
    row.save(force_insert=True)

    assert verify().fault == Fault(0, "inserted: another entry has the number 0")


def test_an_entry_that_cannot_be_read_is_named(chain: Head) -> None:
    if connection.vendor != "sqlite":
        # PostgreSQL keeps no moment that is none; the nearest is one outside what Python can read.
        damage = "UPDATE core_historyentry SET at = '10000-01-01 00:00:00+00' WHERE sequence = 5"
    else:
        damage = "UPDATE core_historyentry SET at = 'never' WHERE sequence = 5"
    with without_triggers(), connection.cursor() as cursor:
        cursor.execute(damage)
        fault = verify().fault
        cursor.execute("UPDATE core_historyentry SET at = '2024-01-15 12:04:00' WHERE sequence = 5")

    assert fault == Fault(5, "altered: what it says does not give its fingerprint")


@pytest.mark.parametrize(
    ("sequence", "forge", "why"),
    [
        (3, lambda: write(entry(3), reason="forged"), "altered: what it says"),
        (3, lambda: mend(3, reason="forged"), "altered: the next entry names another fingerprint"),
        (12, lambda: mend(12, reason="forged"), "altered: the history ended with another fingerprint"),
        (4, lambda: entry(4).delete(), "removed: the next entry is number 5"),
        (12, lambda: entry(12).delete(), "removed: the history has had 12 entries"),
        (1, lambda: mend(1, previous_hash="1" * 64), "altered: it names an entry before it"),
        # Two rows contradict each other: the first that may be meant is named, and the text says so.
        (5, lambda: mend(6, previous_hash="1" * 64), "it or the next was altered"),
        (13, lambda: forgeries.append(random), "inserted: the history ended before it"),
    ],
)
def test_the_fault_says_what_was_done(chain: Head, sequence: int, forge: Callable, why: str) -> None:
    with without_triggers():
        forge()
        fault = verify().fault

    assert fault
    assert fault.sequence == sequence
    assert why in fault.why


def test_the_walk_keeps_one_batch_in_memory(chain: Head, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same finding with batches of two, and no query that grows with the history."""
    monkeypatch.setattr("core.history_verification.ENTRIES_AT_A_TIME", 2)

    assert verify().head == chain
    with without_triggers():
        entry(7).delete()
        assert verify().fault == Fault(7, "removed: the next entry is number 8")


class TestTheCommand:
    """`manage.py verify_history`."""

    def test_it_prints_how_many_entries_there_are_and_the_head(self, chain: Head) -> None:
        said = StringIO()

        call_command("verify_history", stdout=said)

        assert "12 entries, each as it was written." in said.getvalue()
        assert f"Head: {chain}" in said.getvalue()

    def test_it_names_the_first_forged_entry_and_fails(self, chain: Head) -> None:
        with without_triggers():
            write(entry(9), reason="forged")
            write(entry(5), reason="forged")

            with pytest.raises(CommandError, match=r"^Entry 5: altered: .*\.$") as refusal:
                call_command("verify_history", stdout=StringIO())

        assert refusal.value.returncode == 1

    def test_it_compares_the_head_that_was_noted(self, chain: Head) -> None:
        with without_triggers():
            forgeries.cut_the_tail(random.Random(1))  # noqa: S311
        call_command("verify_history", stdout=StringIO())

        with pytest.raises(CommandError, match="removed: the head that was noted counts 12 entries"):
            call_command("verify_history", head=str(chain), stdout=StringIO())

    @pytest.mark.parametrize("head", ["12", "twelve:abc", "12:abc", ":" + "0" * 64, "x" * 64])
    def test_it_refuses_a_head_that_is_none(self, head: str) -> None:
        with pytest.raises(CommandError, match="a number, a colon, 64 digits"):
            call_command("verify_history", head=head)

    def test_it_tells_when_the_database_no_longer_refuses_changes(self, chain: Head) -> None:
        with without_triggers(), pytest.raises(CommandError, match="history_never_changes"):
            call_command("verify_history", stdout=StringIO())
