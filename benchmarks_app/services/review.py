"""What a reviewer does with another person's update: returning, publishing, withdrawing."""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from benchmarks_app.models import Observation, ProgressUpdate
from benchmarks_app.services import released
from benchmarks_app.services.content import ObservationItem, item_of
from benchmarks_app.services.corroboration import require_corroboration
from benchmarks_app.services.guards import locked, require_reviewer, require_state
from benchmarks_app.services.moves import move
from core.errors import RuleBroken, WrongState
from core.models import Passage, User

State = ProgressUpdate.State


@transaction.atomic
def return_update(
    *, update: ProgressUpdate, note: str, by: User, at: datetime.datetime, version: int | None = None
) -> ProgressUpdate:
    """Give a submitted update back to its author, saying why.

    Raises NotPermitted, WrongState, StaleVersion or RuleBroken.
    """
    update = locked(update, version=version)
    require_reviewer(update, by)
    require_state(update, State.SUBMITTED)
    if not note.strip():
        raise RuleBroken(_("Say what the author should change."), field="note")
    move(update=update, state=State.RETURNED, by=by, at=at, reason=note, review_note=note)
    return update


@transaction.atomic
def publish_update(
    *,
    update: ProgressUpdate,
    names_nobody: bool,
    by: User,
    at: datetime.datetime,
    version: int | None = None,
) -> ProgressUpdate:
    """Make another person's submitted update public, with the numbers recorded in it.

    `names_nobody` is the reviewer's word that the public page points to nobody who could be harmed.
    Raises NotPermitted, WrongState, StaleVersion or RuleBroken.
    """
    update = locked(update, version=version)
    require_reviewer(update, by)
    require_state(update, State.SUBMITTED)
    require_corroboration(update)
    if names_nobody is not True:
        message = _("Read the page as the public will see it, and confirm that it names nobody.")
        raise RuleBroken(message, field="names_nobody")
    publication: dict[str, Any] = {"published_at": at, "published_by": by, "names_nobody_confirmed": True}
    move(update=update, state=State.PUBLISHED, by=by, at=at, **publication)
    _make_observations(update)
    return update


def _make_observations(update: ProgressUpdate) -> None:
    """The numbers of an update as observations, resting on the documents that the public may see."""
    public = update.evidence.filter(visibility="public", document__isnull=False)
    documents = public.values_list("document", flat=True)
    passages = [
        Passage.objects.get_or_create(document_id=key, locator="")[0] for key in sorted(set(documents))
    ]
    for row in update.proposed_observations.select_related("indicator"):
        observation = Observation.objects.create(update=update, **vars(item_of(row, ObservationItem)))
        observation.citations.set(passages)


@transaction.atomic
def withdraw_update(
    *, update: ProgressUpdate, reason: str, by: User, at: datetime.datetime, version: int | None = None
) -> ProgressUpdate:
    """Take another person's published update back, saying why; what it corrected counts again.

    Raises NotPermitted, WrongState, StaleVersion or RuleBroken.
    """
    update = locked(update, version=version)
    require_reviewer(update, by)
    require_state(update, State.PUBLISHED)
    if update.corrections.exclude(state=State.WITHDRAWN).exists():
        raise WrongState(_("A correction stands in its place or is being written: withdraw that first."))
    if not reason.strip():
        raise RuleBroken(_("Say why it is withdrawn; the public reads this."), field="reason")
    withdrawal: dict[str, Any] = {"withdrawn_at": at, "withdrawn_by": by, "withdrawal_reason": reason}
    move(update=update, state=State.WITHDRAWN, by=by, at=at, reason=reason, **withdrawal)
    released.take_out_of_releases(update=update, by=by, at=at, reason=released.WITHDRAWN)
    return update
