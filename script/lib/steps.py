"""Runs the steps of a check, one after the other or in two lanes at once, and tells how each ended."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
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


def run_side_by_side(quiet: Sequence[Step], shown: Step) -> list[Outcome]:
    """Runs steps one after the other beside one that is seen as it goes; what they say comes at the end."""
    with temporary_folder("tracker-step-") as folder:
        said = [folder / str(place) for place in range(len(quiet))]
        for step in quiet:
            print(f"\n==> {step.name} (at the same time; what it says follows below)", flush=True)
        with in_the_background(quiet, said) as ended:
            last, outcomes = run_step(shown), ended.result()
        for outcome, file in zip(outcomes, said, strict=True):
            print(f"\n==> {outcome.name}", flush=True)
            with file.open() as text:
                shutil.copyfileobj(text, sys.stdout)
            print(f"<== {line(outcome)}", flush=True)
    return [*outcomes, last]


@contextmanager
def in_the_background(steps: Sequence[Step], said: Sequence[Path]) -> Iterator[Future[list[Outcome]]]:
    """Steps that run in turn during the block, and are ended with it when the block fails."""
    turns = Turns()
    with ThreadPoolExecutor(1) as waiting:
        try:
            yield waiting.submit(
                lambda: [turns.run(step, file) for step, file in zip(steps, said, strict=True)]
            )
        finally:
            turns.stop()


class Turns:
    """One step at a time, until somebody stops them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._stopped = False
        self._process: subprocess.Popen[str] | None = None

    def run(self, step: Step, said: Path) -> Outcome:
        """Runs a step, which says everything into a file."""
        began = time.monotonic()
        with said.open("w") as output:
            with self._lock:
                if self._stopped:
                    return Outcome(step.name, "not begun", 0.0)
                self._process = process = started(step, output)
            return outcome_of(step, process.wait(), began)

    def stop(self) -> None:
        """Ends what runs, and lets nothing begin any more."""
        with self._lock:
            self._stopped = True
            if self._process and self._process.poll() is None:
                self._process.terminate()


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
