"""What every change of an update asks first: this person, this state, this version."""

from django.utils.translation import gettext as _

from benchmarks_app.models import ProgressUpdate
from core.errors import NotPermitted, StaleVersion, WrongState
from core.models import User
from core.permissions import Action, may


def locked(update: ProgressUpdate, *, version: int | None = None) -> ProgressUpdate:
    """The row as it stands now, held until the end; refused when it is not the version that was read."""
    present = ProgressUpdate.objects.select_for_update().get(pk=update.pk)
    if version is not None and present.version != version:
        raise StaleVersion(_("Somebody changed this update since you opened it."), current=present)
    return present


def require(by: User, action: Action, message: str) -> None:
    """Refuse whoever no role allows this."""
    if not may(by, action):
        raise NotPermitted(message)


def require_recorder(by: User) -> None:
    """Refuse whoever does not record progress."""
    require(by, Action.RECORD_PROGRESS, _("Only monitors and reviewers record progress."))


def require_author(update: ProgressUpdate, by: User) -> None:
    """Refuse everybody but the person who wrote it."""
    require_recorder(by)
    if update.author_id != by.pk:
        raise NotPermitted(_("Only its author can change or submit this update."))


def require_reviewer(update: ProgressUpdate, by: User) -> None:
    """Refuse whoever does not review, and the author whoever that is."""
    require(by, Action.PUBLISH_PROGRESS, _("Only reviewers return, publish or withdraw updates."))
    if update.author_id == by.pk:
        raise NotPermitted(_("Somebody else must review what you wrote."))


def require_state(update: ProgressUpdate, *allowed: str) -> None:
    """Refuse what has gone on since, or not come so far."""
    if update.state not in allowed:
        message = _("This update is %(state)s, so that cannot be done any more.")
        raise WrongState(message % {"state": update.get_state_display()})
