"""What several assessors say of one thing: who said what last, where they differ, how old it is."""

import datetime
from collections.abc import Iterable

from django.utils.translation import gettext as _

from benchmarks_app.models import ProgressUpdate
from core.templatetags import figures


def latest_by_assessor(updates: Iterable[ProgressUpdate]) -> list[ProgressUpdate]:
    """What each assessor said last, given updates with the newest first; none overwrites another."""
    latest: dict[str, ProgressUpdate] = {}
    for update in updates:
        latest.setdefault(update.assessor, update)
    return list(latest.values())


def disagreement(updates: Iterable[ProgressUpdate]) -> str:
    """One plain sentence where the assessors' latest statuses differ, else nothing; the newest first."""
    said: dict[str, list[str]] = {}
    for update in latest_by_assessor(updates):
        said.setdefault(str(update.get_status_display()), []).append(str(update.get_assessor_display()))
    if len(said) < 2:  # noqa: PLR2004
        return ""
    each = "; ".join(f"{status} ({', '.join(assessors)})" for status, assessors in said.items())
    return _("The assessors differ: %(each)s.") % {"each": each}


def is_stale(assessed_on: str, *, on: datetime.date) -> bool:
    """Whether what was true on this partial date is a year or more behind the day `on`."""
    return figures.is_stale(assessed_on, on)
