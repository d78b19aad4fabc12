"""Work that fails is tried again, each time later, then given up and shown; an admin starts it again."""

import contextlib
import datetime
from typing import Any

import pytest
from django.contrib.admin.sites import site
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from core import outbox
from core.errors import NotPermitted
from core.models import OutboxMessage, User
from core.tasks import GRACE
from tests.factories.core import NOON, OutboxMessageFactory

pytestmark = pytest.mark.django_db
HERE = "tests.core.test_outbox"
A_SECOND = datetime.timedelta(seconds=1)
done: list[int] = []


def does(*, message: OutboxMessage, at: datetime.datetime) -> None:
    """Work that succeeds."""
    done.append(message.pk)


def fails(*, message: OutboxMessage, at: datetime.datetime) -> None:
    """Work that writes something and then fails, quoting what nobody may read."""
    OutboxMessage.objects.filter(pk=message.pk).update(arguments={"half": "written"})
    raise ConnectionError("the baker's narrative")


@pytest.fixture(autouse=True)
def nothing_done_yet() -> None:
    done.clear()


def owed(task: Any, **more: Any) -> OutboxMessage:
    """A piece of work that is owed."""
    return OutboxMessageFactory(task=f"{HERE}.{task.__name__}", **more)


def tried(message: OutboxMessage, at: datetime.datetime) -> OutboxMessage:
    """The message after one attempt."""
    with contextlib.suppress(ConnectionError):
        outbox.keep(message_id=message.pk, at=at)
    return OutboxMessage.objects.get(pk=message.pk)


def tried_until_given_up(message: OutboxMessage) -> tuple[OutboxMessage, list[float]]:
    """The message after its last attempt, and how many seconds it waited before each but the first."""
    at, waits = NOON, []
    message = tried(message, at)
    while not message.failed_at:
        waits.append((message.not_before - at).total_seconds())
        at = message.not_before
        message = tried(message, at)
    return message, waits


def test_a_failure_is_noted_by_kind_and_place_and_nothing_of_it_is_left() -> None:
    message = tried(owed(fails), NOON)

    assert (message.attempts, message.done_at, message.failed_at) == (1, None, None)
    assert message.last_error.startswith("builtins.ConnectionError in fails, line ")
    assert "baker" not in message.last_error
    assert message.arguments == {"update": 1}


def test_each_attempt_waits_twice_as_long_and_the_eighth_is_the_last() -> None:
    message, waits = tried_until_given_up(owed(fails))

    assert message.attempts == outbox.MOST_ATTEMPTS == 8
    assert waits == [15, 30, 60, 120, 240, 480, 960]
    assert outbox.wait_after(40) == datetime.timedelta(hours=1)


def test_what_was_given_up_is_neither_swept_nor_done_however_often_it_is_asked_for() -> None:
    message, _ = tried_until_given_up(owed(fails))
    OutboxMessage.objects.update(task=f"{HERE}.does")
    later = message.failed_at + datetime.timedelta(days=1)

    assert outbox.keep(message_id=message.pk, at=later) is False
    assert outbox.still_owed(before=later, at=later) == []
    assert done == []


def test_work_that_takes_its_process_down_each_time_is_given_up_too() -> None:
    message = owed(does, attempts=outbox.MOST_ATTEMPTS)  # begun so often, and never heard of again

    message = tried(message, NOON)

    assert (message.failed_at, message.last_error) == (NOON, outbox.ENDED_WITH_ITS_PROCESS)
    assert done == []


def test_a_young_attempt_is_not_joined_by_a_second() -> None:
    message = owed(does, attempts=1, not_before=NOON)

    assert outbox.keep(message_id=message.pk, at=NOON - A_SECOND) is False
    assert outbox.keep(message_id=message.pk, at=NOON) is True
    assert done == [message.pk]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite holds no single rows")
def test_work_that_somebody_is_doing_is_passed_by_and_not_waited_for() -> None:
    message = owed(does)

    with contextlib.closing(connection.copy()) as beside:
        beside.set_autocommit(False)
        with beside.cursor() as cursor:
            cursor.execute("SELECT id FROM core_outboxmessage WHERE id = %s FOR UPDATE", [message.pk])
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            passed_by = outbox.keep(message_id=message.pk, at=NOON)

    assert passed_by is False
    assert outbox.keep(message_id=message.pk, at=NOON) is True
    assert done == [message.pk]


def test_the_sweeper_leaves_what_is_not_due_yet() -> None:
    message = tried(owed(fails), NOON)
    due = message.not_before

    assert outbox.still_owed(before=due - GRACE, at=due - A_SECOND) == []
    assert outbox.still_owed(before=due + A_SECOND, at=due) == [message.pk]


def test_what_was_given_up_is_counted_apart_from_what_is_owed() -> None:
    owed(does)
    owed(does, failed_at=NOON)
    owed(does, done_at=NOON)

    standing = outbox.standing(at=NOON + A_SECOND)

    assert (standing.owed, standing.given_up, standing.oldest_seconds) == (1, 1, 1)


class TestAgain:
    """An admin starts it again; nobody else does."""

    def test_it_begins_from_the_first_attempt_and_is_done(
        self, admin: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        message, _ = tried_until_given_up(owed(fails))
        OutboxMessage.objects.update(task=f"{HERE}.does")

        with django_capture_on_commit_callbacks(execute=True):
            assert outbox.retry(messages=[message], by=admin, at=NOON) == 1

        message.refresh_from_db()
        assert message.done_at
        assert (message.attempts, message.last_error, message.failed_at) == (1, "", None)

    def test_what_is_done_stays_done(self, admin: User, django_capture_on_commit_callbacks: Any) -> None:
        message = owed(does, done_at=NOON)

        with django_capture_on_commit_callbacks(execute=True):
            assert outbox.retry(messages=[message], by=admin, at=NOON) == 0

        assert done == []

    def test_a_monitor_does_not(self, monitor: User) -> None:
        message = owed(does, failed_at=NOON)

        with pytest.raises(NotPermitted):
            outbox.retry(messages=[message], by=monitor, at=NOON)

        message.refresh_from_db()
        assert message.failed_at == NOON

    def test_the_admin_screen_lists_what_failed_and_why_and_starts_it_again(
        self, client: Client, admin: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        message, _ = tried_until_given_up(owed(fails))
        OutboxMessage.objects.update(task=f"{HERE}.does")
        client.force_login(admin)
        address = reverse("admin:core_outboxmessage_changelist")

        listed = client.get(f"{address}?failed_at__isempty=0").content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            client.post(address, {"action": "do_now", "_selected_action": [message.pk]})

        assert "builtins.ConnectionError in fails" in listed
        assert str(site._registry[OutboxMessage].opts.verbose_name_plural) == "background work"
        assert done == [message.pk]
