"""Takes in a bundle that open_sealed sealed to other keys."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from benchmarks_app import services
from core.accounts import acting_admin
from core.errors import DomainError
from core.sealed_bundles import BadBundle, Part, Unreadable, public_keys_of, read_bundle


class Command(BaseCommand):
    """`manage.py import_resealed BUNDLE`."""

    help = "Replace what is sealed by the same, sealed to other keys: all of the bundle or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The bundle, and in whose name."""
        parser.add_argument("file", type=Path, metavar="BUNDLE")
        parser.add_argument("--by", help="the admin who does this; needed where there are several")

    def handle(self, *args: Any, **options: Any) -> None:
        """Replace, or say why not."""
        file = options["file"]
        try:
            count = services.import_resealed(
                parts=whole(file),
                public_keys=public_keys_of(file),
                by=acting_admin(options["by"]),
                at=timezone.now(),
            )
        except BadBundle as error:
            raise CommandError(f"{file} cannot be imported, and nothing was replaced: {error}.") from None
        except DomainError as refusal:
            raise CommandError(str(refusal.message)) from None
        self.stdout.write(f"{count} sealed parts replaced.")


def whole(file: Path) -> Iterator[Part]:
    """The parts of a bundle; a part that cannot be read makes the whole of it bad."""
    for part in read_bundle(file):
        if isinstance(part, Unreadable):
            raise BadBundle(f"{part.place}: {part.why}")
        yield part
