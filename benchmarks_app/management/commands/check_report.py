"""Prints what the tracker holds of the report and everything that is wrong with it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from benchmarks_app import report_check


class Command(BaseCommand):
    """Count the rows of each kind and refuse content that contradicts itself."""

    help = "Check the loaded report: counts, citations, order, references. Exit 1 if anything is wrong."

    def handle(self, *args: Any, **options: Any) -> None:
        for kind, rows in report_check.rows_per_kind().items():
            self.stdout.write(f"{rows:>6}  {kind}")
        cited, figures = report_check.figures_with_a_citation()
        share = 100 * cited / figures if figures else 0
        self.stdout.write(f"{cited} of {figures} figures cite their source: {share:g} %")
        faults = report_check.faults()
        for fault in faults:
            self.stderr.write(str(fault))
        if faults:
            raise CommandError(f"The content has {len(faults)} faults; they are listed above.")
        self.stdout.write("Nothing contradicts itself.")
