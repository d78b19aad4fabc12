"""Makes accounts and gives them roles."""

import secrets

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from core.errors import RuleBroken
from core.models import User
from core.permissions import Role


@transaction.atomic
def make_account(*, username: str, role: Role, password: str) -> User:
    """A person with one role; admins also enter the admin screens. IntegrityError if the name is taken."""
    is_admin = role is Role.ADMIN
    user = User.objects.create_user(
        username=username, password=password, is_staff=is_admin, is_superuser=is_admin
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
