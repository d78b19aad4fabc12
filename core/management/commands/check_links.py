"""Asks the addresses of cited documents by hand, where no schedule does it."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.link_checking import check_links


class Command(BaseCommand):
    """`CHECK_LINKS=true manage.py check_links`."""

    help = "Ask what was not asked for a month, at most LINK_CHECKS_A_NIGHT addresses, with pauses."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many were asked."""
        if not settings.CHECK_LINKS:
            raise CommandError("Set CHECK_LINKS=true first: this asks other people's servers.")
        self.stdout.write(f"{check_links(at=timezone.now())} addresses asked.")
