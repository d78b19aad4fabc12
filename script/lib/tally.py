"""What pytest's reports say about all its runs together: how many tests passed, failed, or never ran."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree


def results(report: Path) -> Iterator[tuple[str, str]]:
    """Each test in one report, and how it ended: passed, failed or skipped."""
    if not report.is_file():
        return
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314 - pytest wrote it just now
        name = f"{case.get('classname')}::{case.get('name')}"
        if case.find("failure") is not None or case.find("error") is not None:
            yield name, "failed"
        else:
            yield name, "passed" if case.find("skipped") is None else "skipped"


def never_run(reports: Iterable[Path]) -> list[str]:
    """The tests that were skipped wherever they were collected."""
    seen: dict[str, set[str]] = {}
    for report in reports:
        for name, result in results(report):
            seen.setdefault(name, set()).add(result)
    return sorted(name for name, found in seen.items() if found == {"skipped"})


def closing_line(reports: Iterable[Path]) -> str:
    """The sum over all runs, in the form that closes the output."""
    found = [result for report in reports for _, result in results(report)]
    return f"{found.count('passed')} passed, {found.count('failed')} failed"
