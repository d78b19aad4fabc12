"""The bytes of evidence files: on the disk once their row is sure, and off it once their row is gone."""

import datetime
from collections.abc import Iterable
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import transaction

from benchmarks_app.models import Evidence, EvidenceFile
from core.cleaning.copies import CleanCopy


def storage() -> Storage:
    """Where they lie: outside whatever the web server hands out by itself."""
    return storages["evidence"]


def keep(evidence: Evidence, copy: CleanCopy, *, at: datetime.datetime) -> EvidenceFile:
    """The row of a clean copy; its bytes are written when the transaction is over, or never."""
    kept = EvidenceFile.objects.create(
        evidence=evidence, kind=copy.kind, size=len(copy.content), sha256=copy.sha256, attached_at=at
    )
    transaction.on_commit(partial(_write, kept.name, copy.content))
    return kept


def forget(evidence: Iterable[Evidence]) -> None:
    """Delete the files of these rows; the bytes go when the transaction is over, or stay with their row."""
    files = EvidenceFile.objects.filter(evidence__in=evidence)
    for name in files.values_list("name", flat=True):
        transaction.on_commit(partial(storage().delete, name))
    files.delete()


def copy_file(*, origin: Evidence, copy: Evidence) -> None:
    """Give a copy of a row a file of its own with the same bytes: either can be taken away alone."""
    file = EvidenceFile.objects.filter(evidence=origin).first()
    if file is None:
        return
    told = {"kind": file.kind, "size": file.size, "sha256": file.sha256, "attached_at": file.attached_at}
    made = EvidenceFile.objects.create(evidence=copy, **told)
    transaction.on_commit(partial(_write, made.name, bytes_of(file)))


def bytes_of(file: EvidenceFile) -> bytes:
    """What is in it; raises FileNotFoundError when the disk has lost it."""
    with storage().open(file.name) as held:
        return held.read()


def _write(name: str, content: bytes) -> None:
    storage().save(name, ContentFile(content))
