"""The file of a row of evidence: a clean copy to show, the original sealed, either taken away again."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from benchmarks_app.models import Evidence, ProgressUpdate, SealedPart
from benchmarks_app.services import kept_files
from benchmarks_app.services.content import snapshot
from benchmarks_app.services.evidence import rows_seen_by
from benchmarks_app.services.guards import locked, require_author, require_state
from benchmarks_app.services.moves import record
from benchmarks_app.services.progress import BEING_WRITTEN
from benchmarks_app.services.sealed import keep_sealed
from core import sealing
from core.cleaning.copies import CleanCopy, clean
from core.errors import NotPermitted, RuleBroken
from core.models import User


def attach_file(
    *,
    update: ProgressUpdate,
    evidence: Evidence,
    content: bytes,
    name: str,
    by: User,
    at: datetime.datetime,
    declared: str = "",
    version: int | None = None,
) -> ProgressUpdate:
    """Put a file to a row of one's own draft, in the place of the one there; its name is not kept.

    The original is sealed; a clean copy is shown, except of a confidential row, which has no readable file.
    Raises NotPermitted, WrongState, StaleVersion, NoSealingKey or RuleBroken.
    """
    require_author(update, by)
    require_state(update, *BEING_WRITTEN)
    sealing.require_a_key(field="file")
    # Before the transaction: reading a hostile file may take long, and nobody else should wait for it.
    copy = clean(content, name=name, declared=declared)
    return _attach(update, evidence, content, copy, by=by, at=at, version=version)


@transaction.atomic
def remove_file(
    *,
    update: ProgressUpdate,
    evidence: Evidence,
    by: User,
    at: datetime.datetime,
    version: int | None = None,
) -> ProgressUpdate:
    """Take the file of a row away, the sealed original too.

    Raises NotPermitted, WrongState, StaleVersion or RuleBroken.
    """
    update, row = _row_of_ones_own(update, evidence, by, version)
    before = snapshot(update)
    sealed = row.sealed_parts.filter(kind=SealedPart.Kind.ORIGINAL)
    if not sealed.exists():
        raise RuleBroken(_("There is no file here."), field="file")
    sealed.delete()
    kept_files.forget([row])
    _changed(update, before, action="file removed", by=by, at=at)
    return update


@transaction.atomic
def _attach(
    update: ProgressUpdate,
    evidence: Evidence,
    content: bytes,
    copy: CleanCopy,
    *,
    by: User,
    at: datetime.datetime,
    version: int | None,
) -> ProgressUpdate:
    update, row = _row_of_ones_own(update, evidence, by, version)
    before = snapshot(update)
    keep_sealed(evidence=row, kind=SealedPart.Kind.ORIGINAL, content=content, at=at)
    kept_files.forget([row])
    if not row.is_confidential:
        kept_files.keep(row, copy, at=at)
    _changed(update, before, action="file attached", by=by, at=at)
    return update


def _row_of_ones_own(
    update: ProgressUpdate, evidence: Evidence, by: User, version: int | None
) -> tuple[ProgressUpdate, Evidence]:
    """The update and the row as they stand now, held; refused when they are not this person's to change."""
    update = locked(update, version=version)
    require_author(update, by)
    require_state(update, *BEING_WRITTEN)
    row = rows_seen_by(update, by).filter(pk=evidence.pk).first()
    if row is None:
        raise RuleBroken(_("This update has no such row of evidence any more."), field="file")
    if row.is_confidential and row.holder_id != by.pk:
        raise NotPermitted(_("Only the person who recorded this confidential row can change it."))
    return update, row


def _changed(update: ProgressUpdate, before: dict, *, action: str, by: User, at: datetime.datetime) -> None:
    update.version += 1
    update.save(update_fields=["version"])
    record(action=action, update=update, before=before, by=by, at=at)
