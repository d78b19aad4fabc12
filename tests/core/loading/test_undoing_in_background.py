"""A worker undoes a load: once, wholly, and not at all when somebody let go of it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from core import outbox
from core.due_to_go import old_undoings
from core.errors import NotPermitted, WrongState
from core.loading import returning_together, undoing, undoing_in_background
from core.loading.in_background import apply_planned
from core.loading.progress import telling
from core.loading.undoing_in_background import begin, cancel, try_again, undo_planned
from core.models import HistoryEntry, Load, OutboxMessage, Theme, Undoing, User
from tests.core.loading.files import a_planned_load, a_planned_undoing, fixture, loaded, theme, undone, work
from tests.factories.core import NOON, ThemeFactory, UserFactory

pytestmark = pytest.mark.django_db
Stage = Undoing.Stage
THEMES = fixture(*(theme(f"t-{number}") for number in range(6)))


def a_load(by: User) -> Load:
    """A load that adds six themes."""
    load = loaded(THEMES, by)
    assert load is not None
    return load


def asked(by: User, *, leave_conflicts: bool = False) -> Undoing:
    """The undoing of a load, planned, and confirmed by somebody who read the plan."""
    found = a_planned_undoing(a_load(by), by)
    confirm(found, by, leave_conflicts=leave_conflicts)
    return found


def confirm(found: Undoing, by: User, *, leave_conflicts: bool = False) -> None:
    undo_planned(
        undoing=found,
        fingerprint=found.fingerprint,
        reason="It was wrong",
        leave_conflicts=leave_conflicts,
        by=by,
        at=NOON,
    )


def test_a_plan_keeps_every_row_and_takes_none_back(admin: User) -> None:
    load = a_load(admin)
    Theme.objects.filter(slug="t-1").update(summary="Ours")

    found = a_planned_undoing(load, admin)

    assert (found.stage, found.counts, found.rows_back) == (Stage.PLANNED, {"conflict": 1, "deleted": 5}, 5)
    conflict = found.rows.get(kind="conflict")
    assert (conflict.loaded.name, conflict.conflicts[0]["now"]) == ("t-1", "Ours")
    assert Theme.objects.count() == 6


def test_undoing_is_one_change_and_is_noted_at_the_load(admin: User) -> None:
    found = asked(admin)
    before = HistoryEntry.objects.count()

    work(undoing=found.pk)

    found.refresh_from_db()
    load = Load.objects.get()
    assert (found.stage, load.undone_at, load.undone_by) == (Stage.UNDONE, NOON, admin)
    assert HistoryEntry.objects.get(sequence=before + 1).reason == "It was wrong"
    assert not Theme.objects.exists()


def test_two_presses_are_one_undoing(admin: User) -> None:
    load = a_load(admin)

    first = begin(load=load, by=admin, at=NOON)
    second = begin(load=load, by=UserFactory(roles=["admin"]), at=NOON)
    work(undoing=first.pk)
    first.refresh_from_db()
    confirm(first, admin)
    with pytest.raises(WrongState, match="elsewhere by now: being undone"):
        confirm(first, admin)
    work(undoing=first.pk)

    assert first == second
    assert HistoryEntry.objects.filter(action="load undone").count() == 1


def test_work_that_is_done_twice_has_one_effect(admin: User) -> None:
    found = asked(admin)
    work(undoing=found.pk)
    before = HistoryEntry.objects.count()

    for message in OutboxMessage.objects.all():
        undoing_in_background.plan_promised(message=message, at=NOON)
        undoing_in_background.undo_promised(message=message, at=NOON)

    assert HistoryEntry.objects.count() == before
    assert found.rows.count() == 6


def test_conflicts_that_nobody_decided_about_are_refused_at_once(admin: User) -> None:
    load = a_load(admin)
    Theme.objects.filter(slug="t-1").update(summary="Ours")
    found = a_planned_undoing(load, admin)

    with pytest.raises(WrongState, match="1 row was edited since"):
        confirm(found, admin)
    confirm(found, admin, leave_conflicts=True)
    work(undoing=found.pk)

    assert Theme.objects.get().summary == "Ours"
    assert Load.objects.get().rows_left == 1


def test_what_is_edited_after_the_plan_refuses_the_undoing_until_it_is_planned_again(admin: User) -> None:
    found = asked(admin, leave_conflicts=True)
    Theme.objects.filter(slug="t-1").update(summary="Ours")

    work(undoing=found.pk)
    found.refresh_from_db()
    assert found.stage == Stage.REFUSED
    assert "plan again" in found.problem
    assert Theme.objects.count() == 6
    try_again(undoing=found, by=admin, at=NOON)
    work(undoing=found.pk)

    found.refresh_from_db()
    assert (found.stage, found.conflicts) == (Stage.PLANNED, 1)


def test_an_undoing_is_confirmed_for_the_plan_that_was_read(admin: User) -> None:
    found = a_planned_undoing(a_load(admin), admin)
    Theme.objects.filter(slug="t-1").update(summary="Ours")
    try_again(undoing=found, by=admin, at=NOON)
    work(undoing=found.pk)

    with pytest.raises(WrongState, match="new plan"):
        confirm(found, admin, leave_conflicts=True)


@contextmanager
def letting_go(found: Undoing, by: User, after: int) -> Iterator[Any]:
    """The telling of an undoing that somebody cancels while rows are taken back."""
    with telling(found) as tell:

        def told(done: int, of: int) -> None:
            if done == after:
                Undoing.objects.filter(pk=found.pk).update(stage=Stage.CANCELLED, cancelled_by=by)
            tell(done, of)

        yield told


@pytest.mark.parametrize("after", [0, 2, 6])
def test_an_undoing_cancelled_in_the_middle_takes_nothing_back(
    admin: User, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    monkeypatch.setattr(undoing, "ROWS_AT_ONCE", 2)
    monkeypatch.setattr(returning_together, "ROWS_AT_ONCE", 2)
    found = asked(admin)
    before = HistoryEntry.objects.count()
    monkeypatch.setattr(undoing_in_background, "telling", lambda about: letting_go(about, admin, after))

    work(undoing=found.pk)

    assert (Theme.objects.count(), HistoryEntry.objects.count()) == (6, before)
    assert Load.objects.get().undone_at is None
    assert not OutboxMessage.objects.filter(**outbox.OWED).exists()


def test_an_undoing_cancelled_when_all_rows_are_done_takes_nothing_back(
    admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = asked(admin)

    def let_go(**_: Any) -> None:
        Undoing.objects.filter(pk=found.pk).update(stage=Stage.CANCELLED, cancelled_by=admin)

    monkeypatch.setattr(undoing, "follow", let_go)
    work(undoing=found.pk)

    assert Theme.objects.count() == 6
    assert Load.objects.get().undone_at is None


def test_a_cancelled_undoing_is_not_done_and_can_be_asked_for_again(admin: User) -> None:
    found = asked(admin)

    cancel(undoing=found, by=admin, at=NOON)
    work(undoing=found.pk)
    assert Theme.objects.count() == 6
    again = a_planned_undoing(Load.objects.get(), admin)
    confirm(again, admin)
    work(undoing=again.pk)

    assert again != found
    assert not Theme.objects.exists()


def test_a_worker_that_goes_down_leaves_nothing_and_is_followed_by_another(
    admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = asked(admin)

    def go_down(**_: Any) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(undoing.history, "record", go_down)
        with pytest.raises(OSError, match="full"):
            work(undoing=found.pk)
    assert Theme.objects.count() == 6
    OutboxMessage.objects.update(not_before=None)
    work(undoing=found.pk)

    assert not Theme.objects.exists()


def test_a_load_undone_by_the_command_meanwhile_is_not_undone_twice(admin: User) -> None:
    found = asked(admin)
    undone(Load.objects.get(), admin)

    work(undoing=found.pk)

    found.refresh_from_db()
    assert (found.stage, found.problem) == (Stage.REFUSED, "This load was undone already.")
    assert HistoryEntry.objects.filter(action="load undone").count() == 1
    with pytest.raises(WrongState, match="already"):
        begin(load=Load.objects.get(), by=admin, at=NOON)


def test_a_file_is_not_applied_again_while_its_load_is_being_undone(admin: User) -> None:
    found = asked(admin)
    ThemeFactory(slug="t-9")
    Theme.objects.filter(slug="t-0").delete()
    again = a_planned_load(THEMES, admin)

    with pytest.raises(WrongState, match="is being undone"):
        apply_planned(planned=again, reason="x", by=admin, at=NOON)
    with pytest.raises(WrongState, match="is being undone"):
        loaded(THEMES, admin)
    cancel(undoing=found, by=admin, at=NOON)
    apply_planned(planned=again, reason="x", by=admin, at=NOON)
    work(planned_load=again.pk)

    assert Theme.objects.count() == 7


def test_admins_alone_begin_undo_cancel_and_try_again(admin: User, reviewer: User) -> None:
    load = a_load(admin)
    found = a_planned_undoing(load, admin)

    with pytest.raises(NotPermitted):
        begin(load=load, by=reviewer, at=NOON)
    with pytest.raises(NotPermitted):
        confirm(found, reviewer)
    for change in (cancel, try_again):
        with pytest.raises(NotPermitted):
            change(undoing=found, by=reviewer, at=NOON)


def test_an_undoing_goes_after_thirty_days_and_the_load_stays(admin: User) -> None:
    found = asked(admin)
    work(undoing=found.pk)

    assert not old_undoings(NOON).exists()
    Undoing.objects.update(asked_at="2020-01-01T00:00Z")
    old_undoings(NOON).delete()

    assert Load.objects.get().undone_at == NOON


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_two_who_press_at_the_same_moment_begin_one_undoing(transactional_db: None) -> None:
    admin = UserFactory(roles=["admin"])
    load, found = a_load(admin), []
    together = threading.Barrier(4)

    def press() -> None:
        together.wait()
        try:
            found.append(begin(load=load, by=admin, at=NOON))
        finally:
            connection.close()

    people = [threading.Thread(target=press) for _ in range(4)]
    for each in people:
        each.start()
    for each in people:
        each.join()

    assert {each.pk for each in found} == {Undoing.objects.get().pk}
    assert len(found) == 4
