"""Gives a fresh tracker on one's own machine a monitor, a reviewer and an admin to sign in as."""

from typing import Any

from django.core.management.base import BaseCommand

from core.accounts import make_account, random_password
from core.models import User
from core.permissions import Role

LOCAL_ROLES = (Role.MONITOR, Role.REVIEWER, Role.ADMIN)


class Command(BaseCommand):
    """Make the accounts that are not there yet and print each password this once."""

    help = "Create the accounts monitor, reviewer and admin with passwords made here and shown once."

    def handle(self, *args: Any, **options: Any) -> None:
        there = set(User.objects.values_list("username", flat=True))
        missing = [role for role in LOCAL_ROLES if role.value not in there]
        if missing:
            self.stdout.write("Sign in as one of these; the passwords are shown only this once:")
        for role in missing:
            password = random_password()
            make_account(username=role.value, role=role, password=password)
            self.stdout.write(f"  {role.value:<10} {password}")
