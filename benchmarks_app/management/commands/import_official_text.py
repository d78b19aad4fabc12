"""Fills in the official wording from the text of a document of the United Nations, after showing a plan."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from benchmarks_app import services
from benchmarks_app.official_text.files import MOST_BYTES
from benchmarks_app.official_text.loading import ToldDocument
from benchmarks_app.official_text.matching import plan_of
from benchmarks_app.official_text.plan import Found, Plan, label_of
from core.errors import DomainError
from core.models import User


class Command(BaseCommand):
    """`manage.py import_official_text FILE`, then `… FILE --apply --by USERNAME --reason "…"`."""

    help = (
        "Show which official wording a TXT, PDF or DOCX file of a United Nations document would fill in, row "
        "by row, and what could not be told for certain. With --apply, do it as one load: all or nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, what it is, and whether to change anything."""
        parser.add_argument("file", type=Path, metavar="FILE")
        doing = parser.add_mutually_exclusive_group()
        doing.add_argument("--plan", action="store_true", help="change nothing (the default)")
        doing.add_argument("--apply", action="store_true", help="change what the plan says")
        parser.add_argument(
            "--document",
            default="",
            metavar="SYMBOL",
            help="its symbol, when the heads of its pages leave doubt",
        )
        parser.add_argument(
            "--by", default="", metavar="USERNAME", help="with --apply: the admin who does it"
        )
        parser.add_argument("--reason", default="", help="with --apply: why, for the history")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the plan, and apply it when told to."""
        path = options["file"]
        try:
            file = ToldDocument(path.name, _content_of(path), options["document"])
            if options["apply"]:
                self._apply(file, options)
            else:
                self._show(plan_of(file.content, file.told), applied=False)
        except DomainError as refusal:
            raise CommandError(f"{refusal.message} Nothing was changed.") from refusal

    def _apply(self, file: ToldDocument, options: dict[str, Any]) -> None:
        by = User.objects.filter(username=options["by"], is_active=True).first()
        if by is None:
            raise CommandError(f"There is no active person named {options['by']!r}. Nothing was changed.")
        imported = services.import_official_text(
            file=file, by=by, at=timezone.now(), reason=options["reason"]
        )
        self._show(imported.plan, applied=True)
        if load := imported.load:
            self.stdout.write(f"This is load {load.pk}: manage.py undo_load {load.pk} takes it back.")

    def _show(self, plan: Plan, *, applied: bool) -> None:
        for found in plan.changes:
            self._show_change(found)
        if plan.unmatched:
            self.stdout.write(f"\nNot matched ({len(plan.unmatched)}), left as they are:")
        for left in plan.unmatched:
            self.stdout.write(f"  {left.label}\n    {left.reason}")
        done = "changed" if applied else "would change"
        self.stdout.write(
            f"\n{plan.symbol}: {len(plan.changes)} {done}, {len(plan.same)} as they were, "
            f"{len(plan.unmatched)} not matched."
        )
        if plan.changes and not applied:
            self.stdout.write('Nothing was changed. To do it: --apply --by USERNAME --reason "…"')

    def _show_change(self, found: Found) -> None:
        self.stdout.write(f"\n{label_of(found.row)} [{found.where}, {found.language}]")
        for remark in found.remarks:
            self.stdout.write(f"  ! {remark}")
        for sign, text in (("-", found.old), ("+", found.text)):
            for line in text.splitlines():
                self.stdout.write(f"  {sign} {line}")


def _content_of(path: Path) -> bytes:
    """What the file holds, read no further than a file may be large."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as refused:
        raise CommandError(f"{path} cannot be read: {refused.strerror}.") from refused
