"""Adds a public key to which sources are sealed from now on."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.accounts import acting_admin
from core.errors import DomainError
from core.sealing_keys import add_sealing_key


class Command(BaseCommand):
    """`manage.py add_sealing_key NAME age1…`."""

    help = "Seal sources to this public key too, from now on. make_sealing_key makes such a key."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The key, what to call it, and in whose name it is added."""
        parser.add_argument("name", help="whose key it is, such as an office")
        parser.add_argument("public_key", help="begins with age1; never the private key")
        parser.add_argument("--by", help="the admin who does this; needed where there are several")

    def handle(self, *args: Any, **options: Any) -> None:
        """Add it, or say why not."""
        try:
            key = add_sealing_key(
                name=options["name"],
                public_key=options["public_key"],
                by=acting_admin(options["by"]),
                at=timezone.now(),
            )
        except DomainError as refusal:
            raise CommandError(str(refusal.message)) from None
        self.stdout.write(f"From now on everything confidential is sealed to {key} too.")
