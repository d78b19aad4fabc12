"""Erases what an update says, or the whole of one that was never published."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from benchmarks_app import services
from benchmarks_app.models import ProgressUpdate
from core.errors import DomainError
from core.models import User


class Command(BaseCommand):
    """`manage.py erase_update 12 --by USERNAME --reason "…"`."""

    help = "Erase an update for ever: one never published goes whole, of a withdrawn one a shell is left."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which, who decided, and why."""
        parser.add_argument("update", type=int, help="the number of the update")
        parser.add_argument("--by", required=True, help="the user name of the admin who decided")
        parser.add_argument(
            "--reason", required=True, help="kept and shown for ever: do not repeat what is erased"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Erase it, or say why not."""
        update = ProgressUpdate.objects.filter(pk=options["update"]).first()
        by = User.objects.filter(username=options["by"]).first()
        if update is None:
            raise CommandError(f"There is no update {options['update']}.")
        if by is None:
            raise CommandError(f"There is no person named {options['by']!r}.")
        try:
            services.erase_update(update=update, by=by, at=timezone.now(), reason=options["reason"])
        except DomainError as refusal:
            raise CommandError(str(refusal.message)) from refusal
        self.stdout.write("Erased. Run `manage.py purge` now to make the database forget it.")
