"""What is pinned is pinned whole, and names neither a registry nor a machine."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))
GROUPS = {"run": PROJECT["project"]["dependencies"], **PROJECT["dependency-groups"]}
FILE_OF = {"lint": "test"}
NAME = re.compile(r"^[a-z0-9-]+")


def pins(group: str) -> dict[str, str]:
    """The packages pinned in one file, each with all its lines."""
    text = (ROOT / "requirements" / f"{FILE_OF.get(group, group)}.txt").read_text(encoding="utf8")
    entries = text.replace("\\\n", " ").splitlines()
    return {entry.split("==")[0]: entry for entry in entries}


@pytest.mark.parametrize("group", GROUPS)
def test_everything_asked_for_is_pinned(group: str) -> None:
    asked_for = {NAME.match(requirement).group() for requirement in GROUPS[group]}  # type: ignore[union-attr]

    assert asked_for <= set(pins(group)), "run script/lock"


@pytest.mark.parametrize("group", GROUPS)
def test_every_pin_has_hashes_and_no_address(group: str) -> None:
    for name, entry in pins(group).items():
        assert "--hash=sha256:" in entry, name
        assert "://" not in entry
        assert "/" not in entry


@pytest.mark.parametrize("group", GROUPS)
def test_every_dependency_has_a_lower_bound(group: str) -> None:
    assert [requirement for requirement in GROUPS[group] if ">=" not in requirement] == []


def test_the_tests_run_with_exactly_what_is_served() -> None:
    tested = pins("test")

    assert {name: tested.get(name) for name in pins("run")} == pins("run")


def test_the_lock_of_the_browser_names_no_address() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf8"))
    packages = {name: package for name, package in lock["packages"].items() if name}

    assert "node_modules/@sparticuz/chromium" in packages
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if "integrity" not in package] == []
