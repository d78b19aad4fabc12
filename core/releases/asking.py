"""Asks for a release, which is then made in the background; one at a time, and again where it failed."""

import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import history, outbox
from core.errors import NotPermitted
from core.models import ReleaseRequest, User
from core.permissions import Action, Visitor, may

TASK = "core.api.dataset.asked_releases.make_asked_release"


@transaction.atomic
def ask_for_release(*, address: str, by: User, at: datetime.datetime) -> ReleaseRequest:
    """Promise a release of everything public; the one that is being made, or that failed, is not asked twice.

    Raises NotPermitted.
    """
    if not may(by, Action.RELEASE):
        raise NotPermitted(_("Only admins make releases."))
    history.locked_head()  # of two who ask at once the second finds the request of the first
    if (open_one := being_made(by).first()) and open_one.message:
        if open_one.message.failed_at:
            outbox.retry(messages=[open_one.message], by=by, at=at)
        return open_one
    request = ReleaseRequest.objects.create(asked_at=at, asked_by=by, address=address)
    request.message = outbox.promise(task=TASK, arguments={"request": request.pk}, at=at)
    request.save(update_fields=["message"])
    return request


def being_made(user: Visitor) -> QuerySet[ReleaseRequest]:
    """What was asked for and has not become a release yet, for admins."""
    rows = ReleaseRequest.objects.filter(release__isnull=True).select_related("message", "asked_by")
    return rows if may(user, Action.RELEASE) else rows.none()
