"""What the work on a load and on its way back have in common: its stages, and being held to be moved."""

from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import DomainError, WrongState
from core.loading.progress import Cancelled
from core.models import PlannedLoad, Undoing

Work = TypeVar("Work", PlannedLoad, Undoing)


def held_at(work: Work, *stages: str) -> Work:
    """The row, held until the transaction ends; raises WrongState when it is at none of these stages."""
    held = type(work)._base_manager.select_for_update(no_key=True).get(pk=work.pk)
    if held.stage not in stages:
        raise WrongState(_("This is elsewhere by now: %(stage)s.") % {"stage": held.get_stage_display()})
    return held


def not_cancelled(work: Work, stage: str) -> Work:
    """The row, held; raises Cancelled where somebody let go of it meanwhile."""
    try:
        return held_at(work, stage)
    except WrongState as gone:
        raise Cancelled from gone


@transaction.atomic
def refuse_at(work: PlannedLoad | Undoing, stage: str, refusal: DomainError) -> None:
    """Keep why it cannot be done, unless it is elsewhere by now."""
    rows = type(work)._base_manager.filter(pk=work.pk, stage=stage)
    rows.update(stage=work.Stage.REFUSED, problem=str(refusal.message))
