"""Makes a release: every file of the dataset, as anybody would get it now, under a name that stays."""

import datetime
from collections.abc import Callable
from pathlib import PurePosixPath

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core import history
from core.errors import NotPermitted
from core.models import Release, ReleaseFile, User
from core.permissions import Action, may
from core.releases.stored import Parts, keep, sha256_of, zipped

NAME = "cambodia-benchmark-tracker"
MEDIA_TYPES = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".txt": "text/plain",
    ".zip": "application/zip",
}

# Writes the files of the dataset for a release of this name, made at this moment, as nobody.
Writer = Callable[[str, datetime.datetime], Parts]


@transaction.atomic
def make_release(*, files: Writer, address: str, by: User, at: datetime.datetime) -> Release:
    """Freeze everything public as it stands; admins may. The release can never be changed.

    Holds the end of the history, which every change needs before it is done, so that all files speak of the
    same moment. Raises NotPermitted.
    """
    if not may(by, Action.RELEASE):
        raise NotPermitted(_("Only admins make releases."))
    history.locked_head()
    name = next_name(at.astimezone(datetime.UTC).date())
    with translation.override(settings.LANGUAGE_CODE):
        parts = files(name, at)
    parts |= {f"{NAME}-{name}.zip": zipped(parts)}
    release = Release.objects.create(
        name=name, made_at=at, made_by=by, address=address, file_count=len(parts)
    )
    for order, (path, content) in enumerate(parts.items()):
        _add(release, order, path, content)
    said = {"name": name, "files": {path: sha256_of(content) for path, content in parts.items()}}
    history.record(action="released", subject=release, before=None, after=said, by=by, at=at)
    return release


def next_name(day: datetime.date) -> str:
    """The day; the second release of a day ends in ".2"."""
    same_day = Release.objects.filter(name__startswith=day.isoformat()).count()
    return f"{day.isoformat()}.{same_day + 1}" if same_day else day.isoformat()


def _add(release: Release, order: int, path: str, content: bytes) -> None:
    kept = keep(content)
    ReleaseFile.objects.create(
        release=release,
        order=order,
        path=path,
        media_type=MEDIA_TYPES[PurePosixPath(path).suffix],
        sha256=kept.sha256,
        size=kept.size,
        served=kept,
    )
