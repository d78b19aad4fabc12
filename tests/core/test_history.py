"""The history is one chain: every entry has its number and fingerprint, and the database lets none go."""

import datetime
import json
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import IntegrityError, connection, transaction

from core import history
from core.history_chain import GENESIS, NOTHING, digest, fits, plain
from core.history_verification import verify
from core.kept_rows import missing
from core.models import HistoryEntry, HistoryHead, Theme, User
from tests.factories.core import NOON, HistoryEntryFactory, ThemeFactory, UserFactory
from tests.without_triggers import EVERY_TRIGGER, check_what_is_pending, without_triggers

pytestmark = pytest.mark.django_db

PRECISE = datetime.datetime(2024, 2, 29, 23, 59, 59, 123457, tzinfo=datetime.UTC)


def record(subject: Theme, by: User, **more: Any) -> HistoryEntry:
    """An entry about a theme."""
    fields: dict[str, Any] = {"action": "changed", "before": None, "after": {"name": "One"}, "at": PRECISE}
    return history.record(subject=subject, by=by, **(fields | more))


def test_the_first_entry_has_number_1_and_names_no_entry_before_it(monitor: User) -> None:
    entry = record(ThemeFactory(), monitor)

    assert (entry.sequence, entry.previous_hash) == (1, GENESIS)


def test_each_entry_names_the_one_before_it_and_the_head_names_the_last(monitor: User) -> None:
    first, second, third = (record(ThemeFactory(), monitor) for _ in range(3))

    assert [entry.sequence for entry in (first, second, third)] == [1, 2, 3]
    assert (second.previous_hash, third.previous_hash) == (first.hash, second.hash)
    assert str(HistoryHead.objects.get()) == f"3:{third.hash}"


def test_an_entry_read_back_has_the_fingerprint_it_was_written_with(monitor: User) -> None:
    nasty = {
        "name": 'ខ្មែរ "quoted" \\ \u2028 é e\u0301',
        "value": Decimal("0.100"),
        "fraction": 1e16,
        "day": datetime.date(2024, 2, 29),
        "big": 2**70,
        "nothing": None,
        "yes": True,
        "rows": ({"b": 1, "a": [1.5]},),
    }
    written = record(ThemeFactory(), monitor, before={}, after=nasty, reason="Line\r\nbreak\t")

    read = HistoryEntry.objects.get(pk=written.pk)

    assert (read.at, read.hash, fits(read)) == (PRECISE, written.hash, True)
    assert read.after["value"] == "0.100"
    assert read.before == {}


def test_the_same_moment_has_one_fingerprint_in_every_time_zone(monitor: User) -> None:
    written = record(ThemeFactory(), monitor)

    written.at = PRECISE.astimezone(datetime.timezone(datetime.timedelta(hours=7)))

    assert digest(written) == written.hash


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sequence", 2),
        ("at", PRECISE + datetime.timedelta(microseconds=1)),
        ("by_id", 0),
        ("by_username", "another"),
        ("action", "published"),
        ("subject_type", "document"),
        ("subject_key", "0"),
        ("before", {}),
        ("after", {"name": "Two"}),
        ("after", None),
        ("reason", "because"),
        ("salt", "0" * 64),
        ("content_hash", "1" * 64),
        ("previous_hash", "1" * 64),
    ],
)
def test_no_field_can_be_another_and_still_fit(monitor: User, field: str, value: Any) -> None:
    entry = record(ThemeFactory(), monitor)

    setattr(entry, field, value)

    assert not fits(entry)


def test_the_same_said_twice_has_two_fingerprints(monitor: User) -> None:
    """Or somebody could try out what an erased entry said."""
    theme = ThemeFactory()

    assert len({record(theme, monitor).content_hash for _ in range(2)}) == 2


def test_what_a_field_holds_cannot_be_moved_into_its_neighbour(monitor: User) -> None:
    theme = ThemeFactory()
    one, other = (record(theme, monitor, action=action, reason=reason) for action, reason in ("ab", "ba"))
    other.sequence, other.previous_hash = one.sequence, one.previous_hash

    assert digest(one) != digest(other)


def test_plain_values_survive_being_written_as_json() -> None:
    value = {"a": Decimal("1.10"), 2: [datetime.date(2024, 1, 1), 0.5, ("x", True)]}

    assert json.loads(json.dumps(plain(value))) == plain(value)
    assert plain(value) == {"a": "1.10", "2": ["2024-01-01", "0.5", ["x", True]]}


def test_a_renamed_account_leaves_the_chain_whole(monitor: User) -> None:
    entry = record(ThemeFactory(), monitor)

    User.objects.filter(pk=monitor.pk).update(username="renamed")

    read = HistoryEntry.objects.get(pk=entry.pk)
    assert (read.by_username, digest(read)) == ("monitor", entry.hash)


def test_an_entry_of_a_change_that_was_rolled_back_leaves_no_gap(monitor: User) -> None:
    theme = ThemeFactory()
    with transaction.atomic():
        record(theme, monitor)
        transaction.set_rollback(True)

    assert record(theme, monitor).sequence == 1


CHANGES_OF_ENTRIES = {
    "an update of one row": lambda entry: HistoryEntry.objects.filter(pk=entry.pk).update(reason="other"),
    "an update of all rows": lambda entry: HistoryEntry.objects.update(at=NOON),
    "an update that changes nothing": lambda entry: entry.save(),
    "a bulk update": lambda entry: HistoryEntry.objects.bulk_update([entry], ["action"]),
    "an erasure that no entry records": lambda entry: erase(entry, erased_by_entry=2),
    "an erasure recorded by nobody": lambda entry: erase(entry, erased_by_entry=None),
    "an erasure by an entry about something else": lambda entry: erase(entry, erased_by_entry=1),
    "a delete": lambda entry: entry.delete(),
    "a delete of all rows": lambda entry: HistoryEntry.objects.all().delete(),
    "raw SQL that deletes": lambda entry: execute("DELETE FROM core_historyentry"),
    "raw SQL that changes": lambda entry: execute("UPDATE core_historyentry SET reason = 'other'"),
    "raw SQL that replaces": lambda entry: execute(
        "UPDATE core_historyentry SET sequence = 7 WHERE sequence = 1"
    ),
    "raw SQL that puts another in its place": lambda entry: execute(
        replacing("core_historyentry", "sequence")
    ),
    "raw SQL that puts another end in its place": lambda entry: execute(replacing("core_historyhead", "id")),
    "a step back of the end": lambda entry: HistoryHead.objects.update(sequence=0),
    "another fingerprint at the end": lambda entry: HistoryHead.objects.update(hash="0" * 64),
    "a delete of the end": lambda entry: HistoryHead.objects.all().delete(),
}


def erase(entry: HistoryEntry, **changes: Any) -> None:
    """Take out what an entry says, without the service."""
    HistoryEntry.objects.filter(pk=entry.pk).update(**(NOTHING | changes))


def replacing(table: str, key: str) -> str:
    """SQL that inserts a row again over itself."""
    sqlite = "INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
    postgresql = "INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ({key}) DO UPDATE SET hash = 'x'"
    return (sqlite if connection.vendor == "sqlite" else postgresql).format(table=table, key=key)


def run_all(statements: list[str]) -> None:
    """Raw SQL, one statement after the other."""
    for statement in statements:
        execute(statement)


def execute(statement: str) -> None:
    """Raw SQL."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("change", CHANGES_OF_ENTRIES.values(), ids=CHANGES_OF_ENTRIES.keys())
def test_the_database_refuses(monitor: User, change: Any) -> None:
    entry = record(ThemeFactory(), monitor)

    with pytest.raises(IntegrityError, match="history"), transaction.atomic():
        change(entry)

    assert str(HistoryHead.objects.get()) == f"1:{HistoryEntry.objects.get().hash}"


@pytest.fixture
def erasure(monitor: User) -> HistoryEntry:
    """The third entry, which erased the first; the second is about something else."""
    theme = ThemeFactory()
    record(theme, monitor), record(ThemeFactory(), monitor)
    about = HistoryEntry.objects.filter(subject_key=theme.pk)
    return history.record_erasure(subject=theme, entries=about, by=monitor, at=NOON, reason="Harm.")


CHANGES_AROUND_AN_ERASURE: dict[str, dict[str, Any]] = {
    "an erasure that leaves the reason": {"sequence": 2, "reason": "one"},
    "an erasure that leaves the salt": {"sequence": 2, "salt": "0" * 64},
    "an erasure that leaves what was before": {"sequence": 2, "before": {"a": 1}},
    "an erasure that leaves what came after": {"sequence": 2, "after": {"a": 1}},
    "an erasure that changes who did it": {"sequence": 2, "by_username": "other"},
    "an erasure that changes the fingerprint": {"sequence": 2, "content_hash": "0" * 64},
    "an erasure of what says that something was erased": {"sequence": 3},
    "another entry that is to have erased it": {"sequence": 1, "erased_by_entry": 2},
    "content put back": {"sequence": 1, "after": {"a": 1}, "salt": "0", "erased_by_entry": None},
}


@pytest.mark.parametrize("changes", CHANGES_AROUND_AN_ERASURE.values(), ids=CHANGES_AROUND_AN_ERASURE.keys())
def test_the_database_refuses_even_after_an_erasure(erasure: HistoryEntry, changes: dict[str, Any]) -> None:
    changes = NOTHING | {"erased_by_entry": 3} | changes
    rows = HistoryEntry.objects.filter(sequence=changes.pop("sequence"))

    with pytest.raises(IntegrityError, match="history"), transaction.atomic():
        rows.update(**changes)


@pytest.mark.parametrize("tables", ["core_historyentry", "core_historyhead", "core_historyentry, core_user"])
def test_the_database_refuses_to_empty_the_history(monitor: User, tables: str) -> None:
    record(ThemeFactory(), monitor)
    check_what_is_pending(connection)
    # SQLite has no TRUNCATE; what stands for it there is a DELETE without a condition.
    emptying = "DELETE FROM core_historyentry" if connection.vendor == "sqlite" else "TRUNCATE {} CASCADE"

    with pytest.raises(IntegrityError, match="history"), transaction.atomic():
        execute(emptying.format(tables))


def test_what_flush_would_run_is_refused(monitor: User) -> None:
    record(ThemeFactory(), monitor)
    check_what_is_pending(connection)
    statements = connection.ops.sql_flush(no_style(), ["core_historyentry"])

    with pytest.raises(IntegrityError, match="history"), transaction.atomic():
        run_all(statements)


def test_every_trigger_stands_after_all_migrations() -> None:
    assert missing(EVERY_TRIGGER, connection) == []


def test_a_trigger_that_is_gone_is_missed() -> None:
    with without_triggers():
        gone = missing(EVERY_TRIGGER, connection)

    assert "history_never_changes" in gone
    assert missing(EVERY_TRIGGER, connection) == []


def test_entries_from_before_there_was_a_chain_are_chained_in_their_order() -> None:
    HistoryEntryFactory(reason="one"), HistoryEntryFactory(reason="two")
    without = {"hash": "", "previous_hash": "", "by_username": "", "content_hash": "", "salt": ""}
    with without_triggers():
        HistoryEntry.objects.update(**without)
        HistoryHead.objects.all().delete()
        import_module("core.migrations.0004_history_of_before").number(apps, None)
        import_module("core.migrations.0021_chained_anew").chain(apps, None)

    assert [entry.reason for entry in HistoryEntry.objects.order_by("sequence")] == ["one", "two"]
    assert verify().fault is None
    assert verify().head.sequence == 2


def chained_as_before() -> Any:
    """Three entries with the fingerprints they would have had before these could be erased; the migration."""
    chaining = import_module("core.migrations.0021_chained_anew")
    last = GENESIS
    for _ in range(3):
        entry = HistoryEntryFactory(reason="one")
        entry.previous_hash, entry.salt, entry.content_hash = last, "", ""
        last = entry.hash = chaining.as_it_was_chained(entry)
        entry.save()
    return chaining


def test_a_history_of_before_is_chained_anew() -> None:
    with without_triggers():
        chained_as_before().chain(apps, None)

    assert verify().fault is None
    assert verify().head.sequence == 3


@pytest.mark.parametrize("forgery", [{"reason": "forged"}, {"previous_hash": "1" * 64}])
def test_a_forged_history_of_before_is_not_chained_anew(forgery: dict[str, str]) -> None:
    with without_triggers():
        chaining = chained_as_before()
        HistoryEntry.objects.filter(sequence=2).update(**forgery)

        with pytest.raises(RuntimeError, match=r"^Entry 2 of the history was altered"):
            chaining.chain(apps, None)


def test_no_history_is_kept_of_a_change_by_somebody_unknown() -> None:
    nobody = UserFactory.build()

    with pytest.raises(ValueError, match="unsaved"):
        record(ThemeFactory(), nobody)
