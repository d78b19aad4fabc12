"""Proves that a release is as it was made: its bytes, its archive, and the redactions the history tells."""

import io
import zipfile
from dataclasses import dataclass

from core.models import HistoryEntry, Release, ReleaseFile
from core.releases.redaction import REDACTED
from core.releases.stored import content_of, parts_of, sha256_of


@dataclass(frozen=True)
class Verified:
    """What was found of one release: how each file stands, and what is wrong."""

    files: list[tuple[ReleaseFile, str]]
    faults: list[str]


def verify(release: Release) -> Verified:
    """Measure every file unpacked, and follow its redactions from what was released to what is served."""
    files = list(release.files.order_by("order").prefetch_related("redactions"))
    told = _told(release)
    faults = [] if len(files) == release.file_count else [f"{len(files)} files, not {release.file_count}"]
    for file in files:
        faults += [f"{file.path}: {fault}" for fault in _faults(file, told)]
    if not faults and _unzipped(content_of(release.archive)) != parts_of(files):
        faults.append(f"{release.archive.path}: does not hold the other files")
    return Verified([(file, "redacted" if file.is_redacted else "as released") for file in files], faults)


def _faults(file: ReleaseFile, told: set[tuple[str, str]]) -> list[str]:
    faults = []
    if sha256_of(content_of(file)) != file.served_id:
        faults.append("its bytes do not give its SHA-256")
    standing = file.sha256
    for redaction in file.redactions.all():
        if redaction.replaced != standing:
            faults.append("a redaction does not follow from what stood before")
        if (file.path, redaction.replaced) not in told:
            faults.append("the history does not tell of a redaction")
        standing = redaction.sha256
    if standing != file.served_id:
        faults.append("other bytes are served than were released, and no redaction says so")
    return faults


def _told(release: Release) -> set[tuple[str, str]]:
    """What the history says was replaced: path and SHA-256."""
    entries = HistoryEntry.objects.filter(
        action=REDACTED, subject_type="release", subject_key=str(release.pk)
    )
    said = [entry.before for entry in entries if isinstance(entry.before, dict)]
    return {(path, sha256) for each in said for path, sha256 in each["files"].items()}


def _unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
