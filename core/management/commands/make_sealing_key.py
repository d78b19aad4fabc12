"""Makes a pair of keys offline: the private one into a file that stays away from the server."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pyrage
from django.core.management.base import BaseCommand, CommandError

ONLY_ITS_OWNER = 0o600


class Command(BaseCommand):
    """`manage.py make_sealing_key FILE`, on a computer that is not the server."""

    help = (
        "Make a pair of sealing keys without database or network. The private key goes into FILE, which only "
        "its owner can read; the public key is printed. Do this on another computer than the server."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the private key goes."""
        parser.add_argument("file", type=Path, help="a file that is not there yet")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the one and print the other."""
        pair = pyrage.x25519.Identity.generate()
        public_key = str(pair.to_public())
        self.write_privately(options["file"], f"# public key: {public_key}\n{pair}\n")
        self.stderr.write(
            f"The private key is in {options['file']}. Whoever has it reads every source sealed to it; "
            "without it nobody does. Keep two copies on paper or on sticks in two safe places, and none on "
            "the server. Then, on the server: manage.py add_sealing_key NAME followed by this public key:"
        )
        self.stdout.write(public_key)

    def write_privately(self, path: Path, text: str) -> None:
        """A new file for its owner alone; an old one is never overwritten."""
        try:
            file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ONLY_ITS_OWNER)
        except FileExistsError:
            raise CommandError(f"{path} is there already; a private key is never overwritten.") from None
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        with os.fdopen(file, "w", encoding="ascii") as opened:
            opened.write(text)
