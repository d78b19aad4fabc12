"""Gives a fresh tracker on one's own machine a monitor, a reviewer and an admin to sign in as."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from django.core.management.base import BaseCommand

from core.accounts import Keys, make_ready_account
from core.models import User
from core.permissions import Role

LOCAL_ROLES = (Role.MONITOR, Role.REVIEWER, Role.ADMIN)
CODES_SHOWN = 5


class Command(BaseCommand):
    """Make the accounts that are not there yet and print this once what each is signed in with."""

    help = "Create the accounts monitor, reviewer and admin with passwords and second factors made here."

    def handle(self, *args: Any, **options: Any) -> None:
        there = set(User.objects.values_list("username", flat=True))
        missing = [role for role in LOCAL_ROLES if role.value not in there]
        if missing:
            self.stdout.write(
                "Sign in as one of these; all this is shown only once. After the password give one of the\n"
                "codes (each is good once), or what an authenticator app shows that was given the key:"
            )
        for role in missing:
            self.tell(make_ready_account(username=role.value, role=role))

    def tell(self, keys: Keys) -> None:
        """Print what one account is signed in with."""
        address = get_adapter().build_totp_url(keys.person, keys.app_secret)
        self.stdout.write(f"  {keys.person.username:<10} password  {keys.password}")
        self.stdout.write(f"  {'':<10} codes     {' '.join(keys.recovery_codes[:CODES_SHOWN])}")
        self.stdout.write(f"  {'':<10} key       {keys.app_secret}")
        self.stdout.write(f"  {'':<10} or        {address}")
