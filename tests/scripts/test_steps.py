"""Steps in two lanes: each ends as it would alone, nothing said is lost, no lane outlives the other."""

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

    outcomes = run_side_by_side([quiet, python("next", "print('from the next one')")], shown)

    said = capfd.readouterr().out
    assert [(each.name, each.problem) for each in outcomes] == [
        ("quiet", "exit code 3"),
        ("next", ""),
        ("shown", ""),
    ]
    ones = ("from the shown one", "from the quiet one", "FAILED", "from the next one")
    assert [said.index(one) for one in ones] == sorted(said.index(one) for one in ones)


def test_the_two_run_at_the_same_time(tmp_path: Path) -> None:
    wait = (
        "import pathlib, time\n"
        "pathlib.Path({0!r}).touch()\n"
        "while not pathlib.Path({1!r}).exists(): time.sleep(0.02)"
    )
    one, other = str(tmp_path / "one"), str(tmp_path / "other")

    outcomes = run_side_by_side(
        [python("quiet", wait.format(one, other))], python("shown", wait.format(other, one))
    )

    assert [each.problem for each in outcomes] == ["", ""]


def test_when_the_shown_one_is_broken_off_the_quiet_one_ends_and_the_next_does_not_begin(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    begun = tmp_path / "begun"
    quiet = python("quiet", "import time; time.sleep(60)")
    following = python("next", f"import pathlib; pathlib.Path({str(begun)!r}).touch()")

    def broken_off(_step: Step) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(steps, "run_step", broken_off)
    began = time.monotonic()

    with pytest.raises(KeyboardInterrupt):
        run_side_by_side([quiet, following], python("shown", ""))

    assert time.monotonic() - began < 30
    assert not begun.exists()
