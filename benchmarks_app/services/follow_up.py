"""Records the grade that a treaty body gave to the follow-up of a recommendation."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from benchmarks_app.models import FollowUpGrade, Recommendation
from benchmarks_app.services.guards import require
from core import history
from core.errors import RuleBroken
from core.models import Passage, User
from core.permissions import Action


@transaction.atomic
def grade_follow_up(
    *,
    recommendation: Recommendation,
    grade: str,
    source: Passage,
    graded_on: str,
    by: User,
    at: datetime.datetime,
    note: str = "",
) -> FollowUpGrade:
    """Keep a grade A-E with the passage that gives it; raises NotPermitted or RuleBroken."""
    require(by, Action.PUBLISH_PROGRESS, _("Only reviewers record grades."))
    row = FollowUpGrade(
        recommendation=recommendation,
        grade=grade,
        source=source,
        graded_on=graded_on,
        note=note,
        recorded_by=by,
        recorded_at=at,
    )
    try:
        row.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise RuleBroken(messages[0], field=None if field == "__all__" else field) from error
    row.save()
    after = {"recommendation": recommendation.slug, "grade": grade, "source": str(source), "note": note}
    history.record(action="graded", subject=row, before=None, after=after, by=by, at=at)
    return row
