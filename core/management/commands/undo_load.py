"""Takes a load back from the command line, or shows what that would do."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.errors import DomainError
from core.loading.returning import Return
from core.loading.undoing import UndoPlan, plan_undo, undo_load
from core.management.people import admin_named
from core.models import Load


class Command(BaseCommand):
    """`manage.py undo_load ID --plan|--apply --by NAME --reason TEXT [--leave-conflicts]`."""

    help = (
        "Undo a load as one change: its rows are deleted, its fields return. What was edited since is a "
        "conflict. "
        "Ends with 0 when all is well and 1 when it is refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which load, who and why."""
        parser.add_argument("load", type=int, metavar="ID")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--plan", action="store_true", help="show what would change, and change nothing")
        what.add_argument("--apply", action="store_true", help="change it")
        parser.add_argument("--by", required=True, help="the user name of the admin who undoes it")
        parser.add_argument("--reason", default="", help="why; the history keeps it")
        parser.add_argument(
            "--leave-conflicts", action="store_true", help="leave what was edited since, and undo the rest"
        )
        parser.add_argument(
            "--json", action="store_true", help="print the plan as JSON, and whether it was undone"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Plan, and undo if asked."""
        by, load = admin_named(options["by"]), Load.objects.filter(pk=options["load"]).first()
        if load is None:
            raise CommandError(f"There is no load {options['load']}.")
        try:
            plan = plan_undo(load=load, by=by)
            self.carry_out(plan, options, by)
        except DomainError as refusal:
            raise CommandError(str(refusal.message)) from refusal

    def carry_out(self, plan: UndoPlan, options: dict[str, Any], by: Any) -> None:
        """Print the plan and undo if asked; a program is told both in one document, at the end."""
        undone = False
        if not options["json"]:
            self.show(plan)
        try:
            if options["apply"]:
                self.undo(plan, options, by)
                undone = True
        finally:
            if options["json"]:
                said = {**as_json(plan), "undone": undone}
                self.stdout.write(json.dumps(said, indent=1, ensure_ascii=False, default=str))

    def undo(self, plan: UndoPlan, options: dict[str, Any], by: Any) -> None:
        """Take back what was planned."""
        if plan.conflicts and not plan.nothing_is_left and not options["leave_conflicts"]:
            said = "Nothing was undone: what is named above was edited since. --leave-conflicts leaves it so."
            raise CommandError(said)
        undo_load(
            load=plan.load,
            fingerprint=plan.fingerprint,
            reason=options["reason"],
            by=by,
            at=timezone.now(),
            leave_conflicts=options["leave_conflicts"],
        )
        if not options["json"]:
            left = len(plan.conflicts)
            said = f"; {left} {'row' if left == 1 else 'rows'} left as edited since" if left else ""
            self.stdout.write(f"Load {plan.load.pk} is undone{said}.")

    def show(self, plan: UndoPlan) -> None:
        """Print the plan, conflicts first."""
        for each in plan.conflicts:
            self.stdout.write("\n".join(lines_of(each)))
        self.stdout.write(", ".join(f"{count} {what}" for what, count in plan.counts.items()) + ".")


def as_json(plan: UndoPlan) -> dict[str, Any]:
    """The plan for a program."""
    rows = [
        {"row": str(each.loaded), "fate": each.fate.value, "conflicts": [vars(c) for c in each.conflicts]}
        for each in plan.returns
    ]
    return {"load": plan.load.pk, "fingerprint": plan.fingerprint, "counts": plan.counts, "rows": rows}


def lines_of(each: Return) -> list[str]:
    """A row with its conflicts as lines of text."""
    said = [f"! {each.loaded}: {each.fate}"]
    for conflict in each.conflicts:
        values = f": {conflict.loaded!r} was loaded, now {conflict.now!r}" if conflict.field else ""
        said.append(f"    {conflict.field or 'row'}: {conflict.reason}{values}")
    return said
