"""Takes words out of the releases that hold them: what was erased or withdrawn is served by none of them."""

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from core import history
from core.errors import NotPermitted, RuleBroken
from core.models import Release, ReleaseContent, ReleaseFile, ReleaseRedaction, User
from core.permissions import Action, may
from core.releases.stored import content_of, keep, parts_of, zipped
from core.releases.tables import Change, Row, changed_rows, key_in_address

REDACTED = "redacted"
LONGEST_REASON = 200


@transaction.atomic
def redact(*, changes: Mapping[str, Change], reason: str, by: User, at: datetime.datetime) -> list[Release]:
    """Change the rows of these lists, each by its name, in every release; gives the releases that held it.

    For services that take something back, in their own transaction and after their own entry in the history:
    they have asked whether this person may. `reason` is public, and repeats nothing.
    """
    history.locked_head()
    return [
        release for release in Release.objects.order_by("pk") if _redacted(release, changes, reason, by, at)
    ]


@transaction.atomic
def redact_by_hand(
    *, noun: str, key: str, columns: list[str], reason: str, by: User, at: datetime.datetime
) -> list[Release]:
    """Empty cells of one row of a list in every release, for whatever is found to endanger somebody.

    Raises NotPermitted or RuleBroken.
    """
    if not may(by, Action.ERASE):
        raise NotPermitted(_("Only admins erase."))
    if not reason.strip():
        raise RuleBroken(_("Say why it is erased, without repeating what is erased."), field="reason")

    if len(reason) > LONGEST_REASON:
        raise RuleBroken(_("Say it in %(most)s characters.") % {"most": LONGEST_REASON}, field="reason")

    def change(row: Row) -> None:
        if key_in_address(row) == key:
            row.update({column: "" for column in columns if column in row})

    return redact(changes={noun: change}, reason=reason, by=by, at=at)


def _redacted(
    release: Release, changes: Mapping[str, Change], reason: str, by: User, at: datetime.datetime
) -> bool:
    """Whether this release held any of it, and no longer does."""
    files = {file.path: file for file in release.files.order_by("order")}
    contents: dict[str, bytes] = {}
    for noun, change in changes.items():
        if file := files.get(f"data/{noun}.csv"):
            before = content_of(file)
            after = changed_rows(before, change)
            contents |= {file.path: after} if after != before else {}
    if not contents:
        return False
    archive = release.archive
    contents[archive.path] = zipped(parts_of(files.values()) | contents)
    said = {path: files[path].served_id for path in contents}
    history.record(
        action=REDACTED, subject=release, before={"files": said}, after=None, by=by, at=at, reason=reason
    )
    for path, content in contents.items():
        _serve(files[path], content, reason, at)
    return True


def _serve(file: ReleaseFile, content: bytes, reason: str, at: datetime.datetime) -> None:
    """Serve other bytes for a file from now on; those that no file has any more go."""
    before, kept = file.served_id, keep(content)
    if kept.sha256 == before:
        return
    ReleaseRedaction.objects.create(
        file=file, redacted_at=at, reason=reason, replaced=before, sha256=kept.sha256
    )
    ReleaseFile.objects.filter(pk=file.pk).update(served=kept)
    ReleaseContent.objects.filter(pk=before, files__isnull=True).delete()
