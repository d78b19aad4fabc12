"""Makes the key with which the end of the history is signed every day."""

from typing import Any

from django.core.management.base import BaseCommand

from core.signed_heads import new_key


class Command(BaseCommand):
    """`manage.py make_history_key > secrets/history-key`; it needs no database."""

    help = "Print a new private key for HISTORY_SIGNING_KEY_FILE; what older keys signed stays good."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Nothing but the key, so that it can go straight into a file."""
        self.stdout.write(new_key())
