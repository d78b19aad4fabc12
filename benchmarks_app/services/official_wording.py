"""Puts the official wording of a document into the rows it belongs to: all of a plan, or nothing."""

import datetime
from collections import defaultdict
from collections.abc import Sequence

from django.db import models, transaction
from django.utils.translation import gettext as _

from benchmarks_app.official_text.matching import plan_of
from benchmarks_app.official_text.plan import Found, Plan
from benchmarks_app.services.guards import require
from core.content_changes import change_content
from core.errors import RuleBroken, WrongState
from core.models import User
from core.permissions import Action

FIELDS = ("official_text", "official_text_language", "official_text_document")


@transaction.atomic
def import_official_text(
    *, content: bytes, by: User, at: datetime.datetime, reason: str, told: str = ""
) -> Plan:
    """Apply what `plan_of` says of this file, with one history entry a row; a second time changes nothing."""
    require(by, Action.LOAD_CONTENT, _("Only admins import official wording."))
    if not reason.strip():
        raise RuleBroken(_("Say why: the history keeps it."), field="reason")
    plan = plan_of(content, told)
    _hold(plan.changes)
    for found in plan.changes:
        _write(found, plan, by=by, at=at, reason=reason.strip())
    return plan


def _hold(changes: Sequence[Found]) -> None:
    """Lock every row before the first is changed; refused when one is not as the plan found it."""
    by_model: dict[type[models.Model], list[Found]] = defaultdict(list)
    for found in changes:
        by_model[type(found.row)].append(found)
    for model, each in sorted(by_model.items(), key=lambda item: item[0]._meta.label):
        rows = model._base_manager.select_for_update().filter(pk__in=[found.row.pk for found in each])
        present = dict(rows.order_by("pk").values_list("pk", "official_text"))
        if any(present.get(found.row.pk) != found.old for found in each):
            raise WrongState(_("Somebody changed the wording meanwhile; make the plan again."))


def _write(found: Found, plan: Plan, *, by: User, at: datetime.datetime, reason: str) -> None:
    row = found.row
    row.official_text = found.text
    row.official_text_language = found.language
    row.official_text_document = plan.document
    change_content(
        subject=row,
        write=lambda: row.save(update_fields=FIELDS),
        by=by,
        at=at,
        reason=reason,
        fields=FIELDS,
    )
