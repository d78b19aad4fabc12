"""Loads files from the command line: shows what they would change, or changes it, all or nothing."""

import json
from argparse import ArgumentParser
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.errors import DomainError, WrongState
from core.loading.applying import apply_plan
from core.loading.effects import Effect, Kind
from core.loading.given import BroughtFile, LeftOut
from core.loading.manifest import manifest_in, whole_by_the_sets
from core.loading.planning import Plan, Tell, WithoutManifest, make_plan, untold
from core.loading.reading import is_document, left_out
from core.management.people import admin_named
from core.models import Load

REFUSED, STALE, CANCELLED = 1, 3, 130
# So often a person at a terminal is told how far it is.
ROWS_BETWEEN_WORDS = 500
SHOWN = 20
SIGNS = {Kind.NEW: "+", Kind.CHANGED: "~", Kind.UNCHANGED: "=", Kind.REFUSED: "!"}


class Command(BaseCommand):
    """`manage.py load FILE… --plan|--apply --by NAME --reason TEXT`."""

    help = (
        "Load fixtures or sheets as one change: --plan shows every row, --apply writes all or nothing. "
        "Ends with 0 when all is well, 1 when anything is refused, 2 when the command was not understood, "
        "3 when the rows changed since the plan of --fingerprint."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which files, what to do, who and why."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--plan", action="store_true", help="show what would change, and change nothing")
        what.add_argument("--apply", action="store_true", help="change it")
        parser.add_argument("--by", required=True, help="the user name of the admin who loads")
        parser.add_argument("--reason", default="", help="why; the history keeps it")
        parser.add_argument("--fingerprint", default="", help="apply only if this plan still holds")
        parser.add_argument("--whole", action="store_true", help="vouch for files that bring no manifest")
        parser.add_argument("--all", action="store_true", help="show every row, also those that stay")
        parser.add_argument(
            "--json", action="store_true", help="print the plan as JSON, and the number of the load"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Plan, and apply if asked."""
        by = admin_named(options["by"])
        try:
            files, whole = brought(options["files"], vouched=options["whole"])
            plan = make_plan(files=files, by=by, whole=whole, tell=self.tell("Planning"))
            self.carry_out(plan, options, by, whole)
        except KeyboardInterrupt:
            raise CommandError("Cancelled: nothing was changed.", returncode=CANCELLED) from None
        except WithoutManifest as refusal:
            raise CommandError(f"{refusal.message} If you know it: --whole.", returncode=REFUSED) from refusal
        except WrongState as refusal:
            raise CommandError(str(refusal.message), returncode=STALE) from refusal
        except DomainError as refusal:
            raise CommandError(str(refusal.message), returncode=REFUSED) from refusal
        if plan.counts[Kind.REFUSED]:
            raise CommandError("Rows are refused: nothing can be loaded.", returncode=REFUSED)

    def carry_out(self, plan: Plan, options: dict[str, Any], by: Any, whole: list[str]) -> None:
        """Print the plan and apply it if asked; a program is told both in one document, at the end."""
        load = None
        if not options["json"]:
            self.show(plan, options)
        try:
            load = self.apply(plan, options, by, whole) if options["apply"] else None
        finally:
            if options["json"]:
                said = {**as_json(plan), "load": load.pk if load else None}
                self.stdout.write(json.dumps(said, indent=1, ensure_ascii=False))

    def apply(self, plan: Plan, options: dict[str, Any], by: Any, whole: list[str]) -> Load | None:
        """Write what was planned."""
        load = apply_plan(
            files=plan.files,
            fingerprint=options["fingerprint"] or plan.fingerprint,
            reason=options["reason"],
            by=by,
            at=timezone.now(),
            whole=whole,
            tell=self.tell("Applying"),
        )
        if not options["json"]:
            done = (
                f"Load {load.pk} is applied." if load else "Nothing to change: everything is there already."
            )
            self.stdout.write(done)
        return load

    def tell(self, what: str) -> Tell:
        """Says on a terminal how many rows are done of how many."""

        def told(done: int, of: int) -> None:
            if done % ROWS_BETWEEN_WORDS == 0 or (done == of and of > ROWS_BETWEEN_WORDS):
                self.stderr.write(f"\r{what}: {done:,} of {of:,} rows", ending="\n" if done == of else "")

        return told if self.stderr.isatty() else untold

    def show(self, plan: Plan, options: dict[str, Any]) -> None:
        """Print the plan for people."""
        for kind in (Kind.REFUSED, Kind.CHANGED, Kind.NEW, Kind.UNCHANGED):
            most = plan.counts[kind] if options["all"] else 0 if kind is Kind.UNCHANGED else SHOWN
            for effect in islice(plan.of(kind), most):
                self.stdout.write("\n".join(lines_of(effect)))
            if most < plan.counts[kind] and kind is not Kind.UNCHANGED:
                self.stdout.write(f"… and {plan.counts[kind] - most} more {kind}; --all shows them.")
        for each in not_matched(plan):
            self.stdout.write(f"? {each.label}\n    {each.reason}")
        self.stdout.write(", ".join(f"{count} {kind}" for kind, count in counted(plan).items()) + ".")
        self.stdout.write(f"Plan {plan.fingerprint}")


def brought(paths: list[Path], *, vouched: bool) -> tuple[list[BroughtFile], list[str]]:
    """The files, and the names of those that the manifest beside them, or the person, vouches for."""
    files, whole = [], []
    for path in paths:
        try:
            file = BroughtFile(path.name, path.read_bytes())
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}.", returncode=REFUSED) from error
        files.append(file)
        if whole_by_the_sets(file, manifest_in(path.parent) or {}) or vouched:
            whole.append(file.name)
    return files, whole


def lines_of(effect: Effect) -> list[str]:
    """A row of the plan as lines of text."""
    lines = [f"{SIGNS[effect.kind]} {effect.model} {effect.name or effect.place}"]
    if effect.kind is Kind.CHANGED:
        lines += [f"    {each.field}: {each.before!r} → {each.after!r}" for each in effect.differences]
    lines += [f"    {each.place}: {each.field or 'row'}: {each.reason}" for each in effect.problems]
    return lines


def not_matched(plan: Plan) -> list[LeftOut]:
    """What of the documents among the files becomes no row, and why; nothing of it is guessed."""
    return [each for file in plan.files for each in left_out(file)]


def counted(plan: Plan) -> dict[str, int]:
    """How many rows of each kind, and how much was not matched where a document is among the files."""
    if not any(map(is_document, plan.files)):
        return plan.counts
    return {**plan.counts, "not matched": len(not_matched(plan))}


def as_json(plan: Plan) -> dict[str, Any]:
    """The plan for a program; rows that stay as they are, are counted and not listed."""
    return {
        "fingerprint": plan.fingerprint,
        "files": [file.described for file in plan.files],
        "counts": plan.counts,
        "rows": [row_as_json(effect) for effect in plan.effects if effect.kind is not Kind.UNCHANGED],
        "not_matched": [{"label": each.label, "reason": each.reason} for each in not_matched(plan)],
    }


def row_as_json(effect: Effect) -> dict[str, Any]:
    """What becomes of one row, for a program."""
    return {
        "kind": effect.kind.value,
        "model": effect.model,
        "key": effect.name,
        "file": effect.place.file,
        "line": effect.place.line,
        "column": effect.place.column,
        "fields": {each.field: [each.before, each.after] for each in effect.differences},
        "problems": [
            {
                "field": each.field,
                "reason": str(each.reason),
                "line": each.place.line,
                "column": each.place.column,
            }
            for each in effect.problems
        ],
    }
