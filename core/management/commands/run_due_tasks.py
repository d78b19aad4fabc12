"""Does what is due every night; for a tracker that runs without a scheduler."""

from typing import Any

from celery import current_app
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.log_lines import kind_and_place
from core.scheduled_runs import due


class Command(BaseCommand):
    """Run each task of the nightly schedule that did not run in the last night, and say which."""

    help = "Run what the schedule does every night, where no scheduler does: once a day, by cron or by hand."

    def handle(self, *args: Any, **options: Any) -> None:
        failed = {}
        for name in due(at=timezone.now()):
            try:
                current_app.tasks[name].delay()
            except Exception as problem:  # the others are still run; all that failed is told
                failed[name] = kind_and_place(problem)
            if options["verbosity"]:
                self.stdout.write(f"{name}: {failed.get(name, 'done')}")
        if failed:
            told = "; ".join(f"{name}: {why}" for name, why in failed.items())
            raise CommandError(f"Not done, and due again when this is run again: {told}")
