"""Puts the official wording of a document into the rows it belongs to: a load like any, or nothing."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models, transaction
from django.utils.translation import gettext as _

from benchmarks_app.official_text.loading import ToldDocument
from benchmarks_app.official_text.matching import plan_of
from benchmarks_app.official_text.plan import Found, Plan
from benchmarks_app.services.guards import require
from core.errors import RuleBroken, WrongState
from core.loading.applying import apply_plan
from core.loading.planning import make_plan
from core.loading.reading import is_document
from core.models import Load, User
from core.permissions import Action


@dataclass(frozen=True)
class Imported:
    """What was planned, and the load by which that was done; none where there was nothing to do."""

    plan: Plan
    load: Load | None


@transaction.atomic
def import_official_text(*, file: ToldDocument, by: User, at: datetime.datetime, reason: str) -> Imported:
    """Load what `plan_of` says of this file, which whoever brings it vouches for; twice changes nothing."""
    require(by, Action.LOAD_CONTENT, _("Only admins import official wording."))
    if not is_document(file):
        raise RuleBroken(_("Official wording comes from a TXT, PDF or DOCX file, by the end of its name."))
    plan = plan_of(file.content, file.told)
    _hold(plan.changes)
    vouched = [file.name]
    expected = make_plan(files=[file], by=by, whole=vouched).fingerprint
    load = apply_plan(files=[file], fingerprint=expected, reason=reason, by=by, at=at, whole=vouched)
    return Imported(plan, load)


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
