"""Proves that releases still give the bytes that they were made with."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from core.kept_rows import missing
from core.models import Release
from core.release_triggers import TRIGGERS
from core.releases import verify


class Command(BaseCommand):
    """`manage.py verify_release 2026-11-26`; without a name, every release."""

    help = "Unpack every file of a release and compare its SHA-256 with what was recorded when it was made."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which releases."""
        parser.add_argument("names", nargs="*", help="the names of releases; none for all of them")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a file; fail when one is not what it says."""
        known = {release.name: release for release in Release.objects.order_by("pk")}
        names = options["names"] or list(known)
        if unknown := [name for name in names if name not in known]:
            raise CommandError(f"There is no release {', '.join(unknown)}.")
        faults = [fault for name in names for fault in self.told(known[name])]
        if gone := missing(TRIGGERS, connection):
            faults.append(f"The database no longer refuses changes; missing: {', '.join(gone)}")
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(f"{len(names)} releases verified.")

    def told(self, release: Release) -> list[str]:
        """Print how each file of a release stands; give what is wrong."""
        found = verify(release)
        self.stdout.write(f"Release {release.name}")
        for file, standing in found.files:
            self.stdout.write(f"  {file.served_id}  {file.path}  {standing}")
        return [f"{release.name}: {fault}" for fault in found.faults]
