"""Asking for the digest and stopping it: by the person who has signed in, or by the link in each mail."""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from core import guessing
from core.digests.confirming import owe_confirmation
from core.errors import NotPermitted, RuleBroken
from core.models import Digest, DigestSubscription, User

SALT = "core.digests.stop"


@transaction.atomic
def subscribe(
    *, person: User, email: str, language: str, followed: Iterable[str], by: User, at: datetime.datetime
) -> DigestSubscription:
    """Ask for a digest every week, or change what one asked for; each person for themselves."""
    if person.pk != by.pk or not by.is_active:
        raise NotPermitted(_("People ask for their own digests."))
    if language not in dict(settings.MAIL_LANGUAGES):
        raise RuleBroken(_("Mails are not written in this language."), field="language")
    User.objects.filter(pk=person.pk).update(email=email)
    asked = {"language": language, "followed": sorted(followed)}
    subscription, is_new = DigestSubscription.objects.get_or_create(
        person=person, defaults={**asked, "began_at": at, "told_until": at}
    )
    if not is_new:
        DigestSubscription.objects.filter(pk=subscription.pk).update(**asked)
        subscription.refresh_from_db()
    if not subscription.is_confirmed:
        too_many = _("So many links were sent today that no more are. Follow one of them, or wait a day.")
        guessing.pay([guessing.for_address(person)], at=at, refusal=too_many)
        owe_confirmation(subscription=subscription, at=at)
    person.email = email
    return subscription


@transaction.atomic
def stop(*, person: User) -> None:
    """No more digests for this person, and none of those that are still owed; safe to run twice."""
    DigestSubscription.objects.filter(person=person).delete()
    Digest.objects.filter(person=person, state=Digest.State.OWED).delete()


def stopping_path(subscription: DigestSubscription) -> str:
    """The path by which whoever has the mail stops them, without signing in, in the mail's language."""
    told = [subscription.person_id, subscription.language]
    return reverse("stop-digest", args=[signing.dumps(told, salt=SALT)])


def subscriber(stop_token: str) -> tuple[User, str] | None:
    """Whom a link stops digests of, and the language it was sent in; None when it is none of ours."""
    try:
        told = signing.loads(stop_token, salt=SALT)
    except signing.BadSignature:
        return None
    key, language = told if isinstance(told, list) else (told, settings.LANGUAGE_CODE)  # once the key alone
    person = User.objects.filter(pk=key).first()
    return (person, language) if person else None
