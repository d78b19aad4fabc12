"""Runs the steps of a check, one after the other or two at once, and tells how each ended."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from script.lib.checkout import ROOT, temporary_folder
from script.lib.programs import Command


@dataclass(frozen=True)
class Step:
    """One command to run, and what it is called in the table."""

    name: str
    command: Command
    environment: Mapping[str, str]


@dataclass(frozen=True)
class Outcome:
    """How a step ended."""

    name: str
    problem: str
    seconds: float


def run_step(step: Step) -> Outcome:
    """Runs one step in the foreground."""
    print(f"\n==> {step.name}", flush=True)
    began = time.monotonic()
    code = subprocess.run(step.command, env=dict(step.environment), cwd=ROOT, check=False).returncode
    outcome = outcome_of(step, code, began)
    print(f"<== {line(outcome)}", flush=True)
    return outcome


def run_side_by_side(quiet: Step, shown: Step) -> list[Outcome]:
    """Runs two steps at once: one is seen as it goes, what the other says comes when both have ended."""
    with temporary_folder("tracker-step-") as folder:
        said = folder / "said"
        with in_the_background(quiet, said) as ended:
            print(f"\n==> {quiet.name} (at the same time; what it says follows below)", flush=True)
            outcomes = [run_step(shown), ended.result()]
        print(f"\n==> {quiet.name}", flush=True)
        with said.open() as text:
            shutil.copyfileobj(text, sys.stdout)
        print(f"<== {line(outcomes[1])}", flush=True)
    return outcomes[::-1]


@contextmanager
def in_the_background(step: Step, said: Path) -> Iterator[Future[Outcome]]:
    """A step that runs during the block, and is ended with it when the block fails."""
    with said.open("w") as output, ThreadPoolExecutor(1) as waiting:
        began = time.monotonic()
        process = started(step, output)
        try:
            yield waiting.submit(lambda: outcome_of(step, process.wait(), began))
        finally:
            if process.poll() is None:
                process.terminate()


def started(step: Step, output: IO[str]) -> subprocess.Popen[str]:
    """The process of a step, which says everything into a file."""
    return subprocess.Popen(
        step.command,
        env=dict(step.environment),
        cwd=ROOT,
        stdout=output,
        stderr=subprocess.STDOUT,
        text=True,
    )


def outcome_of(step: Step, code: int, began: float) -> Outcome:
    """How a step ended that began at that time of the monotonic clock."""
    return Outcome(step.name, f"exit code {code}" if code else "", time.monotonic() - began)


def line(outcome: Outcome) -> str:
    """One step on one line."""
    verdict = f"FAILED ({outcome.problem})" if outcome.problem else "ok"
    return f"{outcome.name:<36} {outcome.seconds:7.1f} s  {verdict}"


def table(outcomes: Sequence[Outcome]) -> str:
    """All steps, one a line, and the seconds they took together."""
    total = sum(outcome.seconds for outcome in outcomes)
    return "\n".join(["", *map(line, outcomes), f"{'all steps':<36} {total:7.1f} s", ""])
