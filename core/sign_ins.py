"""Ends sign-ins: every session and every token of a person, at once."""

import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core import history
from core.errors import NotPermitted
from core.models import ApiToken, User
from core.permissions import Action, may


def end_all(person: User) -> int:
    """End every session and delete every token of a person; says how many tokens there were.

    Called inside the transaction of whatever makes them end. A view that lets its own session go on calls
    `django.contrib.auth.update_session_auth_hash` afterwards.
    """
    User.objects.filter(pk=person.pk).update(session_epoch=F("session_epoch") + 1)
    person.refresh_from_db(fields=["session_epoch"])
    tokens = ApiToken.objects.filter(user=person)
    count = tokens.count()
    tokens.delete()
    return count


@transaction.atomic
def sign_out_everywhere(*, person: User, by: User, at: datetime.datetime) -> None:
    """End every session and token of a person: oneself, or, for an admin, anybody."""
    if person.pk != by.pk and not may(by, Action.MANAGE_PEOPLE):
        raise NotPermitted(_("Only admins sign other people out."))
    ended = {"tokens deleted": end_all(person)}
    history.record(action="signed out everywhere", subject=person, before=None, after=ended, by=by, at=at)
