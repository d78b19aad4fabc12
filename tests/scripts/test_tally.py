"""The closing line counts all runs, and a test that ran nowhere is found out."""

from pathlib import Path

import pytest

from script.lib import tally

PASSED = '<testcase classname="tests.core" name="{}"/>'
FAILED = '<testcase classname="tests.core" name="{}"><failure message="no"/></testcase>'
BROKEN = '<testcase classname="tests.core" name="{}"><error message="no"/></testcase>'
SKIPPED = '<testcase classname="tests.core" name="{}"><skipped message="no"/></testcase>'


@pytest.fixture
def reports(tmp_path: Path) -> list[Path]:
    """Two runs of four tests."""
    runs = {
        "sqlite": [PASSED.format("a"), FAILED.format("b"), SKIPPED.format("c"), SKIPPED.format("d")],
        "postgresql": [PASSED.format("a"), BROKEN.format("b"), PASSED.format("c"), SKIPPED.format("d")],
    }
    for name, cases in runs.items():
        text = f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>"
        (tmp_path / f"{name}.xml").write_text(text)
    return sorted(tmp_path.glob("*.xml"))


def test_the_closing_line_is_the_sum_of_all_runs(reports: list[Path]) -> None:
    assert tally.closing_line(reports) == "3 passed, 2 failed"


def test_only_a_test_that_ran_nowhere_was_left_out(reports: list[Path]) -> None:
    assert tally.never_run(reports) == ["tests.core::d"]


def test_a_run_that_wrote_no_report_counts_nothing(tmp_path: Path) -> None:
    assert tally.closing_line([tmp_path / "never-written.xml"]) == "0 passed, 0 failed"
