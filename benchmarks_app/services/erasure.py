"""Takes out for ever what an update or a piece of evidence says: from its rows and from the history."""

import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from benchmarks_app.models import Evidence, ProgressUpdate
from benchmarks_app.services import kept_files, released
from benchmarks_app.services.guards import locked, require, require_state
from core import history, outbox, search_index
from core.accounts import retention_account
from core.errors import RuleBroken, WrongState
from core.models import HistoryEntry, User
from core.permissions import Action

State = ProgressUpdate.State
NEVER_PUBLISHED = (State.DRAFT, State.SUBMITTED, State.RETURNED)
# What is left of the content; `published_triggers` lets nothing else through.
UPDATE_SAYS_NOTHING = {"narrative": "", "review_note": "", "withdrawal_reason": ""}
EVIDENCE_SAYS_NOTHING: dict[str, Any] = {
    **dict.fromkeys(("description", "url", "origin", "dated", "reliability", "validity"), ""),
    "document": None,
}


@transaction.atomic
def erase_update(*, update: ProgressUpdate, by: User, at: datetime.datetime, reason: str) -> None:
    """Erase an update that was never published, row and all, or what a withdrawn one said.

    Raises NotPermitted, WrongState or RuleBroken. `manage.py purge` then makes the database forget it.
    """
    _require_eraser(by)
    update = locked(update)
    require_state(update, *NEVER_PUBLISHED, State.WITHDRAWN)
    _require_reason(reason)
    if update.erased_at:
        raise WrongState(_("This update was erased before."))
    take_out(update=update, by=by, at=at, reason=reason)


@transaction.atomic
def erase_abandoned(*, rows: models.QuerySet[ProgressUpdate], at: datetime.datetime) -> int:
    """Erase drafts that nobody will finish; says how many. The schedule decides: there is nobody to ask."""
    updates = [locked(update) for update in rows.being_written()]  # type: ignore[attr-defined]
    reason = _("Nobody had touched it for two years.")
    for update in updates:
        take_out(update=update, by=retention_account(), at=at, reason=reason)
    return len(updates)


@transaction.atomic
def erase_evidence(*, evidence: Evidence, by: User, at: datetime.datetime, reason: str) -> None:
    """Erase one piece of evidence; of an update that was published the page says that it was erased.

    What the update says stays, and so does its status: corroboration is not judged anew.
    Raises NotPermitted, WrongState or RuleBroken. `manage.py purge` then makes the database forget it.
    """
    _require_eraser(by)
    update = locked(evidence.update)
    evidence = update.evidence.select_for_update().get(pk=evidence.pk)
    _require_reason(reason)
    if evidence.erased_at:
        raise WrongState(_("This evidence was erased before."))
    _keep_that_it_was_erased(update, by, at, reason)
    if update.state in NEVER_PUBLISHED:
        _let_go_of_what_hangs_on(evidence)
        evidence.delete()
    else:
        said = released.EVIDENCE_ERASED
        released.take_out_of_releases(update=update, evidence=evidence, by=by, at=at, reason=said)
        _empty(evidence, at, reason)
    ProgressUpdate.objects.filter(pk=update.pk).update(version=update.version + 1)


def _require_eraser(by: User) -> None:
    """Refuse whoever may not erase."""
    require(by, Action.ERASE, _("Only admins erase."))


def _require_reason(reason: str) -> None:
    """Refuse an erasure that does not say why."""
    if not reason.strip():
        raise RuleBroken(_("Say why it is erased, without repeating what is erased."), field="reason")


def take_out(*, update: ProgressUpdate, by: User, at: datetime.datetime, reason: str) -> None:
    """The erasure itself, once it is decided and the row is held."""
    _keep_that_it_was_erased(update, by, at, reason)
    outbox.forget(arguments={"update": update.pk})
    found_as = search_index.itself(update)
    if update.state in NEVER_PUBLISHED:
        for evidence in update.evidence.all():
            _let_go_of_what_hangs_on(evidence)
        update.delete()
    else:
        released.take_out_of_releases(update=update, by=by, at=at, reason=released.ERASED)
        _empty_update(update, at, reason)
    search_index.refresh(found_as)


def _empty_update(update: ProgressUpdate, at: datetime.datetime, reason: str) -> None:
    """Leave of a withdrawn update which benchmark it judged, how and when, and why it was erased."""
    erased = {"erased_at": at, "erasure_reason": reason, "version": update.version + 1}
    ProgressUpdate.objects.filter(pk=update.pk).update(**UPDATE_SAYS_NOTHING, **erased)
    for evidence in update.evidence.standing():
        _empty(evidence, at, reason)
    for numbers in (update.proposed_observations, update.observations):
        numbers.exclude(note="").update(note="")


def _keep_that_it_was_erased(update: ProgressUpdate, by: User, at: datetime.datetime, reason: str) -> None:
    """The one entry, written first: the database lets nothing be erased that the history does not tell."""
    entries = HistoryEntry.objects.filter(
        subject_type=ProgressUpdate._meta.model_name, subject_key=str(update.pk)
    )
    history.record_erasure(subject=update, entries=entries, by=by, at=at, reason=reason)


def _empty(evidence: Evidence, at: datetime.datetime, reason: str) -> None:
    """Leave of published evidence that there was some, with nothing that hangs on it."""
    _forget_citations(evidence)
    erased = {"erased_at": at, "erasure_reason": reason}
    Evidence.objects.filter(pk=evidence.pk).update(**EVIDENCE_SAYS_NOTHING, **erased)
    _let_go_of_what_hangs_on(evidence)


def _let_go_of_what_hangs_on(evidence: Evidence) -> None:
    """What else is kept of a piece of evidence goes too: its file, the people named, what is sealed."""
    kept_files.forget([evidence])
    for relation in Evidence._meta.related_objects:
        if getattr(relation, "on_delete", None) is models.CASCADE:
            rows = relation.related_model._base_manager
            rows.filter(**{relation.field.name: evidence}).delete()


def _forget_citations(evidence: Evidence) -> None:
    """Numbers no longer rest on a document that only this evidence named."""
    others = evidence.update.evidence.standing().exclude(pk=evidence.pk)
    if evidence.document_id is None or others.filter(document=evidence.document_id).exists():
        return
    for observation in evidence.update.observations.all():
        observation.citations.remove(*observation.citations.filter(document=evidence.document_id))
