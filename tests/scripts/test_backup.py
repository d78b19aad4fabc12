"""A backup made under load holds one moment, comes back row for row and file for file, or not at all."""

import hashlib
import io
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyrage
import pytest

from script.lib import backup_archive
from script.lib.backup_archive import Writer
from script.lib.checkout import ROOT
from script.lib.refusals import Refused
from tests.own_database import DATABASES, environment_for, run

KEY = pyrage.x25519.Identity.generate()
ANOTHER = pyrage.x25519.Identity.generate()
FLIPPED_IN_THE_WHOLE = 3


class TestArchive:
    """The file itself: whatever is changed in it, it is refused."""

    @pytest.fixture
    def archive(self, tmp_path: Path) -> Path:
        def fill(writer: Writer) -> None:
            writer.add("files/one", io.BytesIO(b"one" * 40), 120)
            writer.finish({"tables": {}})

        path = tmp_path / "small.age"
        backup_archive.write(path, [str(KEY.to_public())], fill)
        return path

    def test_it_holds_what_was_put_in_for_its_owner_alone(self, archive: Path) -> None:
        found: dict[str, bytes] = {}

        manifest = backup_archive.read(archive, [KEY], keeping(found))

        assert found == {"files/one": b"one" * 40}
        told = {"size": 120, "sha256": hashlib.sha256(b"one" * 40).hexdigest()}
        assert manifest["members"] == {"files/one": told}
        assert archive.stat().st_mode & 0o777 == 0o600
        assert b"one" * 5 not in archive.read_bytes()

    def test_one_flipped_bit_anywhere_in_the_head_or_sampled_in_the_body_is_refused(
        self, archive: Path, say: Callable[[str], None]
    ) -> None:
        whole = archive.read_bytes()
        head = whole.index(b"\n---") + 50
        body = random.Random(6).sample(range(head, len(whole)), 300)  # noqa: S311
        accepted = [place for place in [*range(head), *body] if is_read(archive, flipped(whole, place))]

        say(f"backup: one bit flipped at {head} places of the head and {len(body)} of the body, all refused")
        assert accepted == []
        assert is_read(archive, whole)

    def test_cut_anywhere_it_is_refused(self, archive: Path) -> None:
        whole = archive.read_bytes()

        assert not [size for size in range(0, len(whole), 97) if is_read(archive, whole[:size])]

    def test_a_wrong_key_is_told_as_such(self, archive: Path) -> None:
        with pytest.raises(Refused, match="None of the private keys given opens"):
            backup_archive.read(archive, [ANOTHER], keeping({}))

    def test_a_manifest_that_lies_is_refused(self, tmp_path: Path) -> None:
        def fill(writer: Writer) -> None:
            writer.add("files/one", io.BytesIO(b"one"), 3)
            writer.members["files/one"]["sha256"] = hashlib.sha256(b"two").hexdigest()
            writer.finish({"tables": {}})

        backup_archive.write(tmp_path / "lie.age", [str(KEY.to_public())], fill)

        with pytest.raises(Refused, match="nothing was restored"):
            backup_archive.read(tmp_path / "lie.age", [KEY], keeping({}))

    def test_when_filling_it_fails_nothing_is_left(self, tmp_path: Path) -> None:
        def fill(writer: Writer) -> None:
            raise Refused("The disk is full.")

        with pytest.raises(Refused, match="disk is full"):
            backup_archive.write(tmp_path / "none.age", [str(KEY.to_public())], fill)

        assert list(tmp_path.iterdir()) == []


def keeping(found: dict[str, bytes]) -> Callable[[str, int, IO[bytes]], None]:
    """Takes each member into a dictionary."""

    def take(name: str, size: int, source: IO[bytes]) -> None:
        found[name] = source.read()

    return take


def flipped(whole: bytes, place: int) -> bytes:
    """The same bytes with one bit of one of them changed."""
    return whole[:place] + bytes([whole[place] ^ 1 << place % 8]) + whole[place + 1 :]


def is_read(path: Path, content: bytes) -> bool:
    """Whether a file with this content passes."""
    changed = path.with_name("changed.age")
    changed.write_bytes(content)
    try:
        backup_archive.read(changed, [KEY], keeping({}))
    except Refused:
        return False
    return True


@contextmanager
def written_to(url: str, folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """Somebody writes until the end of the block."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.scripts.write_load"],
        cwd=ROOT,
        env=environment_for(url, folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as load:
        yield load
        load.communicate(timeout=60)
    assert load.returncode == 0


@pytest.mark.own_database
@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(DATABASES))
def test_what_was_saved_under_load_comes_back_whole_or_not_at_all(
    kind: str, tmp_path: Path, say: Callable[[str], None]
) -> None:
    key, archive = tmp_path / "key", tmp_path / "backup.age"
    key.write_text(f"{KEY}\n", encoding="ascii")
    with DATABASES[kind]() as (url, folder, _):
        run(url, folder, "manage.py", "migrate", "--verbosity=0")
        with written_to(url, folder) as load:
            assert load.stdout is not None
            sure = [int(load.stdout.readline()) for _ in range(12)]
            told = run(url, folder, "-m", "script.lib.backup", str(archive), "--to", str(KEY.to_public()))
        empty = an_empty_one(kind, url, tmp_path)
        refuse_what_was_changed(empty, tmp_path, archive, key)
        said = run(*empty, "-m", "script.lib.restore", str(archive), "--key", str(key))
        again = restoring(*empty, archive, key)
        there = found_in(*empty)

    say(f"{kind}: {told.strip().partition(': ')[2]}")
    assert "each as it was saved" in said
    assert set(sure) <= there
    assert "This server is not empty" in again.stderr


def an_empty_one(kind: str, url: str, folder: Path) -> tuple[str, Path]:
    """The address of an empty database of the same kind, and an empty folder of data."""
    data = folder / "data"
    data.mkdir(mode=0o700)
    if kind == "sqlite":
        return f"sqlite:///{data / 'restored.sqlite3'}", data
    make = "import psycopg2, sys; c = psycopg2.connect(sys.argv[1]); c.autocommit = True;"
    run(url, data, "-c", f"{make} c.cursor().execute('CREATE DATABASE restored')", url)
    return f"{url.rpartition('/')[0]}/restored", data


def refuse_what_was_changed(empty: tuple[str, Path], folder: Path, archive: Path, key: Path) -> None:
    """A flipped bit, and another's key: refused, and the server stays empty."""
    whole = archive.read_bytes()
    changed, wrong = folder / "changed.age", folder / "wrong-key"
    wrong.write_text(f"{ANOTHER}\n", encoding="ascii")
    places = random.Random(6).sample(range(len(whole)), FLIPPED_IN_THE_WHOLE)  # noqa: S311
    for place in places:
        changed.write_bytes(flipped(whole, place))
        assert "nothing was restored" in restoring(*empty, changed, key).stderr
    assert "None of the private keys given opens" in restoring(*empty, archive, wrong).stderr
    assert list(empty[1].iterdir()) == []


def restoring(url: str, folder: Path, archive: Path, key: Path) -> "subprocess.CompletedProcess[str]":
    """An attempt that must be refused."""
    done = subprocess.run(
        [sys.executable, "-m", "script.lib.restore", str(archive), "--key", str(key)],
        cwd=ROOT,
        env=environment_for(url, folder),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout
    return done


LOOK = """
import hashlib, pathlib
from django.conf import settings
from benchmarks_app.models import Evidence, EvidenceFile, ProgressUpdate
for file in EvidenceFile.objects.all():
    content = (pathlib.Path(settings.DATA_DIR) / "files" / file.name).read_bytes()
    assert hashlib.sha256(content).hexdigest() == file.sha256
names = {path.name for path in (pathlib.Path(settings.DATA_DIR) / "files").iterdir()}
assert names == set(EvidenceFile.objects.values_list("name", flat=True))
assert not ProgressUpdate.objects.filter(evidence=None).exists()
print(*ProgressUpdate.objects.values_list("pk", flat=True))
"""


def found_in(url: str, folder: Path) -> set[int]:
    """The updates of a restored server, once every file was found to be its row's."""
    run(url, folder, "manage.py", "verify_history")
    return set(map(int, run(url, folder, "manage.py", "shell", "--verbosity=0", "-c", LOOK).split()))
