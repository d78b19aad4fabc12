"""An address gets digests once somebody who reads its mailbox has said so, by a link that was sent there."""

import datetime
from dataclasses import dataclass

from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from core import outbox
from core.digests.handing_over import hand_over_once_committed, headers_under
from core.mail import address_of
from core.models import DigestSubscription, OutboxMessage

SALT = "core.digests.confirm"
TASK = "core.digests.send_confirmation"
GOOD_FOR = datetime.timedelta(days=7)


@dataclass(frozen=True)
class Confirmation:
    """What a link of ours is in, and the subscription that it confirms; None when it does not any more."""

    language: str
    subscription: DigestSubscription | None


def owe_confirmation(*, subscription: DigestSubscription, at: datetime.datetime) -> None:
    """Promise the mail with the link; inside a caller's transaction."""
    outbox.promise(task=TASK, arguments={"subscription": subscription.pk}, at=at)


def send_confirmation(*, message: OutboxMessage, at: datetime.datetime) -> None:
    """Hand the mail with the link over; nothing when there is nobody any more whom it would help."""
    asked = DigestSubscription.objects.select_related("person").filter(person__is_active=True)
    subscription = asked.filter(pk=message.arguments["subscription"]).exclude(person__email="").first()
    if subscription is None or subscription.is_confirmed:
        return
    with translation.override(subscription.language):
        letter = _letter(subscription, message, at)
    hand_over_once_committed(
        letter,
        sent=lambda: None,
        refused=lambda problem: outbox.owe_again(message_id=message.pk, problem=problem, at=timezone.now()),
    )


def _letter(subscription: DigestSubscription, message: OutboxMessage, at: datetime.datetime) -> EmailMessage:
    """It names nobody: whoever reads a mailbox that was mistyped learns of no account."""
    link = address_of(confirming_path(subscription, at=at))
    return EmailMessage(
        subject=_("Benchmark Tracker: confirm your address"),
        body=render_to_string("core/digest/confirmation.txt", {"link": link}),
        to=[subscription.person.email],
        headers=headers_under(f"confirmation {message.pk}"),
    )


def confirming_path(subscription: DigestSubscription, *, at: datetime.datetime) -> str:
    """The path by which whoever reads this mailbox confirms it, within a week and without signing in."""
    until = int((at + GOOD_FOR).timestamp())
    told = [subscription.person_id, _proof(subscription.person.email), until, subscription.language]
    return reverse("confirm-digest", args=[signing.dumps(told, salt=SALT)])


def confirmation(confirm_token: str, *, at: datetime.datetime) -> Confirmation | None:
    """What a link says; None when it is none of ours."""
    try:
        key, proof, until, language = signing.loads(confirm_token, salt=SALT)
    except signing.BadSignature:
        return None
    asked = DigestSubscription.objects.select_related("person").filter(person=key, person__is_active=True)
    subscription = asked.first() if at.timestamp() < until else None
    if subscription and not constant_time_compare(proof, _proof(subscription.person.email)):
        subscription = None
    return Confirmation(language, subscription)


@transaction.atomic
def confirm(*, subscription: DigestSubscription) -> bool:
    """The address that was read with this subscription gets digests, unless it was changed since."""
    email = subscription.person.email
    standing = DigestSubscription.objects.filter(pk=subscription.pk, person__email=email)
    return bool(standing.update(confirmed_email=email))


def _proof(email: str) -> str:
    """Stands for an address, which stays out of links and whatever keeps them."""
    return salted_hmac(SALT, email, algorithm="sha256").hexdigest()[:32]
