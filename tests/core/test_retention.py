"""Every field of every table has a retention class, and what is due by it goes and nothing else."""

import datetime
from io import StringIO
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from benchmarks_app.models import ProgressUpdate
from benchmarks_app.retained import ABANDONED
from core import purge, retention
from core.forgetting import forget
from core.history_verification import verify
from core.models import ApiToken, HistoryEntry, Notice, OutboxMessage, ReleaseRequest, User
from core.releases.asking import ask_for_release
from core.retention import Retention, Rule
from core.tasks import purge as purge_task
from tests.benchmarks_app.canaries import draft
from tests.factories.benchmarks import ProgressUpdateFactory
from tests.factories.core import NOON, ApiTokenFactory, NoticeFactory, OutboxMessageFactory

MONTH = datetime.timedelta(days=30)
LATER = NOON + MONTH + datetime.timedelta(seconds=1)


def take_away(at: datetime.datetime) -> dict[str, int]:
    """What a purge takes away at that moment."""
    with transaction.atomic():
        return {each.what: each.remove(rows=each.find(at), at=at) for each in purge.due()}


class TestTheClasses:
    """`core.retention`."""

    def test_every_field_has_one(self) -> None:
        assert retention.without_class() == []

    def test_every_rule_names_a_field_that_is_there_and_once(self) -> None:
        assert retention.without_field() == []

    def test_a_field_without_a_class_is_seen(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rules = [rule for rule in retention.rules() if rule.model != "core.Notice"]
        monkeypatch.setattr(retention, "rules", lambda: rules)

        assert "core.Notice.text" in retention.without_class()

    def test_a_rule_without_a_field_and_one_too_many_are_seen(self, monkeypatch: pytest.MonkeyPatch) -> None:
        more = [Rule("core.Notice", Retention.QUEUE, "text colour", "")]
        rules = [*retention.rules(), *more]
        monkeypatch.setattr(retention, "rules", lambda: rules)

        assert retention.without_field() == ["core.Notice.colour", "core.Notice.text"]

    def test_the_command_prints_classes_and_reasons(self) -> None:
        said = StringIO()

        call_command("retention", stdout=said)

        assert "queue: kept 30 days after it was done, read or given up" in said.getvalue()
        assert "benchmarks_app.Evidence: working paper." in said.getvalue()

    def test_tables_that_only_grow_are_not_rewritten(self) -> None:
        tables = retention.tables_that_forget()

        assert {"core_historyentry", "benchmarks_app_evidence", "django_session"} <= set(tables)
        assert "resolutions_app_resolution" not in tables


@pytest.mark.django_db
class TestWhatIsDue:
    """`core.purge`, without the forgetting."""

    def test_a_message_goes_30_days_after_it_was_done_and_not_before(self) -> None:
        OutboxMessageFactory(done_at=NOON)
        OutboxMessageFactory(done_at=None)

        assert take_away(NOON + MONTH)["outbox messages done"] == 0
        assert take_away(LATER)["outbox messages done"] == 1
        assert OutboxMessage.objects.get().done_at is None

    def test_a_message_goes_30_days_after_it_was_given_up_and_one_that_is_owed_stays(self) -> None:
        OutboxMessageFactory(done_at=None, failed_at=NOON)
        owed = OutboxMessageFactory(done_at=None, failed_at=None)

        assert take_away(NOON + MONTH)["outbox messages given up"] == 0
        assert take_away(LATER)["outbox messages given up"] == 1
        assert OutboxMessage.objects.get() == owed

    def test_a_release_that_could_not_be_made_can_be_asked_for_anew_once_its_work_is_gone(
        self, admin: User
    ) -> None:
        asked = ask_for_release(address="https://tracker.example.org", by=admin, at=NOON)
        OutboxMessage.objects.update(done_at=None, failed_at=NOON)

        take_away(LATER)

        assert ask_for_release(address="https://tracker.example.org", by=admin, at=LATER) != asked
        assert ReleaseRequest.objects.count() == 1

    def test_a_notice_goes_when_it_was_read_and_one_that_was_not_keeps_its_message(self) -> None:
        read, unread = (NoticeFactory(message=OutboxMessageFactory(done_at=NOON)) for _ in range(2))
        Notice.objects.filter(pk=read.pk).update(read_at=NOON)

        take_away(LATER)

        assert Notice.objects.get() == unread
        assert OutboxMessage.objects.get() == unread.message

    def test_sessions_and_tokens_go_when_they_expire(self) -> None:
        for name, expires in (("old", NOON), ("new", LATER)):
            Session.objects.create(session_key=name, session_data="", expire_date=expires)
            token = ApiTokenFactory()
            ApiToken.objects.filter(pk=token.pk).update(expiry=expires, token_key=name)

        take_away(LATER)

        assert Session.objects.get().session_key == ApiToken.objects.get().token_key == "new"

    def test_a_draft_that_nobody_touches_is_erased_after_two_years(self, monitor: User) -> None:
        draft(monitor)
        submitted = ProgressUpdateFactory(submitted=True)
        over = NOON + ABANDONED + datetime.timedelta(seconds=1)

        assert take_away(NOON + ABANDONED)["abandoned drafts"] == 0
        assert take_away(over)["abandoned drafts"] == 1

        entry = HistoryEntry.objects.get(action="erased")
        assert ProgressUpdate.objects.get() == submitted
        assert (entry.by_username, entry.by.is_active) == ("(retention)", False)
        assert not entry.by.has_usable_password()
        assert verify().fault is None

    def test_a_draft_that_was_revised_since_stays(self, monitor: User) -> None:
        update = draft(monitor)
        ProgressUpdate.objects.update(created_at=NOON - ABANDONED)

        assert take_away(NOON + ABANDONED)["abandoned drafts"] == 0
        assert ProgressUpdate.objects.get() == update

    def test_a_dry_run_takes_nothing_away(self) -> None:
        OutboxMessageFactory(done_at=NOON)
        said = StringIO()

        call_command("purge", dry_run=True, stdout=said)

        assert "1 due: outbox messages done" in said.getvalue()
        assert OutboxMessage.objects.exists()

    def test_inside_a_transaction_nothing_can_be_forgotten(self) -> None:
        with pytest.raises(RuntimeError, match="still open"):
            forget(connection, [])


@pytest.mark.django_db(transaction=True)
class TestThePurge:
    """The whole of it, which no transaction can hold."""

    def test_the_command_says_what_it_took_away(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("core.forgetting.NEEDED", {})
        OutboxMessageFactory(done_at=NOON)
        said = StringIO()

        call_command("purge", stdout=said)

        assert "1 taken away: outbox messages done" in said.getvalue()
        assert "The database has forgotten" in said.getvalue()

    def test_the_command_fails_when_the_database_still_remembers(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(purge, "forget", lambda *_: ["wal_recycle is on"])

        with pytest.raises(CommandError, match="may still lie in the files of the database:\n  wal_recycle"):
            call_command("purge", stdout=StringIO())

    def test_the_nightly_task_does_the_same(self, caplog: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(purge, "forget", lambda *_: ["wal_recycle is on"])
        OutboxMessageFactory(done_at=NOON)

        purge_task.delay()

        assert not OutboxMessage.objects.exists()
        assert "The purge left something to do: wal_recycle is on" in caplog.text

    def test_what_cannot_be_done_is_said(self) -> None:
        left = forget(connection, ["no_such_table"])

        told = " ".join(left)
        assert ("no_such_table" in told) == (connection.vendor == "postgresql")
