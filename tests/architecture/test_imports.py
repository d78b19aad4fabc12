"""The import contract is kept, and an import that points up is caught."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("config", "core", "benchmarks_app", "elections_app", "resolutions_app")


def contract(house: Path) -> subprocess.CompletedProcess[str]:
    """Ask import-linter about the house in this folder."""
    program = str(Path(sys.executable).with_name("lint-imports"))
    return subprocess.run(
        [program, "--no-cache"], cwd=house, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture
def copied_house(tmp_path: Path) -> Path:
    """A copy of our modules to plant something in."""
    for app in APPS:
        shutil.copytree(ROOT / app, tmp_path / app, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_imports_point_down() -> None:
    kept = contract(ROOT)

    assert kept.returncode == 0, kept.stdout


@pytest.mark.parametrize(
    ("module", "planted"),
    [
        ("core/outbox.py", "import benchmarks_app.models"),
        ("elections_app/models/places.py", "import resolutions_app.models"),
        ("resolutions_app/models/mandate.py", "import benchmarks_app.models"),
        ("benchmarks_app/models/law.py", "import config.celery"),
        ("benchmarks_app/models/law.py", "import benchmarks_app.services"),
        ("benchmarks_app/services/progress.py", "import benchmarks_app.forms"),
    ],
)
def test_an_import_that_points_up_is_caught(copied_house: Path, module: str, planted: str) -> None:
    file = copied_house / module
    file.write_text(f"{file.read_text(encoding='utf8')}\n{planted}\n", encoding="utf8")

    assert contract(copied_house).returncode == 1
