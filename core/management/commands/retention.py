"""Prints how long each field of each table is kept, and why."""

from typing import Any

from django.core.management.base import BaseCommand

from core.retention import Retention, rules


class Command(BaseCommand):
    """`manage.py retention`."""

    help = "Print every field of every table with its retention class and the reason."

    def handle(self, *args: Any, **options: Any) -> None:
        """The classes first, then table by table."""
        for retention in Retention:
            self.stdout.write(f"{_named(retention)}: kept {retention.value}")
        for rule in rules():
            self.stdout.write(f"\n{rule.model}: {_named(rule.retention)}. {rule.why}\n  {rule.fields}")


def _named(retention: Retention) -> str:
    return retention.name.lower().replace("_", " ")
