"""A worker plans and applies: once, wholly, and not at all when somebody let go of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from core import outbox
from core.errors import NotPermitted, WrongState
from core.loading import batches, in_background
from core.loading.in_background import apply_planned, bring, cancel, try_again
from core.loading.planning import Tell, WithoutManifest
from core.loading.progress import telling
from core.models import HistoryEntry, Load, LoadedRow, OutboxMessage, PlannedLoad, PlannedRow, Theme, User
from tests.core.loading.files import a_planned_load, fixture, theme
from tests.factories.core import NOON

pytestmark = pytest.mark.django_db
Stage = PlannedLoad.Stage


def work() -> None:
    """What a worker does with all that is owed."""
    for message in OutboxMessage.objects.filter(**outbox.OWED):
        outbox.keep(message_id=message.pk, at=NOON)


def test_a_plan_keeps_every_row_and_writes_none(admin: User) -> None:
    planned = a_planned_load(fixture(theme("courts"), theme("Not a slug")), admin)

    new, refused = planned.rows.all()
    assert (planned.stage, planned.rows_done, planned.rows_in_all) == (Stage.PLANNED, 2, 2)
    assert (new.kind, new.name, new.after["name"]) == ("new", "courts", "Courts")
    assert refused.problems[0]["field"] == "slug"
    assert (OutboxMessage.objects.get().done_at, Theme.objects.count()) == (NOON, 0)


def test_applying_keeps_the_load_and_lets_the_bytes_go(admin: User) -> None:
    planned = a_planned_load(fixture(theme("courts")), admin)

    apply_planned(planned=planned, reason="The new edition", by=admin, at=NOON)
    work()

    planned.refresh_from_db()
    assert (planned.stage, planned.load, bytes(planned.content)) == (Stage.APPLIED, Load.objects.get(), b"")
    assert Theme.objects.get().name == "Courts"


def test_work_that_is_done_twice_has_one_effect(admin: User) -> None:
    planned = a_planned_load(fixture(theme("courts")), admin)
    apply_planned(planned=planned, reason="x", by=admin, at=NOON)
    work()
    before = (Load.objects.count(), LoadedRow.objects.count(), HistoryEntry.objects.count())

    for message in OutboxMessage.objects.all():
        in_background.plan_promised(message=message, at=NOON)
        in_background.apply_promised(message=message, at=NOON)

    assert (Load.objects.count(), LoadedRow.objects.count(), HistoryEntry.objects.count()) == before
    assert PlannedRow.objects.count() == 1


@contextmanager
def letting_go(planned: PlannedLoad, by: User, after: int) -> Iterator[Any]:
    """The telling of a load that somebody cancels while rows are being written."""
    with telling(planned) as tell:

        def told(done: int, of: int) -> None:
            if done == after:
                PlannedLoad.objects.filter(pk=planned.pk).update(stage=Stage.CANCELLED, cancelled_by=by)
            tell(done, of)

        yield told


@pytest.mark.parametrize("after", [2, 6])
def test_a_load_cancelled_in_the_middle_leaves_nothing(
    admin: User, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    monkeypatch.setattr(batches, "ROWS_AT_ONCE", 2)
    planned = a_planned_load(fixture(*(theme(f"t-{number}") for number in range(6))), admin)
    apply_planned(planned=planned, reason="x", by=admin, at=NOON)
    before = HistoryEntry.objects.count()
    monkeypatch.setattr(in_background, "telling", lambda about: letting_go(about, admin, after))

    work()

    assert (Theme.objects.count(), Load.objects.count(), HistoryEntry.objects.count()) == (0, 0, before)
    assert not OutboxMessage.objects.filter(**outbox.OWED).exists()


def test_a_load_cancelled_before_the_worker_looks_is_not_done(admin: User) -> None:
    planned = a_planned_load(fixture(theme("courts")), admin)
    apply_planned(planned=planned, reason="x", by=admin, at=NOON)

    cancel(planned=planned, by=admin, at=NOON)
    work()

    planned.refresh_from_db()
    assert (planned.stage, planned.cancelled_by, bytes(planned.content)) == (Stage.CANCELLED, admin, b"")
    assert not Theme.objects.exists()


def test_a_worker_that_goes_down_leaves_nothing_and_is_followed_by_another(
    admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = a_planned_load(fixture(theme("courts")), admin)
    apply_planned(planned=planned, reason="x", by=admin, at=NOON)

    def go_down(*_: Any, **__: Any) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(in_background, "_end", go_down)
        with pytest.raises(OSError, match="full"):
            work()
    assert not Theme.objects.exists()
    OutboxMessage.objects.update(not_before=None)
    work()

    assert Theme.objects.count() == Load.objects.count() == 1


def test_work_that_was_given_up_is_started_again(admin: User) -> None:
    planned = bring(file=fixture(theme()), whole=True, by=admin, at=NOON)
    OutboxMessage.objects.update(failed_at=NOON, attempts=8)

    try_again(planned=planned, by=admin, at=NOON)
    work()

    planned.refresh_from_db()
    assert planned.stage == Stage.PLANNED


def test_a_load_with_refused_rows_is_not_applied(admin: User) -> None:
    planned = a_planned_load(fixture(theme("courts"), theme("Not a slug")), admin)

    with pytest.raises(WrongState):
        apply_planned(planned=planned, reason="x", by=admin, at=NOON)


def test_admins_alone_bring_apply_cancel_and_try_again(admin: User, reviewer: User) -> None:
    planned = a_planned_load(fixture(theme()), admin)

    with pytest.raises(NotPermitted):
        bring(file=fixture(theme()), whole=True, by=reviewer, at=NOON)
    with pytest.raises(NotPermitted):
        apply_planned(planned=planned, reason="x", by=reviewer, at=NOON)
    for change in (cancel, try_again):
        with pytest.raises(NotPermitted):
            change(planned=planned, by=reviewer, at=NOON)


def test_a_file_that_nobody_vouches_for_is_not_taken(admin: User) -> None:
    with pytest.raises(WithoutManifest):
        bring(file=fixture(theme()), whole=False, by=admin, at=NOON)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_others_see_how_far_it_is_while_nothing_is_committed(admin: User) -> None:
    planned = bring(file=fixture(theme()), whole=True, by=admin, at=NOON)
    planned.refresh_from_db()
    PlannedLoad.objects.update(stage=Stage.PLANNING)
    planned.stage = Stage.PLANNING
    beside = connection.copy()

    with telling(planned) as tell:
        heard = _while_open(tell, beside)

    beside.close()
    assert heard == (500, 1000)


def _while_open(tell: Tell, beside: Any) -> Any:
    """What another connection reads while this one's transaction is open."""
    with transaction.atomic():
        Theme.objects.create(slug="x", name="X")
        tell(500, 1000)
        with beside.cursor() as cursor:
            cursor.execute("SELECT rows_done, rows_in_all FROM core_plannedload")
            return cursor.fetchone()
