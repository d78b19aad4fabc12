"""No digest goes to an address before somebody who reads its mailbox has said so."""

import datetime
import re
from smtplib import SMTPDataError
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from django.test import Client
from django.utils import timezone

from core import digests, outbox
from core.digests.confirming import TASK
from core.digests.sending import TASK as DIGEST
from core.errors import DomainError
from core.models import Digest, DigestSubscription, OutboxMessage, User
from tests.factories.core import NOON, NoticeFactory

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(days=7)
SITE = "https://tracker.example.org"


@pytest.fixture(autouse=True)
def with_mail(settings: Any) -> None:
    """A mail server is set up."""
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL, settings.SITE_ADDRESS = "mail", "no-reply@x.org", SITE


def ask(person: User, *, at: datetime.datetime = NOON, **more: Any) -> DigestSubscription:
    """Somebody asks for a digest."""
    asked = {"email": "here@example.org", "language": "en", "followed": [], **more}
    return digests.subscribe(person=person, by=person, at=at, **asked)


def link_in(letter: Any) -> str:
    """The path of the link that confirms."""
    return str(re.search(rf"{SITE}(/digest/confirm/\S+)", letter.body)[1])  # type: ignore[index]


def test_the_link_comes_by_mail_and_only_then_digests_do(
    monitor: User, django_capture_on_commit_callbacks: Any
) -> None:
    monitor.last_name = "SECRET"
    monitor.save()
    NoticeFactory(recipient=monitor)
    with django_capture_on_commit_callbacks(execute=True):
        ask(monitor, at=timezone.now(), language="fr")
    (letter,) = mail.outbox
    assert letter.to == ["here@example.org"]
    assert letter.subject.endswith("confirmez votre adresse")
    assert not [word for word in (monitor.username, "SECRET") if word in str(letter.message())]
    with django_capture_on_commit_callbacks(execute=True):
        digests.owe_digests(at=timezone.now() + WEEK)
    assert len(mail.outbox) == 1, "nothing is sent where nobody confirmed"

    anybody = Client(enforce_csrf_checks=True)
    shown = anybody.get(link_in(letter))
    assert (shown.status_code, DigestSubscription.objects.get().is_confirmed) == (200, False)
    done = anybody.post(link_in(letter))
    with django_capture_on_commit_callbacks(execute=True):
        digests.owe_digests(at=timezone.now() + WEEK)

    assert "Votre adresse est confirmée." in done.content.decode()
    assert monitor.username not in done.content.decode()
    assert DigestSubscription.objects.get().is_confirmed
    assert "notification non lue" in mail.outbox[1].body
    assert anybody.post(link_in(letter)).status_code == 200, "pressed twice it is still confirmed"


def test_a_link_that_is_over_or_for_another_address_confirms_nothing(client: Client, monitor: User) -> None:
    subscription = ask(monitor)
    now = timezone.now()
    good = digests.confirming_path(subscription, at=now)
    over = digests.confirming_path(ask(monitor, email="there@example.org"), at=now - WEEK)
    forged = good.replace("/digest/confirm/", "/digest/confirm/x")

    answers = [client.post(path) for path in (over, good, forged)]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    shown = [re.sub(r"<title>.*</title>", "", answer.content.decode()) for answer in answers[:2]]
    assert shown[0].replace(over, "") == shown[1].replace(good, ""), "both answer the same"
    assert "This link is not good, or not any more." in shown[0]
    assert not DigestSubscription.objects.get().is_confirmed


def test_an_address_that_changes_while_its_page_is_open_is_not_confirmed(monitor: User) -> None:
    ask(monitor)
    found: Any = DigestSubscription.objects.select_related("person").get()

    ask(monitor, email="there@example.org")

    assert digests.confirm(subscription=found) is False


def test_a_digest_that_is_owed_does_not_follow_to_an_address_nobody_confirmed(
    monitor: User, django_capture_on_commit_callbacks: Any
) -> None:
    digests.confirm(subscription=ask(monitor))
    NoticeFactory(recipient=monitor)
    with django_capture_on_commit_callbacks(execute=False):
        digests.owe_digests(at=NOON + WEEK)
    User.objects.filter(pk=monitor.pk).update(email="there@example.org")

    with django_capture_on_commit_callbacks(execute=True):
        for message in OutboxMessage.objects.filter(task=DIGEST):
            outbox.keep(message_id=message.pk, at=NOON + WEEK)

    assert mail.outbox == []
    assert Digest.objects.get().state == Digest.State.OWED


def test_what_is_confirmed_stays_so_when_something_else_is_changed(
    monitor: User, django_capture_on_commit_callbacks: Any
) -> None:
    digests.confirm(subscription=ask(monitor))
    late: Any = OutboxMessage.objects.get(task=TASK)

    with django_capture_on_commit_callbacks(execute=True):
        assert ask(monitor, language="km").is_confirmed
        assert outbox.keep(message_id=late.pk, at=NOON), "a link that is no more needed is done with"

    assert OutboxMessage.objects.get(task=TASK) == late
    assert mail.outbox == []


def test_nobody_is_flooded_with_links(client: Client, monitor: User) -> None:
    now = timezone.now()
    for number in range(6):
        ask(monitor, email=f"{number}@example.org", at=now)
        digests.stop(person=monitor)

    with pytest.raises(DomainError, match="no more are"):
        ask(monitor, email="seventh@example.org", at=now)
    client.force_login(monitor)
    page = client.post("/account/digest/", {"wanted": "on", "email": "seventh@example.org"})

    assert "So many links were sent today" in page.content.decode()
    assert not DigestSubscription.objects.exists()


def test_what_the_server_refused_is_tried_again_and_not_when_it_was_stopped(
    monitor: User, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def refuse(*_: Any) -> None:
        raise SMTPDataError(451, b"later")

    with monkeypatch.context() as patch, django_capture_on_commit_callbacks(execute=True):
        patch.setattr(locmem.EmailBackend, "send_messages", refuse)
        ask(monitor)
    message: Any = OutboxMessage.objects.get(task=TASK)
    assert message.done_at is None
    assert message.last_error.startswith("smtplib.SMTPDataError in ")

    digests.stop(person=monitor)
    with django_capture_on_commit_callbacks(execute=True):
        assert outbox.keep(message_id=message.pk, at=message.not_before)

    assert mail.outbox == []


def test_the_page_says_what_it_waits_for(client: Client, monitor: User) -> None:
    client.force_login(monitor)

    page = client.post(
        "/account/digest/", {"wanted": "on", "email": "here@example.org", "language": "en"}, follow=True
    ).content.decode()
    digests.confirm(subscription=DigestSubscription.objects.select_related("person").get())
    later = client.get("/account/digest/").content.decode()

    assert "A mail with a link is on its way" in page
    assert "No digest is sent to here@example.org before the link" in page
    assert "No digest is sent" not in later
