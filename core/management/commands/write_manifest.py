"""Writes what says that fixtures are whole: the manifest of a folder, or a line at the head of one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.loading.given import BroughtFile, Unreadable
from core.loading.manifest import NAME, fixtures_in, manifest_of, with_its_own_line, written


class Command(BaseCommand):
    """`manage.py write_manifest fixtures` or `manage.py write_manifest FILE`."""

    help = (
        "Write the manifest of a folder of fixtures, or the first line by which a single file checks itself."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where."""
        parser.add_argument("path", type=Path, help="a folder of fixtures, or one fixture")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read every fixture whole, then write."""
        path: Path = options["path"]
        try:
            if path.is_dir():
                (path / NAME).write_text(self.of_folder(path), encoding="utf8")
            elif path.is_file():
                path.write_bytes(with_its_own_line(BroughtFile(path.name, path.read_bytes())))
            else:
                raise CommandError(f"There is no {path}.")
        except Unreadable as refusal:
            raise CommandError(str(refusal.message)) from refusal

    def of_folder(self, folder: Path) -> str:
        """The manifest of a folder."""
        files = [BroughtFile(path.name, path.read_bytes()) for path in fixtures_in(folder)]
        return written(manifest_of(files))
