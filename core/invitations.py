"""Invites people: an account that nobody can sign in to yet, and a one-time code that opens it."""

import datetime
import hashlib
import secrets
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import history
from core.accounts import make_account, set_password
from core.errors import NotPermitted, RuleBroken
from core.models import Invitation, User
from core.permissions import Action, Role, may
from core.second_factors import take_all_away
from core.sign_ins import end_all

GOOD_FOR = datetime.timedelta(days=7)


@transaction.atomic
def invite(*, username: str, role: Role, email: str = "", by: User, at: datetime.datetime) -> str:
    """Make an account and the code that opens it once; the code is told here and never again."""
    _only_admins(by)
    person = _new_person(username, role, email)
    code = _new_code(person, by, at)
    after = {"username": username, "role": role.value}
    history.record(action="invited", subject=person, before=None, after=after, by=by, at=at)
    return code


@transaction.atomic
def invite_first_admin(*, username: str, at: datetime.datetime) -> str:
    """Make the first admin's account, which nobody can be asked for; refused as soon as there is one."""
    if Group.objects.select_for_update().get(name=Role.ADMIN).user_set.exists():
        raise NotPermitted(_("There is an admin already; they invite others."))
    person = _new_person(username, Role.ADMIN, "")
    code = _new_code(person, person, at)
    after = {"username": username, "role": Role.ADMIN.value}
    history.record(action="invited", subject=person, before=None, after=after, by=person, at=at)
    return code


@transaction.atomic
def invite_again(*, person: User, by: User, at: datetime.datetime) -> str:
    """Give somebody who lost password, phone or link a new code; what opened the account before is void."""
    _only_admins(by)
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.pk == by.pk:
        raise RuleBroken(_("Another admin does this for you; change your password on your account page."))
    if not person.is_active and not _is_awaited(person):
        raise RuleBroken(_("This account was closed. Open it first."))
    person.set_unusable_password()
    person.save(update_fields=["password"])
    after = {"second factors removed": take_all_away(person), "tokens deleted": end_all(person)}
    code = _new_code(person, by, at)
    history.record(action="invited again", subject=person, before=None, after=after, by=by, at=at)
    return code


@transaction.atomic
def accept(*, code: str, password: str, at: datetime.datetime) -> User:
    """Take up the account that a code opens: choose its password. The code is then used up."""
    invitations = Invitation.objects.select_for_update().open_at(at).filter(digest=_digest(code))
    invitation = invitations.first()
    if invitation is None:
        raise RuleBroken(
            _("This code is not good, or not any more. Ask the admin who sent it for another."), field="code"
        )
    person = User.objects.select_for_update().get(pk=invitation.person_id)
    person.is_active = True
    person.save(update_fields=["is_active"])
    set_password(person, password)
    end_all(person)
    invitation.was_accepted, invitation.closed_at = True, at
    invitation.save(update_fields=["was_accepted", "closed_at"])
    history.record(action="invitation accepted", subject=person, before=None, after=None, by=person, at=at)
    return person


def _only_admins(by: User) -> None:
    if not may(by, Action.MANAGE_PEOPLE):
        raise NotPermitted(_("Only admins invite people."))


def _is_awaited(person: User) -> bool:
    """Whether this person was invited and has not come yet."""
    return person.invitations.exists() and not person.invitations.filter(was_accepted=True).exists()


def _new_person(username: str, role: Role, email: str) -> User:
    for name, value in (("username", username), ("email", email)):
        field: Any = User._meta.get_field(name)
        try:
            field.clean(value, None)
        except ValidationError as refusal:
            raise RuleBroken(" ".join(refusal.messages), field=name) from refusal
    if User.objects.filter(username__iexact=username).exists():
        raise RuleBroken(_("There is an account of this name already."), field="username")
    person = make_account(username=username, role=role)
    person.email = User.objects.normalize_email(email)
    person.save(update_fields=["email"])
    return person


def _new_code(person: User, by: User, at: datetime.datetime) -> str:
    """A code in place of any of before."""
    person.invitations.filter(closed_at=None).update(closed_at=at)
    code = secrets.token_urlsafe(24)
    Invitation.objects.create(
        person=person, invited_by=by, digest=_digest(code), created_at=at, expires_at=at + GOOD_FOR
    )
    return code


def _digest(code: str) -> str:
    return hashlib.sha256(code.strip().encode("utf8", "surrogatepass")).hexdigest()
