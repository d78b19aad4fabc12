"""The first start fills the database whole or not at all, and static files are gathered when they change."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from benchmarks_app.models import Benchmark
from script.lib import preparation


@pytest.mark.django_db
def test_an_empty_database_is_filled_with_the_report_and_accounts() -> None:
    assert preparation.is_empty()

    preparation.fill()

    assert not preparation.is_empty()
    assert Benchmark.objects.count() == 20
    assert get_user_model().objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_interrupted_filling_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    real = preparation.call_command

    def interrupted(name: str, *arguments: Any, **options: Any) -> None:
        if name == "create_local_accounts":
            raise KeyboardInterrupt
        real(name, *arguments, **options)

    monkeypatch.setattr(preparation, "call_command", interrupted)
    with pytest.raises(KeyboardInterrupt):
        preparation.fill()

    assert preparation.is_empty()


def test_static_files_are_gathered_again_only_after_a_change(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any
) -> None:
    gathered: list[str] = []
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "run.txt").touch()
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "page.css").write_text("body {}")
    settings.STATIC_ROOT = tmp_path / "gathered"
    settings.STATIC_ROOT.mkdir()
    monkeypatch.setattr(preparation, "ROOT", tmp_path)
    monkeypatch.setattr(preparation, "call_command", lambda name, **_: gathered.append(name))

    preparation.collect_static()
    preparation.collect_static()
    assert len(gathered) == 1

    (tmp_path / "static" / "page.css").write_text("body { color: black }")
    preparation.collect_static()
    assert len(gathered) == 2
