"""Files for tests of loading, and the short way from a file to what it did."""

import csv
import io
from typing import Any

import yaml

from core import outbox
from core.loading.applying import apply_plan
from core.loading.given import BroughtFile
from core.loading.in_background import bring
from core.loading.planning import Plan, make_plan
from core.loading.undoing import UndoPlan, plan_undo, undo_load
from core.loading.undoing_in_background import begin
from core.models import Load, OutboxMessage, PlannedLoad, Undoing, User
from tests.factories.core import NOON


class WrittenOut(yaml.SafeDumper):
    """YAML as people write it, every value where it stands."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def theme(slug: str = "courts", **fields: Any) -> dict[str, Any]:
    """A row of a fixture."""
    return {"model": "core.theme", "fields": {"slug": slug, "name": slug.title(), **fields}}


def row(model: str, **fields: Any) -> dict[str, Any]:
    """A row of any kind."""
    return {"model": model, "fields": fields}


def fixture(*rows: Any, name: str = "themes.yaml") -> BroughtFile:
    """These rows as a file."""
    return BroughtFile(name, yaml.dump(list(rows), Dumper=WrittenOut, allow_unicode=True).encode())


def sheet(model: str, names: list[str], *lines: list[str], name: str = "sheet.csv") -> BroughtFile:
    """A filled sheet."""
    head = [["tracker sheet", model], ["field", *names], ["type"], ["hint"]]
    text = io.StringIO()
    csv.writer(text).writerows([*head, *(["", *line] for line in lines)])
    return BroughtFile(name, text.getvalue().encode())


def planned(file: BroughtFile, by: User) -> Plan:
    """What a file would do, for a person who vouches for it."""
    return make_plan(files=[file], by=by, whole=[file.name])


def loaded(file: BroughtFile, by: User, reason: str = "The new edition") -> Load | None:
    """The load of a file, planned and applied."""
    plan = planned(file, by)
    return apply_plan(
        files=[file], fingerprint=plan.fingerprint, reason=reason, by=by, at=NOON, whole=[file.name]
    )


def undone(load: Load, by: User, *, leave_conflicts: bool = False) -> UndoPlan:
    """A load planned to be undone, and undone."""
    plan = plan_undo(load=load, by=by)
    return undo_load(
        load=load,
        fingerprint=plan.fingerprint,
        reason="It was wrong",
        by=by,
        at=NOON,
        leave_conflicts=leave_conflicts,
    )


def a_planned_load(file: BroughtFile, by: User) -> PlannedLoad:
    """A file that was brought and planned in the background."""
    planned = bring(file=file, whole=True, by=by, at=NOON)
    work(planned_load=planned.pk)
    planned.refresh_from_db()
    return planned


def a_planned_undoing(load: Load, by: User) -> Undoing:
    """A load of which it was planned in the background what undoing it would do."""
    undoing = begin(load=load, by=by, at=NOON)
    work(undoing=undoing.pk)
    undoing.refresh_from_db()
    return undoing


def work(**arguments: int) -> None:
    """What a worker does with the work that is owed for these."""
    for message in OutboxMessage.objects.filter(arguments=arguments, **outbox.OWED):
        outbox.keep(message_id=message.pk, at=NOON)
