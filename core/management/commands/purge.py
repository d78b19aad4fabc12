"""Takes away what is due and makes the database forget it, and whatever was erased before."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.purge import purge, what_is_due


class Command(BaseCommand):
    """`manage.py purge [--dry-run]`."""

    help = "Take away what is kept no longer, and leave no trace of it or of anything erased in the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Only look, or do it."""
        parser.add_argument("--dry-run", action="store_true", help="only say how much of each kind is due")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how much of each kind went or would go; fail when the database still remembers."""
        if options["dry_run"]:
            self.tell(what_is_due(at=timezone.now()), "due")
            return
        purged = purge(at=timezone.now())
        self.tell(purged.removed, "taken away")
        if purged.left_to_do:
            left = "\n  ".join(purged.left_to_do)
            raise CommandError(f"What was erased may still lie in the files of the database:\n  {left}")
        self.stdout.write("The database has forgotten what was taken away or erased.")

    def tell(self, counts: dict[str, int], what: str) -> None:
        """One line a kind."""
        for kind, count in counts.items():
            self.stdout.write(f"{count:>6} {what}: {kind}")
