"""Freezes everything public under a name that can be cited."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.api.dataset.frozen import files_for, site_at
from core.errors import DomainError
from core.models import User
from core.releases import checksums, make_release


class Command(BaseCommand):
    """`manage.py make_release --by ADMIN --address https://tracker.example.org`."""

    help = "Make a release of everything public, and print its name and the SHA-256 of each file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who decided, and where the site is."""
        parser.add_argument("--by", required=True, help="the user name of the admin who decided")
        parser.add_argument("--address", required=True, help="where the site is: its rows say so for ever")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, or say why not."""
        by = User.objects.filter(username=options["by"], is_active=True).first()
        if by is None:
            raise CommandError(f"There is no active person named {options['by']!r}.")
        try:
            request = site_at(options["address"])
            address = request.build_absolute_uri("/")
            release = make_release(files=files_for(request), address=address, by=by, at=timezone.now())
        except DomainError as refusal:
            raise CommandError(str(refusal.message)) from refusal
        self.stdout.write(f"Release {release.name}: {address.rstrip('/')}{release.get_absolute_url()}")
        self.stdout.write(checksums(release))
