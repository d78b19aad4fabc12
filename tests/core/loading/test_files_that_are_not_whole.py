"""A file cut or altered at any byte is refused before anything is read; a hostile one before it swells."""

import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from core.loading.given import BroughtFile, Unreadable
from core.loading.manifest import (
    NAME,
    fixtures_in,
    manifest_in,
    manifest_of,
    refuse_altered,
    whole_by_its_own_line,
    whole_by_the_sets,
    with_its_own_line,
    written,
)
from core.loading.planning import make_plan
from core.loading.reading import read
from core.models import HistoryEntry, Load, Theme, User
from tests.core.loading.files import fixture, theme

FOLDER = Path(settings.BASE_DIR) / "fixtures"
SMALL = fixture(theme("courts"), theme("land", summary="ដី និង land"))


def itself_vouching() -> BroughtFile:
    """A small fixture whose first line vouches for the rest."""
    return BroughtFile(SMALL.name, with_its_own_line(SMALL))


def cuts(content: bytes) -> list[bytes]:
    """The file cut after every byte but the last."""
    return [content[:end] for end in range(len(content))]


def flips(content: bytes) -> list[bytes]:
    """The file with one bit of each byte flipped, another from byte to byte."""
    changed = []
    for place, byte in enumerate(content):
        changed.append(content[:place] + bytes([byte ^ (1 << place % 8)]) + content[place + 1 :])
    return changed


def vouched_for(content: bytes) -> bool:
    """Whether a file of this content would be taken without anybody's word for it."""
    try:
        return whole_by_its_own_line(BroughtFile(SMALL.name, content))
    except Unreadable:
        return False


def test_a_file_that_vouches_for_itself_is_taken_whole_and_never_cut_or_altered() -> None:
    content = itself_vouching().content

    assert vouched_for(content)
    assert not [cut for cut in cuts(content) if vouched_for(cut)]
    assert not [flipped for flipped in flips(content) if vouched_for(flipped)]


def test_a_file_of_the_set_is_taken_whole_and_never_cut_or_altered() -> None:
    manifest = manifest_of([SMALL])

    assert whole_by_the_sets(SMALL, manifest)
    for content in (*cuts(SMALL.content), *flips(SMALL.content)):
        with pytest.raises(Unreadable, match="not whole"):
            whole_by_the_sets(BroughtFile(SMALL.name, content), manifest)


def test_a_manifest_cut_anywhere_cannot_be_read() -> None:
    text = written(manifest_of([SMALL])).rstrip().encode()

    for content in cuts(text):
        with pytest.raises(json.JSONDecodeError):
            json.loads(content)


def test_a_thousand_random_cuts_and_flips_of_the_shipped_set_are_refused(say: Callable[[str], None]) -> None:
    files = [BroughtFile(path.name, path.read_bytes()) for path in fixtures_in(FOLDER)]
    manifest, chance = manifest_in(FOLDER) or {}, random.Random(51)  # noqa: S311
    accepted = 0

    for file in chance.choices(files, weights=[len(file.content) for file in files], k=1000):
        at, bit = chance.randrange(len(file.content)), 1 << chance.randrange(8)
        flipped = file.content[:at] + bytes([file.content[at] ^ bit]) + file.content[at + 1 :]
        for content in (file.content[:at], flipped):
            try:
                accepted += whole_by_the_sets(BroughtFile(file.name, content), manifest)
            except Unreadable:
                continue

    assert all(whole_by_the_sets(file, manifest) for file in files)
    assert accepted == 0
    say(f"1,000 random cuts and 1,000 flipped bits of {len(files)} fixtures: {accepted} accepted")


@pytest.mark.django_db
def test_of_any_damaged_file_nothing_is_loaded(admin: User) -> None:
    content = itself_vouching().content
    chosen = random.Random(6).sample([*cuts(content), *flips(content)], 60)  # noqa: S311

    for damaged in chosen:
        with pytest.raises(Exception) as refusal:  # noqa: PT011 - of two kinds
            make_plan(files=[BroughtFile(SMALL.name, damaged)], by=admin)
        assert type(refusal.value).__name__ in {"Unreadable", "WithoutManifest"}

    assert (Theme.objects.count(), Load.objects.count(), HistoryEntry.objects.count()) == (0, 0, 0)


def test_the_shipped_manifest_is_that_of_the_shipped_fixtures() -> None:
    files = [BroughtFile(path.name, path.read_bytes()) for path in fixtures_in(FOLDER)]

    assert manifest_in(FOLDER) == manifest_of(files), "run manage.py write_manifest fixtures"


class TestTheSetOnTheDisk:
    """`loaddata` and the manifest beside the files."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        """A folder with one fixture and its manifest."""
        (tmp_path / "themes.yaml").write_bytes(SMALL.content)
        call_command("write_manifest", tmp_path)
        return tmp_path

    @pytest.mark.django_db
    def test_is_loaded_whole(self, folder: Path) -> None:
        call_command("loaddata", folder / "themes.yaml", folder / NAME, verbosity=0)

        assert Theme.objects.count() == 2

    @pytest.mark.django_db
    def test_is_refused_when_one_file_was_altered(self, folder: Path) -> None:
        (folder / "themes.yaml").write_bytes(SMALL.content.replace(b"Courts", b"Course"))

        with pytest.raises(CommandError, match=r"not whole.*write_manifest"):
            call_command("loaddata", folder / "themes.yaml", verbosity=0)

        assert not Theme.objects.exists()

    def test_is_refused_when_the_manifest_does_not_name_a_file(self, folder: Path) -> None:
        (folder / "more.yaml").write_bytes(SMALL.content)

        with pytest.raises(Unreadable, match="not in the manifest"):
            refuse_altered([folder / "more.yaml"])

    def test_is_refused_when_the_manifest_is_damaged(self, folder: Path) -> None:
        (folder / NAME).write_text("{", encoding="utf8")

        with pytest.raises(Unreadable, match="damaged"):
            refuse_altered([folder / "themes.yaml"])

    def test_one_file_gets_its_line(self, tmp_path: Path) -> None:
        path = tmp_path / "themes.yaml"
        path.write_bytes(SMALL.content)

        call_command("write_manifest", path)
        once = path.read_bytes()
        call_command("write_manifest", path)

        assert whole_by_its_own_line(BroughtFile(path.name, once))
        assert path.read_bytes() == once


A_ROW = "- model: core.theme\n  fields:\n    slug: a\n    name: "
HOSTILE: dict[str, tuple[Any, str]] = {
    "an alias": ("- &a [x]\n- *a\n", "Anchors"),
    "aliases of aliases": (
        "- &a [x,x,x,x]\n" + "".join(f"- &{b} [*{a},*{a}]\n" for a, b in zip("abcde", "bcdef", strict=True)),
        "Anchors",
    ),
    "a tag that makes an object": ("- !!python/object/apply:os.system ['true']\n", "Tags"),
    "deep nesting": ("[" * 100_000, "nesting depth"),
    "deep nesting that ends": ("[" * 50 + "]" * 50, "deeper"),
    "two documents": ("- model: a\n--- \n- model: b\n", "one YAML document"),
    "a huge number": (A_ROW + "9" * 5000 + "\n", "no value"),
    "a number without end": (A_ROW + ".inf\n", "no number"),
    "a number that loses its nought": (A_ROW + "01\n", "quotes"),
    "a day that is none": (A_ROW + "2022-13-45\n", "no value"),
    "a name twice": (A_ROW + "b\n    name: c\n", "twice"),
    "a merged mapping": ("- {<<: {a: b}}\n", "plain word"),
    "a null byte": (A_ROW + '"\\0"\n', "cannot be kept"),
    "half a sign": (A_ROW + '"\\ud800"\n', "invalid Unicode"),
    "no list": ("model: core.theme\n", "list of rows"),
    "nothing": ("", "list of rows"),
    "a row that is a word": ("- word\n", "names with values"),
    "a row with a number": ("- model: core.theme\n  pk: 1\n  fields: {slug: a}\n", "pk"),
    "what is not UTF-8": (b"- model: \xff\n", "UTF-8"),
    "what is not YAML": ("- a: [\n", "not YAML"),
}


@pytest.mark.parametrize(("content", "why"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused(content: Any, why: str) -> None:
    file = BroughtFile("a.yaml", content if isinstance(content, bytes) else content.encode())

    with pytest.raises(Unreadable, match=why):
        read(file)


def test_a_refusal_names_line_and_column() -> None:
    with pytest.raises(Unreadable, match=r"a\.yaml, line 4, column 5"):
        read(BroughtFile("a.yaml", b"- model: core.theme\n  fields:\n    slug: a\n    slug: b\n"))


def test_a_file_of_another_kind_is_not_read() -> None:
    with pytest.raises(Unreadable, match="these kinds"):
        read(BroughtFile("a.exe", b""))


@pytest.mark.django_db
def test_a_file_too_large_is_not_read(admin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.loading.planning.MOST_BYTES", 10)

    with pytest.raises(Unreadable, match="too large"):
        make_plan(files=[SMALL], by=admin, whole=[SMALL.name])


class TestTheCommand:
    """`manage.py load`."""

    @pytest.mark.django_db
    def test_plans_applies_and_undoes(self, admin: User, tmp_path: Path) -> None:
        path = tmp_path / "themes.yaml"
        path.write_bytes(itself_vouching().content)

        assert "2 new" in self.run("load", path, "--plan", "--by", "admin")
        assert not Theme.objects.exists()
        said = self.run("load", path, "--apply", "--by", "admin", "--reason", "The new edition")
        load = Load.objects.get()
        assert f"Load {load.pk} is applied." in said
        assert "Nothing to change" in self.run("load", path, "--apply", "--by", "admin", "--reason", "x")
        assert "2 deleted" in self.run("undo_load", load.pk, "--plan", "--by", "admin")
        self.run("undo_load", load.pk, "--apply", "--by", "admin", "--reason", "It was wrong")
        assert not Theme.objects.exists()

    @pytest.mark.django_db
    def test_tells_a_program_which_load_it_was_and_what_undoing_did(
        self, admin: User, tmp_path: Path
    ) -> None:
        path = tmp_path / "themes.yaml"
        path.write_bytes(itself_vouching().content)
        named = ("--by", "admin", "--reason", "x", "--json")

        assert json.loads(self.run("load", path, "--plan", *named))["load"] is None
        applied = json.loads(self.run("load", path, "--apply", *named))
        again = json.loads(self.run("load", path, "--apply", *named))
        planned = json.loads(self.run("undo_load", applied["load"], "--plan", *named))
        undone = json.loads(self.run("undo_load", applied["load"], "--apply", *named))

        assert (applied["load"], applied["counts"]["new"]) == (Load.objects.get().pk, 2)
        assert again["load"] is None
        assert (planned["undone"], undone["undone"]) == (False, True)
        assert (undone["load"], undone["counts"]["deleted"]) == (applied["load"], 2)

    @pytest.mark.django_db
    def test_ends_with_1_for_refusals_and_3_for_a_plan_of_before(self, admin: User, tmp_path: Path) -> None:
        path = tmp_path / "themes.yaml"
        path.write_bytes(SMALL.content)
        bad = tmp_path / "bad.yaml"
        bad.write_bytes(fixture(theme("Not a slug")).content)

        assert self.code("load", path, "--plan", "--by", "admin") == 1
        assert self.code("load", bad, "--plan", "--by", "admin", "--whole") == 1
        arguments = ("load", path, "--apply", "--by", "admin", "--reason", "x", "--whole")
        assert self.code(*arguments, "--fingerprint", "0" * 64) == 3
        assert not Theme.objects.exists()

    @pytest.mark.django_db
    def test_a_refusal_names_the_option_by_which_a_person_decides(self, admin: User, tmp_path: Path) -> None:
        path = tmp_path / "themes.yaml"
        path.write_bytes(SMALL.content)
        named = ("--by", "admin", "--reason", "x")

        with pytest.raises(CommandError, match=r"no manifest.* --whole"):
            self.run("load", path, "--apply", *named)
        self.run("load", path, "--apply", *named, "--whole")
        Theme.objects.filter(pk=Theme.objects.values("pk")[:1]).update(name="Edited since")
        with pytest.raises(CommandError, match=r"Nothing was undone.* --leave-conflicts"):
            self.run("undo_load", Load.objects.get().pk, "--apply", *named)

        assert Load.objects.get().undone_at is None

    def run(self, *arguments: Any) -> str:
        said = io.StringIO()
        call_command(*(str(each) for each in arguments), stdout=said)
        return said.getvalue()

    def code(self, *arguments: Any) -> int:
        with pytest.raises(CommandError) as refusal:
            self.run(*arguments)
        return refusal.value.returncode
