"""Many write the history at once, and it stays one chain without a gap or a fork."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from core import history
from core.history_verification import verify
from core.models import HistoryEntry, Theme, User
from tests.factories.core import NOON, ThemeFactory, UserFactory

WRITERS, ENTRIES_EACH = 8, 15

pytestmark = pytest.mark.django_db(transaction=True)


def write_entries(theme: Theme, by: User, writer: int) -> None:
    """What one writer does, on a connection of its own; every fifth change comes to nothing."""
    try:
        for number in range(ENTRIES_EACH):
            with transaction.atomic():
                changed = {"writer": writer, "number": number}
                history.record(action="changed", subject=theme, before=None, after=changed, by=by, at=NOON)
                transaction.set_rollback(number % 5 == 4)
    finally:
        connections.close_all()


def test_eight_writers_at_once_make_one_chain(say: Callable[[str], None]) -> None:
    theme, by = ThemeFactory(), UserFactory()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(lambda writer: write_entries(theme, by, writer), range(WRITERS)))

    kept = WRITERS * ENTRIES_EACH * 4 // 5
    assert verify().fault is None
    assert verify().head.sequence == kept
    written = {(entry.after["writer"], entry.after["number"]) for entry in HistoryEntry.objects.all()}
    assert len(written) == kept
    say(f"{kept} entries by {WRITERS} writers at once on {connection.vendor}: one chain")


def test_a_writer_waits_until_the_one_before_it_is_done() -> None:
    """Both take the end of the history; the second follows the first's entry, not the one both saw."""
    theme, by = ThemeFactory(), UserFactory()
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        first = history.record(action="one", subject=theme, before=None, after=None, by=by, at=NOON)
        waiting = pool.submit(write_entries, theme, by, 1)
        assert not waiting.done()
        transaction.on_commit(lambda: waiting.result(timeout=30))

    assert HistoryEntry.objects.get(sequence=2).previous_hash == first.hash
    assert verify().fault is None
