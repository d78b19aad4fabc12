"""Refuses settings and servers that are not safe for other people's data, and says what to do for each."""

from collections.abc import Iterable
from typing import Any

from django.core.checks import CheckMessage, run_checks
from django.core.checks.messages import ERROR, WARNING
from django.core.management.base import BaseCommand, CommandError

from core.production.database_rules import of_database
from core.production.file_rules import of_files
from core.production.mail_rules import of_mail
from core.production.queue_rules import of_queue
from core.production.settings_rules import of_settings

TO_BE_DECIDED = "production."


class Command(BaseCommand):
    """`manage.py production_check`, which `script/production-check` calls."""

    help = "Check settings, database, queue and files of a server; exit code 1 when something is unsafe."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Every finding with its remedy; fails when there is one that is not only to be decided."""
        found = findings()
        for finding in found:
            mark = "REFUSED" if is_unsafe(finding) else "to decide"
            self.stdout.write(f"{mark}: {finding.msg}\n    {finding.hint or finding.id}")
        refused = sum(map(is_unsafe, found))
        if refused:
            raise CommandError(f"{refused} of these must be mended before anybody uses this server.")
        self.stdout.write(f"Safe to run; {len(found)} left to decide.")


def findings() -> list[CheckMessage]:
    """Ours and those of Django's `check --deploy`, the most serious first."""
    ours: Iterable[CheckMessage] = [*of_settings(), *of_database(), *of_queue(), *of_files(), *of_mail()]
    of_django = [told for told in run_checks(include_deployment_checks=True) if told.level >= WARNING]
    return sorted([*ours, *of_django], key=lambda told: not is_unsafe(told))


def is_unsafe(told: CheckMessage) -> bool:
    """Whether a server may not run so; of the warnings only ours are for a person to decide."""
    return told.level >= ERROR or not str(told.id).startswith(TO_BE_DECIDED)
