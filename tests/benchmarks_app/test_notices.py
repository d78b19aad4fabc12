"""That reviewers hear of a submitted update once, whoever keeps the promise and however often."""

import pytest
from django.core.management import call_command

from benchmarks_app import services
from benchmarks_app.models import ProgressUpdate
from core import outbox
from core.models import Notice, OutboxMessage, User
from core.tasks import keep_promise, sweep_outbox
from tests.factories.benchmarks import BenchmarkFactory, ProgressUpdateFactory
from tests.factories.core import NOON, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted(reviewer: User) -> ProgressUpdate:
    update = ProgressUpdateFactory(benchmark=BenchmarkFactory(number=7))
    return services.submit_update(update=update, by=update.author, at=NOON)


def test_every_reviewer_but_the_author_is_told(reviewer: User) -> None:
    author = UserFactory(roles=["reviewer"])
    update = ProgressUpdateFactory(author=author)
    services.submit_update(update=update, by=author, at=NOON)

    keep_promise(OutboxMessage.objects.get().pk)

    assert [notice.recipient for notice in Notice.objects.all()] == [reviewer]


def test_the_notice_names_the_benchmark_and_nothing_of_the_narrative(submitted: ProgressUpdate) -> None:
    keep_promise(OutboxMessage.objects.get().pk)

    notice = Notice.objects.get()
    assert notice.text == "An update on benchmark 7 awaits review."
    assert notice.path == submitted.get_absolute_url()


def test_a_deactivated_reviewer_is_not_told(submitted: ProgressUpdate, reviewer: User) -> None:
    User.objects.filter(pk=reviewer.pk).update(is_active=False)

    keep_promise(OutboxMessage.objects.get().pk)

    assert not Notice.objects.exists()


def test_keeping_a_promise_twice_tells_once(submitted: ProgressUpdate) -> None:
    message = OutboxMessage.objects.get()

    assert keep_promise(message.pk) is True
    assert keep_promise(message.pk) is False

    assert Notice.objects.count() == 1


def test_the_sweeper_keeps_what_nobody_heard(submitted: ProgressUpdate) -> None:
    assert sweep_outbox() == 1

    assert Notice.objects.count() == 1
    assert sweep_outbox() == 0


def test_the_sweep_can_be_started_by_hand(submitted: ProgressUpdate) -> None:
    call_command("sweep_outbox")

    assert Notice.objects.count() == 1


def test_a_failing_handler_leaves_the_work_owed(
    submitted: ProgressUpdate, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(**_: object) -> None:
        raise ConnectionError("no post today")

    monkeypatch.setattr("benchmarks_app.services.notices.tell_reviewers", fails)
    message = OutboxMessage.objects.get()

    with pytest.raises(ConnectionError):
        outbox.keep(message_id=message.pk, at=NOON)

    message.refresh_from_db()
    assert message.done_at is None


def test_without_a_broker_the_notice_is_there_once_the_submission_is_committed(
    reviewer: User, django_capture_on_commit_callbacks: object
) -> None:
    update = ProgressUpdateFactory()

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        services.submit_update(update=update, by=update.author, at=NOON)

    assert Notice.objects.get().recipient == reviewer


def test_a_submission_that_is_rolled_back_promises_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    update = ProgressUpdateFactory()

    def broken(**_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(outbox, "promise", broken)
    with pytest.raises(OSError, match="disk is full"):
        services.submit_update(update=update, by=update.author, at=NOON)

    update.refresh_from_db()
    assert update.state == ProgressUpdate.State.DRAFT
