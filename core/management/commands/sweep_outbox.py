"""Does the background work still owed; for a tracker that runs without a scheduler."""

from typing import Any

from django.core.management.base import BaseCommand

from core.tasks import sweep_outbox


class Command(BaseCommand):
    """Start everything still owed and say how much that was."""

    help = "Start the background work that was promised and not yet done."

    def handle(self, *args: Any, **options: Any) -> None:
        started = sweep_outbox()
        if options["verbosity"]:
            self.stdout.write(f"{started} promised pieces of work started.")
