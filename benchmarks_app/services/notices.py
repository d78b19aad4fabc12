"""Tells reviewers that an update awaits them; the notice names the benchmark and nothing of its content."""

import datetime

from django.utils.translation import gettext as _

from benchmarks_app.models import ProgressUpdate
from core.models import OutboxMessage, User
from core.notices import notify
from core.permissions import Role


def tell_reviewers(*, message: OutboxMessage, at: datetime.datetime) -> None:
    """One notice for every active reviewer but the author; nothing when the update no longer waits."""
    update = ProgressUpdate.objects.awaiting_review().filter(pk=message.arguments["update"]).first()
    if update is None:
        return
    reviewers = User.objects.filter(groups__name=Role.REVIEWER, is_active=True).exclude(pk=update.author_id)
    text = _("An update on benchmark %(key)s awaits review.") % {"key": update.benchmark.key}
    notify(recipients=reviewers, text=text, path=update.get_absolute_url(), message=message, at=at)
