"""Empties cells of a row in every release, for whatever is found to endanger somebody."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.errors import DomainError
from core.models import User
from core.releases import redact_by_hand


class Command(BaseCommand):
    """`manage.py redact_releases cases some-case --column summary --by ADMIN --reason "…"`."""

    help = "Empty cells of one row of a list in every release; correct the row itself first, as content."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which cells, who decided, and why."""
        parser.add_argument("list", help="the name of the list, such as cases")
        parser.add_argument("key", help="the key of the row")
        parser.add_argument("--column", action="append", required=True, help="may be given several times")
        parser.add_argument("--by", required=True, help="the user name of the admin who decided")
        parser.add_argument(
            "--reason", required=True, help="public for ever: do not repeat what is taken out"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Name the releases that held it; fail when none did."""
        by = User.objects.filter(username=options["by"], is_active=True).first()
        if by is None:
            raise CommandError(f"There is no active person named {options['by']!r}.")
        asked = {"noun": options["list"], "key": options["key"], "columns": options["column"]}
        try:
            found = redact_by_hand(**asked, reason=options["reason"], by=by, at=timezone.now())
        except DomainError as refusal:
            raise CommandError(str(refusal.message)) from refusal
        if not found:
            raise CommandError(
                "No release holds anything in these cells: look at the list, the key, the columns."
            )
        self.stdout.write(f"Redacted in {', '.join(release.name for release in found)}.")
        self.stdout.write("Run `manage.py purge` now to make the database forget it.")
