"""Writes everything that is sealed into a bundle, to be opened elsewhere."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from benchmarks_app.models import ProgressUpdate
from benchmarks_app.sealed_export import sealed_parts
from core.sealed_bundles import write_bundle


class Command(BaseCommand):
    """`manage.py export_sealed FILE [--update ID]`."""

    help = (
        "Write the sealed parts into a ZIP of age files with a manifest; nothing in it is readable in clear."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, and of which update."""
        parser.add_argument("file", type=Path, help="a file that is not there yet")
        parser.add_argument("--update", type=int, metavar="ID", help="only this update's; else all")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the bundle and say what is in it."""
        file, update = options["file"], options["update"]
        if update and not ProgressUpdate.objects.filter(pk=update).exists():
            raise CommandError(f"There is no update {update}.")
        try:
            count = write_bundle(file, sealed_parts(update=update))
        except FileExistsError:
            raise CommandError(f"{file} is there already and is not overwritten.") from None
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{count} sealed parts in {file}. Open them with open_sealed, on another computer.")
