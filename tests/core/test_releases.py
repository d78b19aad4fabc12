"""A release gives the same bytes for ever, and never what was erased or withdrawn since."""

import datetime
import hashlib
import io
import json
import zipfile
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from frictionless import validate

from benchmarks_app import services
from benchmarks_app.models import Benchmark, Case
from core import releases
from core.api.dataset.frozen import files_for, site_at
from core.errors import NotPermitted, RuleBroken
from core.history_verification import verify as verify_history
from core.models import HistoryEntry, Release, ReleaseContent, ReleaseFile, ReleaseRedaction, User
from core.releases.stored import content_of, unpacked
from tests.benchmarks_app.canaries import CANARY, draft, published, submitted
from tests.factories.benchmarks import BenchmarkFactory, CaseFactory, ProgressUpdateFactory
from tests.factories.core import NOON, DocumentFactory, ReleaseFactory, UserFactory
from tests.without_triggers import without_triggers

pytestmark = pytest.mark.django_db

LATER = NOON + datetime.timedelta(days=1)
SITE = "https://testserver"


@pytest.fixture
def keeper(db: None) -> User:
    """An admin."""
    return UserFactory(username="keeper", roles=["admin"])


def frozen(by: User, at: datetime.datetime = LATER) -> Release:
    """A release of what is there."""
    return releases.make_release(files=files_for(site_at(SITE)), address=f"{SITE}/", by=by, at=at)


def bytes_of(release: Release) -> dict[str, bytes]:
    """Every file of a release as it is served."""
    return {file.path: content_of(file) for file in release.files.all()}


def everything_stored() -> bytes:
    """All bytes of all releases, unpacked and unzipped."""
    held = [unpacked(content) for content in ReleaseContent.objects.all()]
    zips = [zipfile.ZipFile(io.BytesIO(content)) for content in held if content.startswith(b"PK")]
    return b"\n".join([*held, *(archive.read(name) for archive in zips for name in archive.namelist())])


class TestMaking:
    """`releases.make_release`."""

    def test_a_release_holds_the_whole_dataset_under_the_day(self, keeper: User, tmp_path: Path) -> None:
        ProgressUpdateFactory(published=True)

        release = frozen(keeper)

        assert release.name == "2024-01-16"
        assert {"datapackage.json", "README.txt", "data/benchmarks.csv"} <= set(bytes_of(release))
        with zipfile.ZipFile(io.BytesIO(content_of(release.archive))) as archive:
            assert archive.namelist() == [file.path for file in release.files.all() if not file.is_archive]
            archive.extractall(tmp_path)
        report = validate(str(tmp_path / "datapackage.json"))
        assert report.flatten(["rowNumber", "fieldName", "type", "message"]) == []
        assert json.loads((tmp_path / "datapackage.json").read_text())["version"] == "2024-01-16"

    def test_each_file_has_the_size_and_sha256_that_are_told(self, keeper: User) -> None:
        for file in frozen(keeper).files.all():
            content = content_of(file)
            assert (len(content), hashlib.sha256(content).hexdigest()) == (file.size, file.sha256)

    def test_the_second_release_of_a_day_has_a_name_of_its_own(self, keeper: User) -> None:
        names = [frozen(keeper, LATER).name for _ in range(3)]

        assert names == ["2024-01-16", "2024-01-16.2", "2024-01-16.3"]

    def test_it_holds_what_nobody_in_particular_may_see(
        self, keeper: User, monitor: User, reviewer: User
    ) -> None:
        draft(monitor)
        submitted(monitor, reviewer)

        frozen(keeper)

        assert CANARY.encode() not in everything_stored()
        assert b"keeper" not in everything_stored()

    def test_restricted_evidence_is_in_no_release(self, keeper: User, monitor: User, reviewer: User) -> None:
        published(monitor, reviewer, DocumentFactory(title="Seen by the team"))

        frozen(keeper)

        assert b"Testimony" in everything_stored()
        assert b"Office kestrel" not in everything_stored()

    @pytest.mark.parametrize("role", ["monitor", "reviewer", "auditor", "researcher"])
    def test_only_admins_make_one(self, role: str) -> None:
        with pytest.raises(NotPermitted):
            frozen(UserFactory(roles=[role]))

        assert not Release.objects.exists()

    def test_it_is_in_the_history_with_every_sha256(self, keeper: User) -> None:
        release = frozen(keeper)

        entry = HistoryEntry.objects.get(action="released")
        assert entry.after["files"] == {file.path: file.sha256 for file in release.files.all()}
        assert (entry.by, entry.subject_key) == (keeper, str(release.pk))

    def test_nothing_is_left_of_one_that_failed(self, keeper: User, monkeypatch: pytest.MonkeyPatch) -> None:
        def break_off(**_: Any) -> None:
            raise RuntimeError

        monkeypatch.setattr("core.history.record", break_off)
        with pytest.raises(RuntimeError):
            frozen(keeper)

        assert not Release.objects.exists()
        assert not ReleaseContent.objects.exists()

    @pytest.mark.parametrize("address", ["tracker", "ftp://testserver", "https://elsewhere.example.org"])
    def test_the_site_must_be_one_that_this_server_answers_for(self, address: str) -> None:
        with pytest.raises(RuleBroken):
            site_at(address)


class TestStaying:
    """What happens later changes no byte."""

    def test_the_same_bytes_come_back_after_edits_publications_and_loads(
        self, keeper: User, monitor: User, reviewer: User, tmp_path: Path
    ) -> None:
        benchmark = BenchmarkFactory(summary="As it was.")
        kept = published(monitor, reviewer)
        release = frozen(keeper)
        before = bytes_of(release)

        Benchmark.objects.filter(pk=benchmark.pk).update(summary="As it is now.")
        services.publish_update(update=submitted(monitor, reviewer), names_nobody=True, by=reviewer, at=LATER)
        correction = services.correct_update(update=kept, by=monitor, at=LATER)
        services.submit_update(update=correction, by=monitor, at=LATER)
        call_command("loaddata", "fixtures/01_themes.yaml", verbosity=0)
        second = frozen(keeper, LATER + datetime.timedelta(days=30))

        assert bytes_of(Release.objects.get(pk=release.pk)) == before
        assert bytes_of(second)["data/benchmarks.csv"] != before["data/benchmarks.csv"]
        assert releases.verify(release).faults == []

    def test_a_withdrawal_takes_out_the_words_and_leaves_all_else(
        self, keeper: User, monitor: User, reviewer: User
    ) -> None:
        ProgressUpdateFactory(published=True, narrative="This one stays.")
        update = published(monitor, reviewer)
        release = frozen(keeper)
        before = bytes_of(release)

        services.withdraw_update(update=update, reason=f"{CANARY} asked.", by=reviewer, at=LATER)

        after = bytes_of(release)
        changed = {path for path in before if before[path] != after[path]}
        assert changed == {"data/progress-updates.csv", "data/indicators.csv", release.archive.path}
        assert CANARY.encode() not in everything_stored()
        assert b"This one stays." in after["data/progress-updates.csv"]
        assert f"{update.pk},".encode() in after["data/progress-updates.csv"], (
            "known_at still tells its status"
        )
        assert releases.verify(release).faults == []

    @pytest.mark.parametrize("table", ["core_release", "core_releasefile", "core_releasecontent"])
    @pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET {} = {}"])
    def test_the_database_refuses_to_change_or_delete_it(self, table: str, statement: str) -> None:
        ReleaseFactory()
        column = {"core_release": "file_count"}.get(table, "size")
        value = f"{column} + 1"

        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.format(table, column, value))

    def test_the_database_refuses_another_file_and_other_bytes(self) -> None:
        release = ReleaseFactory()
        file = release.files.first()
        other = ReleaseFactory().files.last()

        with pytest.raises(DatabaseError), transaction.atomic():
            ReleaseFile.objects.filter(pk=file.pk).update(served=other.served)
        with pytest.raises(DatabaseError), transaction.atomic():
            ReleaseFile.objects.create(
                release=release,
                order=99,
                path="data/more.csv",
                media_type="text/csv",
                sha256=file.sha256,
                size=file.size,
                served=file.served,
            )

    def test_the_database_refuses_a_redaction_that_the_history_does_not_tell(self) -> None:
        file = ReleaseFactory().files.first()

        with pytest.raises(DatabaseError), transaction.atomic():
            ReleaseRedaction.objects.create(
                file=file, redacted_at=NOON, reason="Because.", replaced=file.sha256, sha256="0" * 64
            )


class TestErasing:
    """What is erased is in no release any more, and the release says so."""

    @pytest.fixture
    def release(self, keeper: User, monitor: User, reviewer: User) -> Release:
        """A release that holds an update with a canary in every text."""
        self.update = published(monitor, reviewer)
        release = frozen(keeper)
        assert CANARY.encode() in everything_stored()
        return release

    def withdraw_and_erase(self, reviewer: User, keeper: User) -> None:
        """Both steps; between them another release is made, which tells why it was withdrawn."""
        services.withdraw_update(update=self.update, reason=f"{CANARY} asked.", by=reviewer, at=LATER)
        frozen(keeper, LATER + datetime.timedelta(days=1))
        assert CANARY.encode() in everything_stored(), (
            "the reason of the withdrawal is public until it is erased"
        )
        services.erase_update(update=self.update, by=keeper, at=LATER, reason="The source is in danger.")

    def test_not_one_byte_is_left(self, release: Release, reviewer: User, keeper: User) -> None:
        old = {file.sha256 for file in release.files.all()}

        self.withdraw_and_erase(reviewer, keeper)

        assert CANARY.encode() not in everything_stored()
        assert not set(CANARY.encode().split(b"-")) & set(everything_stored().split())
        left = old & set(ReleaseContent.objects.values_list("pk", flat=True))
        assert len(old) - len(left) == 3, "two tables and the archive have gone"

    def test_the_release_tells_what_was_redacted_and_when(
        self, release: Release, reviewer: User, keeper: User
    ) -> None:
        self.withdraw_and_erase(reviewer, keeper)

        file = release.files.get(path="data/progress-updates.csv")
        said = file.redactions.first()
        assert file.is_redacted
        assert (said.replaced, said.redacted_at) == (file.sha256, LATER)
        assert CANARY not in said.reason
        assert releases.verify(release).faults == []
        assert verify_history().fault is None

    def test_one_piece_of_evidence_goes_alone(self, release: Release, keeper: User) -> None:
        testimony = self.update.evidence.get(description__startswith="Testimony")

        services.erase_evidence(evidence=testimony, by=keeper, at=LATER, reason="Asked to.")

        stored = everything_stored()
        assert b"Testimony" not in stored
        assert b"What kestrel-7f3a said." in stored

    def test_the_document_it_named_cites_it_no_more(
        self, keeper: User, monitor: User, reviewer: User
    ) -> None:
        document = DocumentFactory(slug="letter-of-a-witness")
        update = published(monitor, reviewer)
        evidence = update.evidence.get(description__startswith="Testimony")
        with without_triggers():
            type(evidence).objects.filter(pk=evidence.pk).update(document=document)
        release = frozen(keeper)
        assert str(update.pk).encode() in bytes_of(release)["data/documents.csv"]

        services.withdraw_update(update=update, reason="Asked.", by=reviewer, at=LATER)

        assert str(update.pk).encode() not in bytes_of(release)["data/documents.csv"]

    def test_restricted_evidence_that_is_erased_leaves_no_trace(self, release: Release, keeper: User) -> None:
        record = self.update.evidence.get(visibility="restricted")

        services.erase_evidence(evidence=record, by=keeper, at=LATER, reason="Asked to.")

        assert not ReleaseRedaction.objects.filter(file__path="data/documents.csv").exists()

    def test_any_cell_can_be_emptied_by_hand(self, keeper: User) -> None:
        case = CaseFactory(summary=f"About {CANARY}.")
        release = frozen(keeper)
        Case.objects.filter(pk=case.pk).update(summary="")

        found = releases.redact_by_hand(
            noun="cases",
            key=case.slug,
            columns=["summary"],
            reason="Somebody could be found.",
            by=keeper,
            at=LATER,
        )

        assert found == [release]
        assert CANARY.encode() not in everything_stored()

    def test_the_command_does_it_and_says_where(self, keeper: User) -> None:
        case, other = CaseFactory(summary=f"About {CANARY}."), CaseFactory(summary="Another.")
        release, said = frozen(keeper), StringIO()
        given = {"column": ["summary"], "by": "keeper", "reason": "Somebody could be found."}

        call_command("redact_releases", "cases", case.slug, **given, stdout=said)

        assert f"Redacted in {release.name}." in said.getvalue()
        assert CANARY.encode() not in everything_stored()
        assert other.summary.encode() in bytes_of(release)["data/cases.csv"]
        with pytest.raises(CommandError, match="No release holds anything"):
            call_command("redact_releases", "cases", "no-such-case", **given)

    def test_a_reason_that_is_too_long_is_refused(self, keeper: User) -> None:
        with pytest.raises(RuleBroken):
            releases.redact_by_hand(
                noun="cases", key="one", columns=["summary"], reason="x" * 201, by=keeper, at=LATER
            )

    def test_only_admins_do_so_and_say_why(self, keeper: User, reviewer: User) -> None:
        given: dict[str, Any] = {"noun": "cases", "key": "one", "columns": ["summary"], "at": LATER}

        with pytest.raises(NotPermitted):
            releases.redact_by_hand(**given, reason="Because.", by=reviewer)
        with pytest.raises(RuleBroken):
            releases.redact_by_hand(**given, reason=" ", by=keeper)


class TestProving:
    """`manage.py verify_release`."""

    def test_every_file_is_measured(self) -> None:
        release, said = ReleaseFactory(), StringIO()

        call_command("verify_release", release.name, stdout=said)

        assert said.getvalue().count("as released") == release.file_count
        assert "1 releases verified." in said.getvalue()

    def test_other_bytes_are_found(self) -> None:
        file = ReleaseFactory().files.get(path="data/themes.csv")
        with without_triggers():
            ReleaseContent.objects.filter(pk=file.served_id).update(packed=b"x\x9c\x03\x00\x00\x00\x00\x01")

        with pytest.raises(CommandError, match=r"data/themes\.csv: its bytes do not give its SHA-256"):
            call_command("verify_release", stdout=StringIO())

    def test_a_file_that_was_exchanged_is_found(self) -> None:
        file, other = ReleaseFactory().files.get(path="data/themes.csv"), ReleaseFactory().files.get(order=1)
        with without_triggers():
            ReleaseFile.objects.filter(pk=file.pk).update(served=other.served)

        with pytest.raises(CommandError, match="no redaction says so"):
            call_command("verify_release", stdout=StringIO())

    def test_a_missing_trigger_is_found(self) -> None:
        ReleaseFactory()
        with without_triggers(), pytest.raises(CommandError, match="release_never_changes"):
            call_command("verify_release", stdout=StringIO())

    def test_a_name_that_is_none_is_refused(self) -> None:
        with pytest.raises(CommandError, match="no release 1999-01-01"):
            call_command("verify_release", "1999-01-01")


def test_the_command_makes_one_and_prints_what_sha256sum_reads(keeper: User) -> None:
    said = StringIO()

    call_command("make_release", by="keeper", address=SITE, stdout=said)

    release = Release.objects.get()
    assert f"{SITE}/data/releases/{release.name}/" in said.getvalue()
    assert all(f"{file.sha256}  {file.path}" in said.getvalue() for file in release.files.all())
