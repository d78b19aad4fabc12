"""The keys to which sources are sealed: added and retired by admins, and never a private one."""

import io
import stat
from pathlib import Path

import pyrage
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from core import history, sealing
from core.errors import NotPermitted, RuleBroken, WrongState
from core.models import HistoryEntry, SealingKey, User
from core.sealing_keys import add_sealing_key, retire_sealing_key
from tests.factories.core import NOON, SealingKeyFactory, UserFactory, new_public_key

pytestmark = pytest.mark.django_db


def test_a_key_is_added_and_the_history_says_so(admin: User) -> None:
    public_key = new_public_key()

    key = add_sealing_key(name=" Geneva  office ", public_key=f" {public_key}\n", by=admin, at=NOON)

    assert (key.name, key.public_key, key.added_by) == ("Geneva office", public_key, admin)
    entry = HistoryEntry.objects.get()
    assert (entry.action, entry.after["fingerprint"]) == ("sealing key added", key.fingerprint)


def test_a_retired_key_is_not_used_any_more(admin: User) -> None:
    old, new = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    key = SealingKeyFactory(public_key=str(old.to_public()))
    before = sealing.seal(b"before")
    SealingKeyFactory(public_key=str(new.to_public()))

    retire_sealing_key(key=key, by=admin, at=NOON)
    after = sealing.seal(b"after")

    assert pyrage.decrypt(before.ciphertext, [old]) == b"before"
    assert pyrage.decrypt(after.ciphertext, [new]) == b"after"
    for sealed, wrong in ((after, old), (before, new)):
        with pytest.raises(pyrage.DecryptError):
            pyrage.decrypt(sealed.ciphertext, [wrong])
    assert HistoryEntry.objects.get().action == "sealing key retired"


def test_a_key_is_retired_once(admin: User) -> None:
    key = retire_sealing_key(key=SealingKeyFactory(), by=admin, at=NOON)

    with pytest.raises(WrongState, match="already"):
        retire_sealing_key(key=key, by=admin, at=NOON)


@pytest.mark.parametrize("role", ["monitor", "reviewer", "auditor", "researcher"])
def test_nobody_but_an_admin_touches_the_keys(role: str) -> None:
    person, key = UserFactory(roles=[role]), SealingKeyFactory()

    with pytest.raises(NotPermitted):
        add_sealing_key(name="Mine", public_key=new_public_key(), by=person, at=NOON)
    with pytest.raises(NotPermitted):
        retire_sealing_key(key=key, by=person, at=NOON)

    assert SealingKey.objects.get().retired_at is None


@pytest.mark.parametrize("text", ["", "age1", "age1" + "q" * 58, "ssh-ed25519 AAAA", "age1\ud800", "ខ្មែរ"])
def test_what_is_no_public_key_is_refused(admin: User, text: str) -> None:
    with pytest.raises(RuleBroken, match="not a public key") as refused:
        add_sealing_key(name="Office", public_key=text, by=admin, at=NOON)

    assert refused.value.field == "public_key"


def test_the_same_key_is_not_added_twice(admin: User) -> None:
    key = SealingKeyFactory()

    with pytest.raises(RuleBroken, match="here already"):
        add_sealing_key(name="Again", public_key=key.public_key, by=admin, at=NOON)


def test_a_broken_history_write_adds_no_key(admin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(history, "record", broken)

    with pytest.raises(OSError, match="full"):
        add_sealing_key(name="Office", public_key=new_public_key(), by=admin, at=NOON)
    assert not SealingKey.objects.exists()


def test_the_database_wants_whoever_retired_a_key(admin: User) -> None:
    key = SealingKeyFactory()

    with pytest.raises(IntegrityError, match="sealing_key_retired_has_time_and_person"):
        SealingKey.objects.filter(pk=key.pk).update(retired_at=NOON)


@pytest.mark.parametrize("spelled", [str.upper, str.lower])
def test_a_private_key_is_neither_kept_nor_told_again(client: Client, admin: User, spelled, caplog) -> None:
    private = spelled(str(pyrage.x25519.Identity.generate()))
    client.force_login(admin)

    page = client.post(reverse("admin:core_sealingkey_add"), {"name": "Office", "public_key": private})
    with pytest.raises(CommandError) as refused:
        call_command("add_sealing_key", "Office", private)

    assert "This is a private key" in page.text
    assert private not in page.text + str(refused.value) + caplog.text
    assert not SealingKey.objects.exists()


def test_the_admin_screens_add_and_retire_by_the_service(client: Client, admin: User) -> None:
    client.force_login(admin)

    client.post(reverse("admin:core_sealingkey_add"), {"name": "Office", "public_key": new_public_key()})
    key = SealingKey.objects.get()
    client.post(
        reverse("admin:core_sealingkey_changelist"), {"action": "retire", "_selected_action": [key.pk]}
    )

    key.refresh_from_db()
    assert (key.added_by, key.retired_by) == (admin, admin)
    actions = HistoryEntry.objects.order_by("sequence").values_list("action", flat=True)
    assert list(actions) == ["sealing key added", "sealing key retired"]


def test_the_two_commands_make_and_add_a_pair(admin: User, tmp_path: Path) -> None:
    file, told = tmp_path / "private.txt", io.StringIO()

    call_command("make_sealing_key", str(file), stdout=told, stderr=io.StringIO())
    call_command("add_sealing_key", "Office", told.getvalue().strip(), stdout=io.StringIO())

    identity = pyrage.x25519.Identity.from_str(file.read_text().splitlines()[1])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert pyrage.decrypt(sealing.seal(b"x").ciphertext, [identity]) == b"x"


def test_a_private_key_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "private.txt"
    file.write_text("the only copy")

    with pytest.raises(CommandError, match="never overwritten"):
        call_command("make_sealing_key", str(file))

    assert file.read_text() == "the only copy"


def test_with_several_admins_the_command_asks_which(admin: User) -> None:
    UserFactory(username="second", roles=["admin"])

    with pytest.raises(CommandError, match="--by"):
        call_command("add_sealing_key", "Office", new_public_key())
    call_command("add_sealing_key", "Office", new_public_key(), "--by", "second", stdout=io.StringIO())

    assert SealingKey.objects.get().added_by.username == "second"


def test_without_a_key_sealing_is_refused_and_says_what_to_do() -> None:
    with pytest.raises(sealing.NoSealingKey, match="make_sealing_key"):
        sealing.seal(b"x")
