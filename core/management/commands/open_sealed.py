"""Opens a bundle of sealed parts on a computer that has the private key, or seals it to other keys."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import DomainError
from core.sealed_bundles import BadBundle, Part, Unreadable, read_bundle, write_bundle
from core.sealed_opening import BadKeyFile, Opened, identities_in, opened, resealed, write_opened
from core.sealing_keys import checked_public_key


class Command(BaseCommand):
    """`manage.py open_sealed BUNDLE --key FILE --into FOLDER`, or `… --reseal age1… --bundle OUT`."""

    help = (
        "Open what export_sealed wrote, without database or network. Do this on a computer that is not the "
        "server. With --reseal and --bundle, seal everything to other keys for import_resealed."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The bundle, the private keys, and where the result goes."""
        parser.add_argument("bundle_file", type=Path, metavar="BUNDLE")
        parser.add_argument(
            "--key", type=Path, action="append", required=True, metavar="FILE", help="a file of private keys"
        )
        parser.add_argument("--into", type=Path, metavar="FOLDER", help="a folder that is new or empty")
        parser.add_argument("--reseal", nargs="+", default=[], metavar="PUBLIC_KEY", help="age1…")
        parser.add_argument("--bundle", type=Path, metavar="OUT", help="the new bundle; goes with --reseal")

    def handle(self, *args: Any, **options: Any) -> None:
        """Open every part that can be opened and name those that cannot."""
        self.failed: list[Unreadable] = []
        self.count = 0
        into, public_keys, out = options["into"], options["reseal"], options["bundle"]
        self.refuse_misfits(into, public_keys, out)
        try:
            keys = [key for file in options["key"] for key in identities_in(file)]
            parts = self.without_failures(opened(read_bundle(options["bundle_file"]), keys))
            if into:
                into.mkdir(mode=0o700, parents=True, exist_ok=True)
                parts = self.written(parts, into)
            self.reseal(parts, public_keys, out) if out else [None for _ in parts]
        except BadBundle as error:
            raise CommandError(f"{options['bundle_file']} is no bundle of sealed parts: {error}.") from None
        except BadKeyFile as error:
            raise CommandError(f"{error}.") from None
        except FileExistsError as error:
            raise CommandError(f"{error.filename} is there already and is not overwritten.") from None
        self.tell()

    def refuse_misfits(self, into: Path | None, public_keys: list[str], out: Path | None) -> None:
        """Refuse what does not fit together before anything is opened."""
        if bool(public_keys) != bool(out) or not (into or out):
            raise CommandError("Give --into FOLDER to open, or both --reseal PUBLIC_KEY and --bundle OUT.")
        if into and into.exists() and (not into.is_dir() or any(into.iterdir())):
            raise CommandError(f"{into} is not an empty folder; give one that is new or empty.")
        try:
            for key in public_keys:
                checked_public_key(key)
        except DomainError as refusal:
            raise CommandError(f"--reseal: {refusal.message}") from None

    def without_failures(self, found: Iterator[Opened | Unreadable]) -> Iterator[Opened]:
        """What could be opened; the rest is remembered."""
        for one in found:
            if isinstance(one, Unreadable):
                self.failed.append(one)
            else:
                self.count += 1
                yield one

    def written(self, parts: Iterator[Opened], folder: Path) -> Iterator[Opened]:
        """The same parts, each written on its way."""
        for part, content in parts:
            write_opened(folder, part, content)
            yield part, content

    def reseal(self, parts: Iterator[Opened], public_keys: list[str], out: Path) -> None:
        """A bundle of the same parts sealed to other keys; nothing of them is written in clear."""
        sealed: Iterator[Part] = (resealed(part, content, public_keys) for part, content in parts)
        write_bundle(out, sealed, public_keys=public_keys)

    def tell(self) -> None:
        """How many were opened, and which could not be."""
        self.stdout.write(f"{self.count} opened, {len(self.failed)} not.")
        if self.failed:
            lines = "\n".join(f"  {one.place}: {one.why}" for one in self.failed)
            raise CommandError(f"These could not be opened:\n{lines}")
