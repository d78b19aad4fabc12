"""Makes accounts, gives them roles and changes them; whatever changes what a person may do signs them out."""

import datetime
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import history
from core.content_changes import change_content
from core.errors import NotPermitted, RuleBroken
from core.models import User
from core.permissions import Action, Role, may
from core.sign_ins import end_all

# What a person may do is kept for ever; their name, their address and the hash of a password are not.
RIGHTS = ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")
IN_HISTORY = ("username", *RIGHTS)


@dataclass(frozen=True)
class Keys:
    """What somebody needs to sign in to an account made for them on their own machine."""

    person: User
    password: str
    app_secret: str
    recovery_codes: list[str]


@transaction.atomic
def make_account(*, username: str, role: Role, password: str = "") -> User:
    """A person with one role; admins also enter the admin screens. IntegrityError if the name is taken.

    Without a password nobody can sign in until an invitation is accepted.
    """
    is_admin = role is Role.ADMIN
    user = User.objects.create_user(
        username=username,
        password=password or None,
        is_active=bool(password),
        is_staff=is_admin,
        is_superuser=is_admin,
    )
    user.groups.add(Group.objects.get(name=role))
    return user


def retention_account() -> User:
    """Under whose name the history keeps what the retention schedule erased; nobody can sign in to it.

    No form takes a user name with brackets, so that no person can have it.
    """
    name = {"first_name": "Retention", "last_name": "schedule"}
    nobody = {**name, "is_active": False, "password": make_password(None)}
    return User.objects.get_or_create(username="(retention)", defaults=nobody)[0]


@transaction.atomic
def make_ready_account(*, username: str, role: Role) -> Keys:
    """An account for one's own machine, with password, authenticator key and codes made here."""
    password, app_secret = random_password(), generate_totp_secret()
    person = make_account(username=username, role=role, password=password)
    TOTP.activate(person, app_secret)
    codes = RecoveryCodes.activate(person).get_unused_codes()
    return Keys(person, password, app_secret, codes)


def random_password() -> str:
    """A password nobody guesses and a person can still type."""
    return "-".join(secrets.token_hex(3) for _ in range(3))


def acting_admin(username: str | None) -> User:
    """The admin in whose name a command acts: the one named, or the only one there is; else RuleBroken."""
    admins = User.objects.filter(groups__name=Role.ADMIN, is_active=True)
    found = list(admins.filter(username=username) if username else admins[:2])
    if len(found) != 1:
        asked = (
            "There is no active admin of that name." if username else "Say which admin does this: --by NAME."
        )
        raise RuleBroken(asked, field="by")
    return found[0]


@transaction.atomic
def change_account(
    *, person: User, write: Callable[[], Any], by: User, at: datetime.datetime, reason: str = ""
) -> None:
    """Let `write` change somebody's account; if it changes what they may do, every sign-in ends."""
    if not may(by, Action.MANAGE_PEOPLE):
        raise NotPermitted(_("Only admins look after accounts."))
    entry = change_content(subject=person, write=write, by=by, at=at, reason=reason, fields=IN_HISTORY)
    if not entry or not entry.before or not entry.after:
        return
    if any(entry.before[name] != entry.after[name] for name in RIGHTS):
        end_all(person)
    if entry.before["is_active"] and not entry.after["is_active"]:
        person.invitations.filter(closed_at=None).update(closed_at=at)


@transaction.atomic
def change_password(*, person: User, old: str, new: str, by: User, at: datetime.datetime) -> None:
    """Give oneself another password; every sign-in of before ends."""
    if person.pk != by.pk or not by.is_active:
        raise NotPermitted(_("People choose their own passwords."))
    if not person.check_password(old):
        raise RuleBroken(_("This is not your present password."), field="old")
    set_password(person, new)
    end_all(person)
    history.record(action="password changed", subject=person, before=None, after=None, by=by, at=at)


def set_password(person: User, password: str, *, field: str = "new") -> None:
    """Keep the hash of a password that is strong enough, or refuse it; inside a caller's transaction."""
    try:
        validate_password(password, person)
    except ValidationError as refusal:
        raise RuleBroken(" ".join(refusal.messages), field=field) from refusal
    person.set_password(password)
    person.save(update_fields=["password"])
