"""Proves that the history is as it was written, or names the first entry that is not."""

from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from core.history_triggers import TRIGGERS
from core.history_verification import Head, verify
from core.kept_rows import missing
from core.models import SignedHead
from core.signed_head_triggers import TRIGGERS as OF_SIGNED_HEADS
from core.signed_heads import faults, faults_against, keys


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
        parser.add_argument(
            "--kept",
            type=Path,
            help="signed heads that were kept elsewhere, as /history/heads/heads.ndjson gave them",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say that all is well and print the head; or say what is not, and fail."""
        finding = verify(self.noted(options["head"]))
        if finding.fault:
            raise CommandError(f"Entry {finding.fault.sequence}: {finding.fault.why}.")
        self.stdout.write(f"{finding.head.sequence} entries, each as it was written.")
        self.stdout.write(f"Head: {finding.head}")
        self.stdout.write("Keep it where nobody who runs this database can change it, for --head next time.")
        self.of_signed_heads(options["kept"])
        if gone := missing((*TRIGGERS, *OF_SIGNED_HEADS), connection):
            raise CommandError(f"The database no longer refuses changes; missing: {', '.join(gone)}.")

    def of_signed_heads(self, kept: Path | None) -> None:
        """Say by which keys they were signed, or what is wrong with them."""
        found = list(chain(faults(), faults_against(lines_of(kept)) if kept else ()))
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write(f"{SignedHead.objects.count()} signed heads, each of them on the chain.")
        for key, first, last in keys():
            self.stdout.write(f"Key {key}: {first} to {last}. Compare it with the one you were given.")

    def noted(self, text: str | None) -> Head | None:
        """The head given, understood."""
        try:
            return Head.noted(text) if text else None
        except ValueError:
            raise CommandError(
                "--head takes what this command prints: a number, a colon, 64 digits."
            ) from None


def lines_of(kept: Path) -> Iterator[str]:
    """The lines of a file that hold something."""
    try:
        with kept.open(encoding="utf8") as file:
            yield from filter(str.strip, file)
    except (OSError, UnicodeDecodeError) as problem:
        raise CommandError(f"{kept} cannot be read: {type(problem).__name__}.") from None
