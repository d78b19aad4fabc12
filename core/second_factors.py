"""Sets up, checks and takes away second factors; each change ends every session and token of the person.

The factors themselves are allauth's: rows of its Authenticator, with secrets that `core.encryption` encrypts.
"""

import datetime
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.utils.translation import gettext as _

from core import encryption, history
from core.errors import NotPermitted, RuleBroken
from core.models import User
from core.permissions import SECOND_FACTORS, needs_second_factor
from core.sign_ins import end_all

Type = Authenticator.Type

PERIOD = 30
# A phone's clock may be wrong by one period either way.
TOLERANCE = 1
LAST_COUNTER = "last_counter"
KIND = {Type.TOTP: "authenticator app", Type.WEBAUTHN: "passkey", Type.RECOVERY_CODES: "recovery codes"}


@transaction.atomic
def add_app(*, person: User, secret: str, code: str, by: User, at: datetime.datetime) -> list[str]:
    """Set up an authenticator app that shows `code` now; the first factor brings recovery codes, once."""
    _only_oneself(person, by)
    _hold(person)
    if Authenticator.objects.filter(user=person, type=Type.TOTP).exists():
        raise RuleBroken(_("There is an authenticator app already; remove it before you add another."))
    counter = _matching_counter(secret, code, at)
    if counter is None:
        raise RuleBroken(
            _("This is not the code the app should show now. Is the clock of the phone right?"), field="code"
        )
    factor = TOTP.activate(person, secret).instance
    factor.data[LAST_COUNTER] = counter
    factor.save(update_fields=["data"])
    return _added(factor, by, at)


@transaction.atomic
def add_passkey(
    *, person: User, name: str, credential: dict[str, Any], by: User, at: datetime.datetime
) -> list[str]:
    """Keep a passkey whose ceremony was completed; the first factor brings recovery codes, shown once."""
    _only_oneself(person, by)
    _hold(person)
    return _added(WebAuthn.add(person, name, credential).instance, by, at)


@transaction.atomic
def remove(*, factor: Authenticator, by: User, at: datetime.datetime) -> None:
    """Take a factor away; whoever must have one keeps the last."""
    person = User.objects.get(pk=factor.user_id)
    _only_oneself(person, by)
    _hold(person)
    others = Authenticator.objects.filter(user=person, type__in=SECOND_FACTORS).exclude(pk=factor.pk)
    if needs_second_factor(person) and not others.exists():
        raise RuleBroken(_("This is your only second factor: add another before you remove it."))
    was = _told(factor)
    factor.delete()
    if not others.exists():
        Authenticator.objects.filter(user=person).delete()
    end_all(person)
    history.record(action="second factor removed", subject=person, before=was, after=None, by=by, at=at)


@transaction.atomic
def renew_recovery_codes(*, person: User, by: User, at: datetime.datetime) -> list[str]:
    """Make new recovery codes; those of before are useless. They are shown this once."""
    _only_oneself(person, by)
    _hold(person)
    if not Authenticator.objects.filter(user=person, type__in=SECOND_FACTORS).exists():
        raise RuleBroken(_("Set up an authenticator app or a passkey first."))
    Authenticator.objects.filter(user=person, type=Type.RECOVERY_CODES).delete()
    codes = RecoveryCodes.activate(person).get_unused_codes()
    end_all(person)
    history.record(
        action="recovery codes renewed",
        subject=person,
        before=None,
        after={"codes": len(codes)},
        by=by,
        at=at,
    )
    return codes


def take_all_away(person: User) -> int:
    """Remove every factor of somebody who gets a new link; inside that transaction, and says how many."""
    factors = Authenticator.objects.filter(user=person)
    count = factors.count()
    factors.delete()
    return count


@transaction.atomic
def factor_shown_by(*, person: User, code: str, at: datetime.datetime) -> Authenticator | None:
    """The factor whose code this is; that code is then used up, even if two people send it at once."""
    factors = Authenticator.objects.select_for_update().filter(user=person).exclude(type=Type.WEBAUTHN)
    for factor in factors.order_by("-type"):
        shown = _uses_up(factor, code, at) if factor.type == Type.TOTP else factor.wrap().validate_code(code)
        if shown:
            return factor
    return None


@transaction.atomic
def encrypt_all_anew() -> int:
    """Encrypt every secret with the key of today, after a change of SECRET_KEY; says how many there were."""
    factors = list(Authenticator.objects.select_for_update().exclude(type=Type.WEBAUTHN))
    for factor in factors:
        name = "secret" if factor.type == Type.TOTP else "seed"
        factor.data[name] = encryption.encrypt_anew(factor.data[name])
        factor.save(update_fields=["data"])
    return len(factors)


def _only_oneself(person: User, by: User) -> None:
    if person.pk != by.pk or not by.is_active:
        raise NotPermitted(_("Second factors are set up by the person whose they are."))


def _hold(person: User) -> None:
    """Let no other change of this person's factors happen meanwhile."""
    User.objects.select_for_update().get(pk=person.pk)


def _added(factor: Authenticator, by: User, at: datetime.datetime) -> list[str]:
    person = by
    has_codes = Authenticator.objects.filter(user=person, type=Type.RECOVERY_CODES).exists()
    codes = [] if has_codes else RecoveryCodes.activate(person).get_unused_codes()
    end_all(person)
    _forget_standing(person)
    history.record(
        action="second factor added", subject=person, before=None, after=_told(factor), by=by, at=at
    )
    return codes


def _told(factor: Authenticator) -> dict[str, str]:
    return {"kind": KIND[Type(factor.type)]}


def _forget_standing(person: User) -> None:
    """What this request asked of the database before is not true any more."""
    if hasattr(person, "_standing"):
        del person._standing


def _uses_up(factor: Authenticator, code: str, at: datetime.datetime) -> bool:
    counter = _matching_counter(encryption.decrypt(factor.data["secret"]), code, at)
    if counter is None or counter <= factor.data.get(LAST_COUNTER, -1):
        return False
    factor.data[LAST_COUNTER] = counter
    factor.save(update_fields=["data"])
    return True


def _matching_counter(secret: str, code: str, at: datetime.datetime) -> int | None:
    now = int(at.timestamp()) // PERIOD
    for counter in range(now - TOLERANCE, now + TOLERANCE + 1):
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, counter))):
            return counter
    return None
