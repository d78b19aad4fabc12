"""Makes accounts and gives them roles."""

import secrets

from django.contrib.auth.models import Group
from django.db import transaction

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


def random_password() -> str:
    """A password nobody guesses and a person can still type."""
    return "-".join(secrets.token_hex(3) for _ in range(3))
