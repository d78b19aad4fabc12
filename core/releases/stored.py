"""The bytes of releases: kept packed under their SHA-256, each once, and unpacked to be served or proved."""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterable

from core.models import Release, ReleaseContent, ReleaseFile

Parts = dict[str, bytes]


def sha256_of(content: bytes) -> str:
    """The SHA-256 of bytes, as `sha256sum` prints it."""
    return hashlib.sha256(content).hexdigest()


def keep(content: bytes) -> ReleaseContent:
    """The row that holds these bytes; made if no file had them before."""
    packed = {"size": len(content), "packed": zlib.compress(content, 9)}
    return ReleaseContent.objects.get_or_create(sha256=sha256_of(content), defaults=packed)[0]


def unpacked(content: ReleaseContent) -> bytes:
    """The bytes of a row."""
    return zlib.decompress(bytes(content.packed))


def content_of(file: ReleaseFile) -> bytes:
    """The bytes that are served for a file now."""
    return unpacked(ReleaseContent.objects.get(pk=file.served_id))


def zipped(parts: Parts) -> bytes:
    """Files as one archive; without times, so that the same files make the same bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in parts.items():
            entry = zipfile.ZipInfo(path)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return held.getvalue()


def parts_of(files: Iterable[ReleaseFile]) -> Parts:
    """What the archive of these files holds."""
    return {file.path: content_of(file) for file in files if not file.is_archive}


def checksums(release: Release) -> str:
    """The SHA-256 of each file as it is served, in the form that `sha256sum --check` reads."""
    return "".join(f"{file.served_id}  {file.path}\n" for file in release.files.all())
