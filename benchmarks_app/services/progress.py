"""What an author does with an update: drafting, revising, submitting."""

import datetime

from django.db import transaction

from benchmarks_app.models import ProgressUpdate
from benchmarks_app.services.content import UpdateContent, snapshot, write
from benchmarks_app.services.corroboration import require_corroboration
from benchmarks_app.services.guards import locked, require_author, require_recorder, require_state
from benchmarks_app.services.moves import move, record
from benchmarks_app.services.requests import made_before
from core import outbox
from core.models import User

State = ProgressUpdate.State
BEING_WRITTEN = (State.DRAFT, State.RETURNED)
NOTICE = "benchmarks_app.services.notices.tell_reviewers"


@transaction.atomic
def draft_update(
    *, content: UpdateContent, by: User, at: datetime.datetime, client_key: str = ""
) -> ProgressUpdate:
    """Start an update that only its author sees; raises NotPermitted or RuleBroken.

    The same `client_key` again gives the update made the first time, unchanged: a double click makes one.
    """
    require_recorder(by)
    made = made_before(by=by, client_key=client_key)
    if made:
        return made
    update = ProgressUpdate(author=by, created_at=at, state=State.DRAFT, client_key=client_key)
    write(update, content, by=by, at=at)
    record(action="drafted", update=update, before=None, by=by, at=at)
    return update


@transaction.atomic
def revise_update(
    *,
    update: ProgressUpdate,
    content: UpdateContent,
    by: User,
    at: datetime.datetime,
    version: int | None = None,
) -> ProgressUpdate:
    """Rewrite one's own draft or returned update.

    Raises NotPermitted, WrongState, StaleVersion or RuleBroken.
    """
    update = locked(update, version=version)
    require_author(update, by)
    require_state(update, *BEING_WRITTEN)
    before = snapshot(update)
    update.version += 1
    write(update, content, by=by, at=at)
    record(action="revised", update=update, before=before, by=by, at=at)
    return update


@transaction.atomic
def submit_update(
    *, update: ProgressUpdate, by: User, at: datetime.datetime, version: int | None = None
) -> ProgressUpdate:
    """Hand one's own update to the reviewers, who are told; "achieved" only with corroborated evidence.

    Raises NotPermitted, WrongState, StaleVersion or RuleBroken.
    """
    update = locked(update, version=version)
    require_author(update, by)
    require_state(update, *BEING_WRITTEN)
    require_corroboration(update)
    move(update=update, state=State.SUBMITTED, by=by, at=at, submitted_at=at, review_note="")
    tell_reviewers_of(update=update, at=at)
    return update


def tell_reviewers_of(*, update: ProgressUpdate, at: datetime.datetime) -> None:
    """Promise the notice that an update awaits review."""
    outbox.promise(task=NOTICE, arguments={"update": update.pk}, at=at)
