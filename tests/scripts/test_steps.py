"""Two steps at once: each ends as it would alone, nothing said is lost, neither outlives the other."""

import sys
import time
from pathlib import Path

import pytest

from script.lib import steps
from script.lib.steps import Step, run_side_by_side


def python(name: str, code: str) -> Step:
    """A step that runs this code."""
    return Step(name, [sys.executable, "-c", code], {})


def test_each_step_ends_as_it_would_alone_and_all_that_it_said_is_shown(
    capfd: pytest.CaptureFixture[str],
) -> None:
    quiet = python("quiet", "print('from the quiet one'); raise SystemExit(3)")
    shown = python("shown", "print('from the shown one')")

    outcomes = run_side_by_side(quiet, shown)

    said = capfd.readouterr().out
    assert [(each.name, each.problem) for each in outcomes] == [("quiet", "exit code 3"), ("shown", "")]
    assert said.index("from the shown one") < said.index("from the quiet one") < said.index("FAILED")


def test_the_two_run_at_the_same_time(tmp_path: Path) -> None:
    wait = (
        "import pathlib, time\n"
        "pathlib.Path({0!r}).touch()\n"
        "while not pathlib.Path({1!r}).exists(): time.sleep(0.02)"
    )
    one, other = str(tmp_path / "one"), str(tmp_path / "other")

    outcomes = run_side_by_side(
        python("quiet", wait.format(one, other)), python("shown", wait.format(other, one))
    )

    assert [each.problem for each in outcomes] == ["", ""]


def test_when_the_shown_one_is_broken_off_the_quiet_one_ends_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken_off(_step: Step) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(steps, "run_step", broken_off)
    began = time.monotonic()

    with pytest.raises(KeyboardInterrupt):
        run_side_by_side(python("quiet", "import time; time.sleep(60)"), python("shown", ""))

    assert time.monotonic() - began < 30
