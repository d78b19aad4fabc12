"""Invites somebody from the command line: the first admin of a new tracker, or anybody in an admin's name."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from core import invitations
from core.errors import DomainError
from core.models import User
from core.permissions import Role


class Command(BaseCommand):
    """`manage.py invite USERNAME --role monitor --by ADMIN`; the first admin needs no `--by`."""

    help = "Make an account and print, once, the code with which its person takes it up."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who, as what, in whose name."""
        parser.add_argument("username")
        parser.add_argument("--role", choices=[role.value for role in Role], default=Role.ADMIN.value)
        parser.add_argument("--by", default="", help="the admin who invites; not needed for the first admin")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the account and print the code."""
        try:
            code = self.code(options["username"], Role(options["role"]), options["by"])
        except DomainError as refusal:
            raise CommandError(str(refusal.message)) from refusal
        self.stdout.write(f"{reverse('invitation')}#{code}")

    def code(self, username: str, role: Role, by: str) -> str:
        """The code of a new invitation."""
        now = timezone.now()
        if by:
            admin = User.objects.filter(username=by, is_active=True).first()
            if admin is None:
                raise CommandError(f"There is no active person named {by!r}.")
            return invitations.invite(username=username, role=role, by=admin, at=now)
        if role is not Role.ADMIN:
            raise CommandError("Say in whose name: --by USERNAME of an admin.")
        return invitations.invite_first_admin(username=username, at=now)
