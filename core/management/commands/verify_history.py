"""Proves that the history is as it was written, or names the first entry that is not."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from core.history_triggers import TRIGGERS
from core.history_verification import Head, verify
from core.kept_rows import missing


class Command(BaseCommand):
    """`manage.py verify_history [--head 1204:3f2a…]`."""

    help = "Check every entry of the history; name the first that was altered, removed, inserted or swapped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A head from paper, if there is one."""
        parser.add_argument(
            "--head",
            help="a head that this command printed earlier and that was kept elsewhere: "
            "it must still lie on the chain",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say that all is well and print the head; or say what is not, and fail."""
        finding = verify(self.noted(options["head"]))
        if finding.fault:
            raise CommandError(f"Entry {finding.fault.sequence}: {finding.fault.why}.")
        self.stdout.write(f"{finding.head.sequence} entries, each as it was written.")
        self.stdout.write(f"Head: {finding.head}")
        self.stdout.write("Keep it where nobody who runs this database can change it, for --head next time.")
        if gone := missing(TRIGGERS, connection):
            raise CommandError(f"The database no longer refuses changes; missing: {', '.join(gone)}.")

    def noted(self, text: str | None) -> Head | None:
        """The head given, understood."""
        try:
            return Head.noted(text) if text else None
        except ValueError:
            raise CommandError(
                "--head takes what this command prints: a number, a colon, 64 digits."
            ) from None
