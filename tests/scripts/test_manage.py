"""`manage.py` runs under whatever Python a person has: it finds the one that script/serve installed."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from script.lib.checkout import ROOT

WITHOUT_DJANGO = [sys.executable, "-S"]


@pytest.fixture
def manage(tmp_path: Path) -> Path:
    return Path(shutil.copy(ROOT / "manage.py", tmp_path / "manage.py"))


def run(manage: Path) -> subprocess.CompletedProcess[str]:
    command = [*WITHOUT_DJANGO, str(manage), "load", "a file.csv"]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


def test_it_goes_on_with_the_python_that_serve_installed(manage: Path) -> None:
    python = manage.parent / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\nprintf "%s|" "$@"\n')
    python.chmod(0o755)

    assert run(manage).stdout == f"{manage}|load|a file.csv|"


def test_it_says_what_to_do_where_nothing_is_installed(manage: Path) -> None:
    ended = run(manage)

    assert ended.returncode == 1
    assert ended.stderr.strip() == "What the tracker needs is not installed: run script/serve once."


def test_an_environment_that_was_left_half_made_does_not_start_itself_for_ever(manage: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", manage.parent / ".venv"], check=True, timeout=60
    )

    assert "run script/serve once" in run(manage).stderr
