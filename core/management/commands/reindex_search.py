"""Brings the index of the search up to date with what the public can see."""

from typing import Any

from django.core.management.base import BaseCommand

from core.search_index import refresh_everything


class Command(BaseCommand):
    """`manage.py reindex_search`: after rows were written past the services; `migrate` does the same."""

    help = "Bring the index of the search up to date; says how many entries were not."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write what is missing or wrong, and take out what the public no longer sees."""
        wrong = refresh_everything()
        if options["verbosity"] > 0:
            for kind, count in wrong.items():
                self.stdout.write(f"{count} written or taken out: {kind}")
            self.stdout.write("The search is up to date.")
