"""Runs the steps of a check one after the other, and tells how each ended and how long it took."""

import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from script.lib.checkout import ROOT
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
    outcome = Outcome(step.name, f"exit code {code}" if code else "", time.monotonic() - began)
    print(f"<== {line(outcome)}", flush=True)
    return outcome


def line(outcome: Outcome) -> str:
    """One step on one line."""
    verdict = f"FAILED ({outcome.problem})" if outcome.problem else "ok"
    return f"{outcome.name:<36} {outcome.seconds:7.1f} s  {verdict}"


def table(outcomes: Sequence[Outcome]) -> str:
    """All steps, one a line, and the seconds they took together."""
    total = sum(outcome.seconds for outcome in outcomes)
    return "\n".join(["", *map(line, outcomes), f"{'together':<36} {total:7.1f} s", ""])
