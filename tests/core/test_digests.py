"""The weekly digest: asked for, owed once a week, sent once whatever dies, and stopped without signing in."""

import datetime
import socketserver
import threading
from collections.abc import Iterator
from smtplib import SMTPDataError, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from django.test import Client
from django.urls import reverse

from core import digests, outbox
from core.digests.sending import TASK
from core.errors import NotPermitted
from core.models import Digest, DigestSubscription, OutboxMessage, User
from core.production.mail_rules import of_mail
from core.purge import what_is_due
from core.tasks import owe_digests as nightly
from tests.factories.benchmarks import (
    BenchmarkFactory,
    BenchmarkSetFactory,
    EvidenceFactory,
    ProgressUpdateFactory,
    TimeframeFactory,
)
from tests.factories.core import NOON, NoticeFactory

pytestmark = pytest.mark.django_db
A_WEEK = datetime.timedelta(days=7)
SITE = "https://tracker.example.org"
State = Digest.State


@pytest.fixture(autouse=True)
def with_mail(settings: Any) -> None:
    """A mail server is set up."""
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL, settings.SITE_ADDRESS = "mail", "no-reply@x.org", SITE


def subscribed(person: User, **more: Any) -> DigestSubscription:
    """Somebody who asked for a digest on a Monday at noon, and whose address is confirmed."""
    asked = {"email": person.email, "language": "en", "followed": [], **more}
    subscription = digests.subscribe(person=person, by=person, at=NOON, **asked)
    assert digests.confirm(subscription=subscription)
    return subscription


def a_week(capture: Any, *, at: datetime.datetime = NOON + A_WEEK) -> list[Any]:
    """What is sent when the task runs and the outbox is kept."""
    before = len(mail.outbox)
    with capture(execute=True):
        digests.owe_digests(at=at)
    return mail.outbox[before:]


class TestOnce:
    """One mail a person and week."""

    def test_however_often_the_task_runs(
        self, monitor: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        subscribed(monitor)
        NoticeFactory(recipient=monitor)

        assert len(a_week(django_capture_on_commit_callbacks)) == 1
        assert a_week(django_capture_on_commit_callbacks) == []
        assert len(a_week(django_capture_on_commit_callbacks, at=NOON + 2 * A_WEEK)) == 1
        assert set(Digest.objects.values_list("state", flat=True)) == {State.SENT}

    def test_not_in_the_week_in_which_it_was_asked_for(
        self, monitor: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        subscribed(monitor)
        NoticeFactory(recipient=monitor)

        assert a_week(django_capture_on_commit_callbacks, at=NOON + datetime.timedelta(days=6)) == []

    def test_when_the_process_died_after_the_mail_went_out_it_is_not_sent_again_but_by_an_admin(
        self, client: Client, monitor: User, admin: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        subscribed(monitor)
        NoticeFactory(recipient=monitor)
        with django_capture_on_commit_callbacks():  # committed, and then nothing more was done
            digests.owe_digests(at=NOON + A_WEEK)
            outbox.keep(message_id=OutboxMessage.objects.get(task=TASK).pk, at=NOON + A_WEEK)
        digest = Digest.objects.get()
        assert digest.state == State.BEGUN

        assert a_week(django_capture_on_commit_callbacks) == []
        with pytest.raises(NotPermitted):
            digests.send_again(digest=digest, by=monitor, at=NOON + A_WEEK)
        client.force_login(admin)
        chosen = {"action": "send_again", "_selected_action": [digest.pk]}
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("admin:core_digest_changelist"), chosen)

        assert len(mail.outbox) == 1
        assert digests.send_again(digest=digest, by=admin, at=NOON + A_WEEK) is False

    def test_what_the_server_refused_is_tried_again_and_what_may_have_arrived_is_not(
        self, monitor: User, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
    ) -> None:
        subscribed(monitor)
        NoticeFactory(recipient=monitor)

        def answering(problem: Exception) -> Any:
            def send(*_: Any) -> None:
                raise problem

            return send

        with monkeypatch.context() as patch:
            patch.setattr(locmem.EmailBackend, "send_messages", answering(SMTPDataError(451, b"later")))
            a_week(django_capture_on_commit_callbacks)
        message = OutboxMessage.objects.get(task=TASK)
        assert (message.done_at, Digest.objects.get().state) == (None, State.OWED)
        assert message.last_error.startswith("smtplib.SMTPDataError in ")
        with monkeypatch.context() as patch, django_capture_on_commit_callbacks(execute=True):
            patch.setattr(locmem.EmailBackend, "send_messages", answering(SMTPServerDisconnected()))
            outbox.keep(message_id=message.pk, at=message.not_before)

        assert Digest.objects.get().state == State.BEGUN
        assert a_week(django_capture_on_commit_callbacks) == []

    def test_who_reaches_no_server_has_begun_nothing(
        self, settings: Any, monitor: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
        subscribed(monitor)
        NoticeFactory(recipient=monitor)

        a_week(django_capture_on_commit_callbacks)

        message = OutboxMessage.objects.get(task=TASK)
        assert message.last_error.startswith("builtins.ConnectionRefusedError")
        assert Digest.objects.get().state == State.OWED

    def test_nothing_to_tell_is_no_mail(self, monitor: User, django_capture_on_commit_callbacks: Any) -> None:
        subscribed(monitor)

        assert a_week(django_capture_on_commit_callbacks) == []
        assert Digest.objects.get().state == State.NOTHING

    @pytest.mark.parametrize("gone", [{"is_active": False}, {"email": ""}])
    def test_nobody_writes_to_somebody_who_left(
        self, monitor: User, gone: dict[str, Any], django_capture_on_commit_callbacks: Any
    ) -> None:
        subscribed(monitor)
        NoticeFactory(recipient=monitor)
        User.objects.filter(pk=monitor.pk).update(**gone)

        assert a_week(django_capture_on_commit_callbacks) == []


class TestWhatItSays:
    """Of what is not public it says how much, and never what."""

    def test_it_tells_what_became_public_and_how_much_waits(
        self, reviewer: User, monitor: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        subscribed(reviewer)
        soon = TimeframeFactory(label="2022-2024", start="2022-01-01", end="2024-03-01")
        benchmark = BenchmarkFactory(number=6, short_title="Detention", timeframe=soon)
        hidden = {"narrative": "SECRET-NARRATIVE", "author": monitor, "benchmark": benchmark}
        ProgressUpdateFactory(published=True, assessed_on="2021", **hidden)
        waiting = ProgressUpdateFactory(submitted=True, **hidden)
        EvidenceFactory(update=waiting, description="SECRET-EVIDENCE")
        ProgressUpdateFactory(**hidden)

        (letter,) = a_week(django_capture_on_commit_callbacks)

        said = letter.body
        assert f"{benchmark}: 1 update published\n  {SITE}/benchmarks/6/" in said
        assert "The newest assessment is more than a year old: benchmark 6." in said
        assert "The timeframe “2022-2024” ends on 1 March 2024." in said
        assert f"1 update waits for your review.\n  {SITE}/workspace/" in said
        assert letter.to == [reviewer.email]
        for secret in ("SECRET", monitor.username, monitor.last_name, str(waiting.pk)):
            assert secret not in str(letter.message())

    def test_a_reader_is_told_nothing_of_what_waits(
        self, researcher: User, monitor: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        subscribed(researcher)
        ProgressUpdateFactory(submitted=True, author=monitor)
        ProgressUpdateFactory(author=monitor)

        for letter in a_week(django_capture_on_commit_callbacks):
            assert "Grown old, or ending" in letter.body
            assert "/workspace/" not in letter.body
            assert "Published" not in letter.body

    def test_only_what_one_follows_and_each_thing_once(
        self, researcher: User, monitor: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        subscribed(researcher, followed=["benchmark-6"])
        later: Any = TimeframeFactory(label="2023-2030", start="2023-01-01", end="2030-12-31")
        for number in (6, 7):
            benchmark = BenchmarkFactory(number=number, timeframe=later)
            ProgressUpdateFactory(published=True, benchmark=benchmark, assessed_on="2024")

        (letter,) = a_week(django_capture_on_commit_callbacks)

        assert "/benchmarks/6/" in letter.body
        assert "/benchmarks/7/" not in letter.body
        assert a_week(django_capture_on_commit_callbacks, at=NOON + 2 * A_WEEK) == []

    def test_a_benchmark_of_another_set_is_followed_and_named_by_itself(
        self, researcher: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        later: Any = TimeframeFactory(label="2023-2030", start="2023-01-01", end="2030-12-31")
        other: Any = BenchmarkSetFactory(slug="other")
        for benchmark_set in ({}, {"set": other}):
            benchmark = BenchmarkFactory(number=6, timeframe=later, **benchmark_set)
            ProgressUpdateFactory(published=True, benchmark=benchmark, assessed_on="2021")
        subscribed(researcher, followed=["benchmark-other:6"])

        (letter,) = a_week(django_capture_on_commit_callbacks)

        assert [key for key, _ in digests.topics()] == ["benchmark-6", "benchmark-other:6"]
        assert f"{SITE}/sets/other/" in letter.body
        assert f"{SITE}/benchmarks/6/" not in letter.body
        assert "more than a year old: benchmark other:6." in letter.body


class TestStopping:
    """By the link in each mail, without signing in."""

    def test_the_link_asks_and_a_mail_program_stops_it_at_once(
        self, monitor: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        subscribed(monitor)
        NoticeFactory(recipient=monitor)
        (letter,) = a_week(django_capture_on_commit_callbacks)
        link = letter.extra_headers["List-Unsubscribe"].strip("<>")
        assert link in letter.body
        anybody = Client(enforce_csrf_checks=True)

        shown = anybody.get(link.removeprefix(SITE))
        assert DigestSubscription.objects.exists(), "whoever only looks at a link stops nothing"
        stopped = anybody.post(link.removeprefix(SITE), {"List-Unsubscribe": "One-Click"})

        assert (shown.status_code, stopped.status_code) == (200, 200)
        assert not DigestSubscription.objects.exists()
        assert anybody.post(link.removeprefix(SITE)).status_code == 200
        assert a_week(django_capture_on_commit_callbacks, at=NOON + 2 * A_WEEK) == []

    def test_a_changed_link_is_not_there(self, client: Client, monitor: User) -> None:
        subscribed(monitor)

        assert client.post("/digest/stop/nobodys/").status_code == 404
        assert DigestSubscription.objects.exists()


class TestPage:
    """Each person for themselves."""

    def test_it_is_asked_for_and_stopped(self, client: Client, monitor: User) -> None:
        BenchmarkFactory(number=6)
        client.force_login(monitor)
        typed = {"wanted": "on", "email": "here@example.org", "followed": ["benchmark-6"]}

        client.post("/account/digest/", typed)

        asked = DigestSubscription.objects.get()
        assert (asked.person.email, asked.followed, asked.language) == (
            "here@example.org",
            ["benchmark-6"],
            "en",
        )
        client.post("/account/digest/", {"email": "here@example.org"})
        assert not DigestSubscription.objects.exists()

    def test_without_an_address_it_is_refused(self, client: Client, monitor: User) -> None:
        client.force_login(monitor)

        page = client.post("/account/digest/", {"wanted": "on"}).content.decode()

        assert "Say where to send it." in page
        assert not DigestSubscription.objects.exists()

    def test_where_no_mail_is_set_up_it_is_not_offered(
        self, client: Client, monitor: User, settings: Any
    ) -> None:
        settings.EMAIL_HOST = ""
        client.force_login(monitor)

        page = client.get("/account/digest/").content.decode()
        client.post("/account/digest/", {"wanted": "on", "email": "here@example.org"})

        assert "This site sends no mail" in page
        assert "Keep this" not in page
        assert not DigestSubscription.objects.exists()

    def test_nobody_asks_for_another(self, monitor: User, admin: User) -> None:
        with pytest.raises(NotPermitted):
            digests.subscribe(
                person=monitor, email="x@example.org", language="en", followed=[], by=admin, at=NOON
            )


class Sink(socketserver.StreamRequestHandler):
    """A mail server that keeps what it is given."""

    def handle(self) -> None:
        self.wfile.write(b"220 sink\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.kept.append(b"".join(lines))  # type: ignore[attr-defined]
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 yes\r\n")


@pytest.fixture
def sink(settings: Any) -> Iterator[list[bytes]]:
    """The mails that reached a real server on this machine."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Sink) as server:
        server.kept = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_USE_TLS = False
        yield server.kept  # type: ignore[attr-defined]
        server.shutdown()


def test_it_goes_over_a_real_connection_as_plain_text_under_a_name_that_stays(
    sink: list[bytes], monitor: User, django_capture_on_commit_callbacks: Any
) -> None:
    subscribed(monitor)
    NoticeFactory(recipient=monitor)

    a_week(django_capture_on_commit_callbacks)

    (kept,) = sink
    assert b"Content-Type: text/plain" in kept
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in kept
    assert b"@tracker.example.org>" in kept.partition(b"Message-ID:")[2].partition(b"\n")[0]
    assert Digest.objects.get().state == State.SENT


def test_production_names_a_server_that_cannot_send_what_was_asked_for(monitor: User, settings: Any) -> None:
    settings.EMAIL_HOST = ""
    assert list(of_mail()) == []
    subscribed(monitor)
    assert [told.id for told in of_mail()] == ["production.mail.wanted"]
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = "mail", False, False
    settings.SITE_ADDRESS = "http://tracker.example.org"
    assert [told.id for told in of_mail()] == ["production.mail.tls", "production.mail.address"]


def test_digests_are_kept_for_a_month(monitor: User) -> None:
    Digest.objects.create(person=monitor, week=NOON.date(), until=NOON, state=State.SENT)

    assert what_is_due(at=NOON + 4 * A_WEEK)["digests of before"] == 0
    assert what_is_due(at=NOON + 5 * A_WEEK)["digests of before"] == 1


def test_the_nightly_task_owes_them(monitor: User) -> None:
    subscribed(monitor)

    nightly.delay()

    assert OutboxMessage.objects.filter(task=TASK).count() == 1
