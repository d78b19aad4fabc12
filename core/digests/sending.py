"""Owes each subscriber one digest a week and sends it at most once, whatever dies in between.

A mail cannot be taken back and a mail server keeps no promise in our transaction: so the digest is first
marked as begun, and only when that is committed is it handed over. What the server refused is owed again.
"""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import mail, outbox
from core.digests.handing_over import hand_over_once_committed
from core.digests.writing import written
from core.errors import NotPermitted
from core.models import Digest, DigestSubscription, OutboxMessage, User
from core.permissions import Action, may

TASK = "core.digests.send_digest"
State = Digest.State


@transaction.atomic
def owe_digests(*, at: datetime.datetime) -> int:
    """Promise the digests of this week that nobody has promised yet; says how many. Safe to run twice."""
    if not mail.is_set_up():
        return 0
    monday = monday_of(at)
    due = DigestSubscription.objects.confirmed().filter(began_at__lt=monday, person__is_active=True)
    due = due.exclude(person__digests__week=monday.date())
    people = [row.person_id for row in due]
    return sum(_owe(person, monday, at) for person in people)


def _owe(person_id: int, monday: datetime.datetime, at: datetime.datetime) -> bool:
    digest, is_new = Digest.objects.get_or_create(
        person_id=person_id, week=monday.date(), defaults={"until": monday}
    )
    if is_new:
        outbox.promise(task=TASK, arguments={"digest": digest.pk}, at=at)
    return is_new


def monday_of(at: datetime.datetime) -> datetime.datetime:
    """The beginning of the week."""
    day = at.astimezone(datetime.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return day - datetime.timedelta(days=day.weekday())


def send_digest(*, message: OutboxMessage, at: datetime.datetime) -> None:
    """Write one digest and hand it over once this is committed; nothing when it was begun before."""
    owed = Digest.objects.select_for_update(of=("self",)).filter(state=State.OWED)
    digest = owed.select_related("person").filter(pk=message.arguments["digest"]).first()
    confirmed = DigestSubscription.objects.confirmed().filter(person__is_active=True)
    subscription = confirmed.filter(person=digest.person).first() if digest else None
    if digest is None or subscription is None:
        return
    letter = written(digest, subscription)
    if letter is None:
        _settle(digest, State.NOTHING, at)
        return
    hand_over_once_committed(
        letter,
        sent=lambda: _settle(digest, State.SENT, timezone.now()),
        refused=lambda problem: _owe_again(digest, message.pk, problem),
    )
    Digest.objects.filter(pk=digest.pk).update(state=State.BEGUN)


@transaction.atomic
def _owe_again(digest: Digest, message_id: int, refusal: Exception) -> None:
    Digest.objects.filter(pk=digest.pk, state=State.BEGUN).update(state=State.OWED)
    outbox.owe_again(message_id=message_id, problem=refusal, at=timezone.now())


@transaction.atomic
def _settle(digest: Digest, state: Digest.State, at: datetime.datetime) -> None:
    """Note how it ended; the next digest begins where this one ends."""
    Digest.objects.filter(pk=digest.pk).update(state=state, settled_at=at)
    DigestSubscription.objects.filter(person=digest.person_id).update(told_until=digest.until)


@transaction.atomic
def send_again(*, digest: Digest, by: User, at: datetime.datetime) -> bool:
    """Send a digest of which nobody knows whether it went out; it could arrive twice, so a person decides."""
    if not may(by, Action.MANAGE_PEOPLE):
        raise NotPermitted(_("Only admins start background work again."))
    begun = Digest.objects.filter(pk=digest.pk, state=State.BEGUN)
    if not begun.update(state=State.OWED):
        return False
    outbox.promise(task=TASK, arguments={"digest": digest.pk}, at=at)
    return True
