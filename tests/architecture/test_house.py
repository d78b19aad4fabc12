"""The house keeps its own rules, and each rule is seen to catch a planted violation."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.architecture import rules

ROOT = Path(__file__).resolve().parents[2]
APPS = ("config", "core", "benchmarks_app", "elections_app", "resolutions_app")
Rule = Callable[[Path], Iterator[str]]


def files(*patterns: str) -> list[Path]:
    """Our own modules, migrations left out."""
    found = (file for app in APPS for pattern in patterns for file in (ROOT / app).glob(pattern))
    return sorted(file for file in found if "migrations" not in file.parts)


EVERYWHERE = files("**/*.py")
MODELS = files("models/*.py", "models.py")
CHANGES = ("progress", "review", "corrections", "follow_up", "notices", "rotation", "erasure", "files")
SERVICES = files("services.py", *(f"services/{name}.py" for name in CHANGES))

HOUSE_RULES = [
    (rules.rooms_without_a_name, EVERYWHERE),
    (rules.long_modules, EVERYWHERE),
    (rules.long_functions, EVERYWHERE),
    (rules.modules_without_docstring, EVERYWHERE),
    (rules.classes_without_docstring, EVERYWHERE),
    (rules.rules_hidden_in_models, MODELS),
    (rules.services_called_by_position, SERVICES),
]


@pytest.mark.parametrize(("rule", "where"), HOUSE_RULES, ids=[rule.__name__ for rule, _ in HOUSE_RULES])
def test_the_house_keeps_the_rule(rule: Rule, where: list[Path]) -> None:
    assert where, "this rule looks at no file at all"
    broken = [place for file in where for place in rule(file)]

    assert broken == []


PLANTED = [
    (rules.rooms_without_a_name, "utils.py", '"""Things."""\n'),
    (rules.long_modules, "results.py", '"""Results."""\n' + "x = 1\n" * 300),
    (rules.long_functions, "results.py", "def long():\n" + "    x = 1\n" * 31),
    (rules.modules_without_docstring, "results.py", "x = 1\n"),
    (rules.classes_without_docstring, "results.py", "class Result:\n    pass\n"),
    (rules.rules_hidden_in_models, "results.py", "class Result:\n    def save(self):\n        pass\n"),
    (rules.rules_hidden_in_models, "results.py", "from django.db.models.signals import post_save\n"),
    (rules.services_called_by_position, "services.py", "def publish(update, by, at):\n    pass\n"),
    (rules.services_called_by_position, "services.py", "def publish(*, update, by):\n    pass\n"),
]


@pytest.mark.parametrize(("rule", "name", "source"), PLANTED)
def test_a_planted_violation_is_caught(rule: Rule, name: str, source: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_text(source, encoding="utf8")

    assert list(rule(file)), f"{rule.__name__} did not see it"
