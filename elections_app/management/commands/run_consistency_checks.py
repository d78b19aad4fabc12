"""Checks whether the elections' figures agree, for a person who does not want to wait for the night."""

from typing import Any

from django.core.management.base import BaseCommand

from core.templatetags.figures import number
from elections_app.models import ConsistencyCheck
from elections_app.tasks import run_consistency_checks


class Command(BaseCommand):
    """Ask every rule, and print a line for each that does not hold."""

    help = "Check the elections' figures against each other and print each rule that does not hold."

    def handle(self, *args: Any, **options: Any) -> None:
        count = run_consistency_checks()
        broken = ConsistencyCheck.objects.filter(holds=False)
        if not options["verbosity"]:
            return
        for check in broken:
            self.stdout.write(f"{check.slug}: {check.rule} Difference: {number(check.difference)}.")
        self.stdout.write(f"{count} checks, {len(broken)} do not hold.")
