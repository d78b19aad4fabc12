"""Adds and retires the public keys to which sources are sealed."""

import datetime
from typing import Any

import pyrage
from django.db import transaction
from django.utils.translation import gettext as _

from core import history
from core.errors import NotPermitted, RuleBroken, WrongState
from core.models import SealingKey, User
from core.permissions import Action, may

PRIVATE = "AGE-SECRET-KEY-"
LONGEST_NAME = 100


@transaction.atomic
def add_sealing_key(*, name: str, public_key: str, by: User, at: datetime.datetime) -> SealingKey:
    """Seal to this public key from now on; what was sealed before, it does not open.

    Raises NotPermitted or RuleBroken.
    """
    _require_admin(by)
    public_key = checked_public_key(public_key)
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise RuleBroken(_("Give the key a name of 1 to 100 characters, such as the office’s."), field="name")
    if SealingKey.objects.filter(public_key=public_key).exists():
        raise RuleBroken(_("This key is here already, in force or retired."), field="public_key")
    key = SealingKey.objects.create(name=name, public_key=public_key, added_at=at, added_by=by)
    history.record(action="sealing key added", subject=key, before=None, after=_state(key), by=by, at=at)
    return key


@transaction.atomic
def retire_sealing_key(*, key: SealingKey, by: User, at: datetime.datetime) -> SealingKey:
    """Seal no more to this key; what was sealed to it, it still opens. Raises NotPermitted or WrongState."""
    _require_admin(by)
    key = SealingKey.objects.select_for_update().get(pk=key.pk)
    if key.retired_at:
        raise WrongState(_("This key has been retired already."))
    before = _state(key)
    key.retired_at, key.retired_by = at, by
    key.save(update_fields=["retired_at", "retired_by"])
    history.record(action="sealing key retired", subject=key, before=before, after=_state(key), by=by, at=at)
    return key


def checked_public_key(text: str) -> str:
    """A public key as it was given, without spaces around it; a refusal never repeats what was given."""
    text = text.strip()
    if PRIVATE in text.upper():
        raise RuleBroken(
            _(
                "This is a private key. It was not stored, but it has come to this server: throw this pair "
                "away, make a new one on another computer, and give the public key, which begins with “age1”."
            ),
            field="public_key",
        )
    try:
        pyrage.x25519.Recipient.from_str(text)
    except (pyrage.RecipientError, UnicodeEncodeError):
        message = _("This is not a public key of age: it begins with “age1” and has 62 characters.")
        raise RuleBroken(message, field="public_key") from None
    return text


def _require_admin(by: User) -> None:
    if not may(by, Action.MANAGE_SEALING):
        raise NotPermitted(_("Only admins add or retire sealing keys."))


def _state(key: SealingKey) -> dict[str, Any]:
    return {
        "name": key.name,
        "public_key": key.public_key,
        "fingerprint": key.fingerprint,
        "in_force": key.retired_at is None,
    }
