"""Files of evidence: a clean copy to show, a sealed original, and nothing left behind."""

import datetime
import json
import stat
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from PIL import Image

from benchmarks_app import services
from benchmarks_app.models import Evidence, EvidenceFile, ProgressUpdate
from core.errors import DomainError, NotPermitted, RuleBroken, StaleVersion, WrongState
from core.models import HistoryEntry, User
from core.sealing import NoSealingKey
from tests.benchmarks_app.evidence_files import Committing, original_of
from tests.core.files_by_hand import picture
from tests.factories.benchmarks import EvidenceFactory, EvidenceFileFactory, ProgressUpdateFactory
from tests.factories.core import NOON, HistoryEntryFactory

LATER = NOON + datetime.timedelta(hours=1)
PHOTOGRAPH = picture("JPEG", comment=b"taken by Sok Dara")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("disk")]


@pytest.fixture
def row(monitor: User) -> Evidence:
    """A public row of the monitor's draft."""
    return EvidenceFactory(update=ProgressUpdateFactory(author=monitor))


def attach(row: Evidence, by: User, content: bytes = PHOTOGRAPH, **more: Any) -> ProgressUpdate:
    """Put a file to a row."""
    given = {"name": "Sok Dara.jpg", "at": LATER, **more}
    return services.attach_file(update=row.update, evidence=row, content=content, by=by, **given)


def names_in(disk: Path) -> list[str]:
    """What lies there."""
    return sorted(file.name for file in disk.iterdir())


def test_a_clean_copy_is_kept_and_the_original_sealed(
    row: Evidence, monitor: User, disk: Path, private_key: Any, committed: Committing
) -> None:
    with committed():
        attach(row, monitor)

    file = EvidenceFile.objects.get(evidence=row)
    kept = (disk / file.name).read_bytes()
    assert names_in(disk) == [file.name]
    assert (len(file.name), file.kind, file.size) == (43, "jpeg", len(kept))
    assert b"Sok Dara" not in kept
    assert Image.open(BytesIO(kept)).size == (40, 30)
    assert original_of(row, private_key) == PHOTOGRAPH


def test_only_the_server_reads_the_folder(
    row: Evidence, monitor: User, disk: Path, private_key: Any, committed: Committing
) -> None:
    with committed():
        attach(row, monitor)

    assert [stat.S_IMODE(file.stat().st_mode) for file in disk.iterdir()] == [0o600]


def test_the_history_keeps_what_a_file_is_and_not_its_name(
    row: Evidence, monitor: User, private_key: Any, committed: Committing
) -> None:
    with committed():
        attach(row, monitor)

    entry = HistoryEntry.objects.get()
    file = EvidenceFile.objects.get()
    assert (entry.action, entry.by, entry.at) == ("file attached", monitor, LATER)
    assert "file" not in entry.before["evidence"][0]
    assert entry.after["evidence"][0]["file"] == {"kind": "jpeg", "size": file.size, "sha256": file.sha256}
    assert "Dara" not in json.dumps([entry.before, entry.after])
    assert entry.after["version"] == entry.before["version"] + 1


def test_a_file_in_the_place_of_another_leaves_one(
    row: Evidence, monitor: User, disk: Path, private_key: Any, committed: Committing
) -> None:
    with committed():
        attach(row, monitor)
    with committed():
        attach(row, monitor, b"what the clerk said", name="notes.txt")

    file = EvidenceFile.objects.get()
    assert file.kind == "text"
    assert names_in(disk) == [file.name]
    assert original_of(row, private_key) == b"what the clerk said"


def test_a_removed_file_is_gone_with_its_original(
    row: Evidence, monitor: User, disk: Path, private_key: Any, committed: Committing
) -> None:
    with committed():
        attach(row, monitor)
        services.remove_file(update=row.update, evidence=row, by=monitor, at=LATER)

    assert names_in(disk) == []
    assert not EvidenceFile.objects.exists()
    assert not row.sealed_parts.exists()
    assert HistoryEntry.objects.latest("sequence").action == "file removed"


def test_a_row_without_a_file_has_none_to_remove(row: Evidence, monitor: User) -> None:
    with pytest.raises(RuleBroken, match="no file"):
        services.remove_file(update=row.update, evidence=row, by=monitor, at=LATER)


def test_a_file_goes_with_its_row(
    row: Evidence, monitor: User, disk: Path, private_key: Any, committed: Committing
) -> None:
    other = EvidenceFileFactory(evidence__update=row.update)
    with committed():
        update = attach(row, monitor)
        kept = services.content_of(update, seen_by=monitor)
        without = kept.evidence[1:]
        services.revise_update(
            update=update, content=_with(kept, without), by=monitor, at=LATER, version=update.version
        )

    assert names_in(disk) == [other.name]
    assert EvidenceFile.objects.get() == other


def _with(content: services.UpdateContent, evidence: Any) -> services.UpdateContent:
    return services.UpdateContent(**{**vars(content), "evidence": evidence})


def test_a_revised_row_keeps_its_file(
    row: Evidence, monitor: User, disk: Path, private_key: Any, committed: Committing
) -> None:
    with committed():
        update = attach(row, monitor)
        content = services.content_of(update, seen_by=monitor)
        services.revise_update(update=update, content=content, by=monitor, at=LATER)

    assert names_in(disk) == [EvidenceFile.objects.get(evidence=row).name]


def test_nothing_is_left_of_a_file_when_the_transaction_is_rolled_back(
    row: Evidence, monitor: User, disk: Path, private_key: Any, committed: Committing
) -> None:
    with committed(), transaction.atomic():
        attach(row, monitor)
        transaction.set_rollback(True)

    assert names_in(disk) == []
    assert not EvidenceFile.objects.exists()
    assert not row.sealed_parts.exists()
    assert not HistoryEntry.objects.exists()


def test_a_removal_that_is_rolled_back_leaves_the_file(
    row: Evidence, monitor: User, disk: Path, private_key: Any, committed: Committing
) -> None:
    with committed():
        attach(row, monitor)
    with committed(), transaction.atomic():
        services.remove_file(update=row.update, evidence=row, by=monitor, at=LATER)
        transaction.set_rollback(True)

    assert names_in(disk) == [EvidenceFile.objects.get().name]


def test_a_confidential_row_has_no_file_that_the_server_can_read(
    monitor: User, disk: Path, private_key: Any, committed: Committing
) -> None:
    row = EvidenceFactory(update=ProgressUpdateFactory(author=monitor), visibility="confidential")

    with committed():
        attach(row, monitor)

    assert names_in(disk) == []
    assert not EvidenceFile.objects.exists()
    assert original_of(row, private_key) == PHOTOGRAPH
    assert "jpeg" not in json.dumps(HistoryEntry.objects.get().after)


def test_a_correction_has_files_of_its_own(monitor: User, disk: Path, committed: Committing) -> None:
    published = ProgressUpdateFactory(published=True)
    EvidenceFileFactory(evidence__update=published)

    with committed():
        services.correct_update(update=published, by=monitor, at=LATER)

    first, second = EvidenceFile.objects.order_by("pk")
    assert first.name != second.name
    assert names_in(disk) == sorted([first.name, second.name])
    assert (disk / first.name).read_bytes() == (disk / second.name).read_bytes()


def test_only_the_author_changes_a_file(
    row: Evidence, another_monitor: User, reviewer: User, stranger: User, private_key: Any
) -> None:
    for other in (another_monitor, reviewer, stranger):
        with pytest.raises(NotPermitted):
            attach(row, other)
        with pytest.raises(NotPermitted):
            services.remove_file(update=row.update, evidence=row, by=other, at=LATER)
    assert not HistoryEntry.objects.exists()


def test_what_is_handed_in_keeps_its_files(monitor: User, private_key: Any) -> None:
    row = EvidenceFactory(update=ProgressUpdateFactory(author=monitor, submitted=True))

    with pytest.raises(WrongState):
        attach(row, monitor)


def test_a_row_of_another_update_takes_no_file(row: Evidence, monitor: User, private_key: Any) -> None:
    other = EvidenceFactory(update=ProgressUpdateFactory(author=monitor))

    with pytest.raises(RuleBroken):
        services.attach_file(
            update=row.update, evidence=other, content=PHOTOGRAPH, name="", by=monitor, at=LATER
        )


def test_a_file_for_an_older_version_is_refused(row: Evidence, monitor: User, private_key: Any) -> None:
    with pytest.raises(StaleVersion):
        attach(row, monitor, version=row.update.version + 1)


def test_without_a_key_nothing_is_taken(row: Evidence, monitor: User, disk: Path) -> None:
    with pytest.raises(NoSealingKey, match="make_sealing_key") as refusal:
        attach(row, monitor)

    assert refusal.value.field == "file"
    assert names_in(disk) == []


def test_a_hostile_file_leaves_nothing(
    row: Evidence, monitor: User, disk: Path, private_key: Any, committed: Committing
) -> None:
    with committed(), pytest.raises(DomainError, match="program"):
        attach(row, monitor, b"\x7fELF\2\1\1")

    assert names_in(disk) == []
    assert not HistoryEntry.objects.exists()
    assert not row.sealed_parts.exists()


CHANGES: dict[str, Callable[[EvidenceFile], Any]] = {
    "its hash": lambda file: EvidenceFile.objects.update(sha256="0" * 64),
    "its name": lambda file: EvidenceFile.objects.update(name="0"),
    "its being there": lambda file: EvidenceFile.objects.all().delete(),
    "one more": lambda file: EvidenceFileFactory(evidence=file.evidence.update.evidence.get(file=None)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_the_file_of_what_was_published_stays(change: Callable[[EvidenceFile], Any]) -> None:
    file = EvidenceFileFactory(evidence__update__published=True)
    EvidenceFactory(update=file.evidence.update)
    HistoryEntryFactory(subject_type="progressupdate", subject_key=str(file.evidence.update_id))

    with pytest.raises(IntegrityError), transaction.atomic():
        change(file)
