"""What is sealed is opened offline, byte for byte; it is sealed to other keys without lying in clear."""

import io
import json
import socket
import zipfile
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks_app import services
from benchmarks_app.models import SealedPart
from benchmarks_app.services import Source
from core import history
from core.errors import NotPermitted
from core.models import HistoryEntry, SealingKey, User
from core.sealed_bundles import public_keys_of, read_bundle
from tests.factories.confidential import SEALED_TEXTS, confidential, drafted, key_in_force, published, the_row
from tests.factories.core import NOON, SealingKeyFactory

pytestmark = pytest.mark.django_db
KHMER = st.text(st.characters(min_codepoint=0x1780, max_codepoint=0x17FF), min_size=1)
TEXTS = st.one_of(KHMER, st.text(st.characters(exclude_categories=["Cs"]), min_size=1))


def command(name: str, *arguments: object) -> str:
    """What a command says."""
    told = io.StringIO()
    call_command(name, *(str(argument) for argument in arguments), stdout=told, stderr=io.StringIO())
    return told.getvalue()


def private_file(folder: Path, identity: Any) -> Path:
    """A file with a private key, as age-keygen writes it."""
    file = folder / f"{str(identity.to_public())[:12]}.txt"
    file.write_text(f"# created: today\n# public key: {identity.to_public()}\n{identity}\n")
    return file


def exported(folder: Path, name: str = "bundle.zip", *arguments: object) -> Path:
    """A bundle of everything that is sealed."""
    command("export_sealed", folder / name, *arguments)
    return folder / name


def opened_files(folder: Path) -> dict[str, bytes]:
    """What lies in a folder, by its path in it."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_what_was_sealed_is_opened_byte_for_byte(monitor: User, tmp_path: Path) -> None:
    identity = key_in_force()
    update = drafted(monitor)
    services.keep_sealed(evidence=the_row(update), kind="original", content=b"\x00\xff\r\n", at=NOON)

    told = command(
        "open_sealed", exported(tmp_path), "--key", private_file(tmp_path, identity), "--into", tmp_path / "o"
    )

    row = f"update-{update.pk}/{the_row(update).key}"
    texts = zip(("identity", "contact", "place"), SEALED_TEXTS, strict=True)
    assert opened_files(tmp_path / "o") == {
        **{f"{row}/{kind}.txt": text.encode() for kind, text in texts},
        f"{row}/original": b"\x00\xff\r\n",
    }
    assert told.startswith("4 opened, 0 not.")
    assert all(file.stat().st_mode & 0o077 == 0 for file in (tmp_path / "o").rglob("*"))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(identity=TEXTS, contact=TEXTS, place=TEXTS)
def test_any_text_comes_back_as_it_was_typed(
    identity: str, contact: str, place: str, monitor: User, tmp_path_factory: Any
) -> None:
    private, folder = key_in_force(), tmp_path_factory.mktemp("opened")
    source = Source(identity=identity, contact=contact, place=place)
    update = drafted(monitor, confidential(source=source))

    bundle = exported(folder, "bundle.zip", "--update", update.pk)
    keys = private_file(folder, private)
    if source.parts():
        command("open_sealed", bundle, "--key", keys, "--into", folder / "o")

    found = {Path(name).stem: content.decode() for name, content in opened_files(folder / "o").items()}
    assert found == source.parts()


def test_a_key_added_later_opens_only_what_came_later(monitor: User, tmp_path: Path) -> None:
    key_in_force()
    before = drafted(monitor)
    later = key_in_force()
    after = drafted(monitor)

    with pytest.raises(CommandError) as refused:
        command(
            "open_sealed",
            exported(tmp_path),
            "--key",
            private_file(tmp_path, later),
            "--into",
            tmp_path / "o",
        )

    assert {name.split("/")[0] for name in opened_files(tmp_path / "o")} == {f"update-{after.pk}"}
    assert str(refused.value).count(f"update-{before.pk}/") == 3


def test_nothing_confidential_lies_in_clear_in_a_bundle(monitor: User, tmp_path: Path) -> None:
    key_in_force()
    drafted(monitor)

    with zipfile.ZipFile(exported(tmp_path)) as bundle:
        everything = b"".join(bundle.read(name) for name in bundle.namelist())

    assert len(everything) > 500
    assert b"canary" not in everything


def test_one_updates_parts_can_be_exported_alone(monitor: User, tmp_path: Path) -> None:
    key_in_force()
    drafted(monitor)
    update = drafted(monitor)

    parts = list(read_bundle(exported(tmp_path, "one.zip", "--update", update.pk)))

    assert {part.place.split("/")[0] for part in parts} == {f"update-{update.pk}"}


def test_opening_needs_no_database_and_no_network(
    monitor: User, tmp_path: Path, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = key_in_force()
    drafted(monitor)
    bundle, keys = exported(tmp_path), private_file(tmp_path, identity)
    monkeypatch.setattr(socket, "socket", None)

    with django_db_blocker.block():
        told = command("open_sealed", bundle, "--key", keys, "--into", tmp_path / "o")
        command("make_sealing_key", tmp_path / "new.txt")

    assert told.startswith("3 opened")


@pytest.mark.parametrize("harm", ["changed", "gone", "moved"])
def test_a_part_that_was_harmed_is_named_and_the_others_are_opened(
    monitor: User, tmp_path: Path, harm: str
) -> None:
    identity = key_in_force()
    drafted(monitor)
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(exported(tmp_path)) as good, zipfile.ZipFile(bad, "w") as copy:
        for name in good.namelist():
            content = good.read(name)
            if name.endswith("place.age"):
                if harm == "gone":
                    continue
                content = (
                    content[:-1] + b"!" if harm == "changed" else good.read(name.replace("place", "contact"))
                )
            copy.writestr(name, content)

    with pytest.raises(CommandError, match="/place: ") as refused:
        command("open_sealed", bad, "--key", private_file(tmp_path, identity), "--into", tmp_path / "o")

    assert {Path(name).stem for name in opened_files(tmp_path / "o")} == {"identity", "contact"}
    assert "could not be opened" in str(refused.value)


def test_a_bundle_cannot_write_outside_its_folder(monitor: User, tmp_path: Path) -> None:
    identity = key_in_force()
    drafted(monitor)
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(exported(tmp_path)) as good, zipfile.ZipFile(bad, "w") as copy:
        manifest = json.loads(good.read("manifest.json"))
        for row in manifest["parts"]:
            row["evidence"] = "../../outside"
        copy.writestr("manifest.json", json.dumps(manifest))

    with pytest.raises(CommandError, match="part 1 of the manifest"):
        command("open_sealed", bad, "--key", private_file(tmp_path, identity), "--into", tmp_path / "o")

    assert opened_files(tmp_path / "o") == {}


def test_what_is_no_bundle_or_no_key_is_refused_in_words(tmp_path: Path, monitor: User) -> None:
    identity = key_in_force()
    drafted(monitor)
    text = tmp_path / "text"
    text.write_text("AGE-SECRET-KEY-1NOT-A-KEY")

    with pytest.raises(CommandError, match="no bundle of sealed parts"):
        command("open_sealed", text, "--key", private_file(tmp_path, identity), "--into", tmp_path / "o")
    with pytest.raises(CommandError, match="no file of private keys") as refused:
        command("open_sealed", exported(tmp_path), "--key", text, "--into", tmp_path / "p")
    with pytest.raises(CommandError, match="not overwritten"):
        exported(tmp_path)
    assert "NOT-A-KEY" not in str(refused.value)


def rotated(folder: Path, old: Any) -> tuple[Path, Any]:
    """Everything sealed anew to a new key in force, offline; the old keys are retired."""
    new = pyrage.x25519.Identity.generate()
    SealingKeyFactory(public_key=str(new.to_public()))
    bundle = exported(folder)
    out = folder / "resealed.zip"
    arguments = ["--key", private_file(folder, old), "--reseal", new.to_public(), "--bundle", out]
    command("open_sealed", bundle, *arguments)
    return out, new


def imported(bundle: Path) -> str:
    """What the command says that takes a bundle in."""
    return command("import_resealed", bundle, "--by", "admin")


def test_the_keys_are_rotated_also_under_published_updates(
    monitor: User, reviewer: User, admin: User, tmp_path: Path
) -> None:
    old = key_in_force()
    published(monitor, reviewer)
    drafted(monitor)
    out, new = rotated(tmp_path, old)

    told = imported(out)

    opened = [pyrage.decrypt(bytes(part.ciphertext), [new]).decode() for part in SealedPart.objects.all()]
    assert sorted(opened) == sorted(SEALED_TEXTS * 2)
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(bytes(SealedPart.objects.first().ciphertext), [old])
    entry = HistoryEntry.objects.first()
    assert (entry.action, len(entry.before["parts"])) == ("sealed to other keys", 6)
    assert told.startswith("6 sealed parts replaced")
    assert imported(out).startswith("0 sealed parts")
    assert b"canary" not in out.read_bytes()


def test_a_bundle_is_imported_whole_or_not_at_all(monitor: User, admin: User, tmp_path: Path) -> None:
    old = key_in_force()
    drafted(monitor)
    update = drafted(monitor)
    out, _new = rotated(tmp_path, old)
    services.keep_sealed(evidence=the_row(update), kind="place", content=b"moved since", at=NOON)
    before = [bytes(part.ciphertext) for part in SealedPart.objects.order_by("pk")]

    with pytest.raises(CommandError, match="nothing was replaced"):
        imported(out)

    assert [bytes(part.ciphertext) for part in SealedPart.objects.order_by("pk")] == before


def test_a_bundle_sealed_to_a_key_that_is_not_in_force_is_refused(
    monitor: User, admin: User, tmp_path: Path
) -> None:
    old = key_in_force()
    drafted(monitor)
    out, new = rotated(tmp_path, old)
    SealingKey.objects.filter(public_key=str(new.to_public())).update(retired_at=NOON, retired_by=admin)

    with pytest.raises(CommandError, match="add them first"):
        imported(out)


def test_only_an_admin_replaces_what_is_sealed_and_a_broken_history_undoes_it(
    monitor: User, reviewer: User, admin: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = key_in_force()
    drafted(monitor)
    out, _new = rotated(tmp_path, old)
    given = {"parts": list(read_bundle(out)), "public_keys": public_keys_of(out), "at": NOON}

    with pytest.raises(NotPermitted):
        services.import_resealed(by=reviewer, **given)

    def broken(**_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(history, "record", broken)
    with pytest.raises(OSError, match="full"):
        services.import_resealed(by=admin, **given)
    assert all(part.resealed_at is None for part in SealedPart.objects.all())
