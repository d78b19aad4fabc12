"""One drill: the site under load, the kills, the wait, and what is found."""

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from script.lib import drill_findings
from script.lib.checkout import temporary_folder
from script.lib.drill_findings import Findings
from script.lib.drill_load import Load, written
from script.lib.kill_drill import Plan
from script.lib.processes import Site, running

SECONDS_TO_BE_DONE = 120
MANY = "1000000"
PEOPLE = (
    "from core.accounts import make_ready_account\n"
    "from core.models import ApiToken\n"
    "from core.permissions import Role, Scope\n"
    "for name in ('drill-reviewer', 'drill-second-reviewer'):\n"
    "    make_ready_account(username=name, role=Role.REVIEWER)\n"
    "writer = make_ready_account(username='drill-monitor', role=Role.MONITOR).person\n"
    "print(ApiToken.objects.create(user=writer, scope=Scope.RECORD)[1])\n"
)


@dataclass
class Killed:
    """What was killed, how many processes that were, and what had ended by itself and was started again."""

    kinds: Counter[str] = field(default_factory=Counter)
    processes: int = 0
    ended: Counter[str] = field(default_factory=Counter)

    @property
    def told(self) -> str:
        """The numbers, for people."""
        listed = ", ".join(f"{kind} {count}" for kind, count in sorted(self.kinds.items()))
        ended = ", ".join(f"{name} {count}" for name, count in sorted(self.ended.items())) or "none"
        return f"kill -9: {listed} ({self.processes} processes); ended by themselves: {ended}"


@dataclass(frozen=True)
class Outcome:
    """What a drill did and found."""

    killed: Killed
    load: Load
    findings: Findings
    seconds: float
    history: str

    @property
    def is_well(self) -> bool:
        """Whether everything acknowledged is there, whole, and followed by its work exactly once."""
        return self.findings.is_well and self.seconds < SECONDS_TO_BE_DONE and bool(self.load.submitted)

    @property
    def told(self) -> str:
        """The numbers, for people."""
        found, load = self.findings, self.load
        return (
            f"{self.killed.told}\n"
            f"acknowledged: {len(load.drafted)} drafts, {len(load.submitted)} submissions;"
            f" not acknowledged: {load.unanswered}\n"
            f"lost: {found.lost}; half-written: {found.half_written};"
            f" effects due: {found.effects}, never done: {found.never_done}, done twice: {found.done_twice};"
            f" all done {self.seconds:.0f} s after the last kill\n"
            f"history: {self.history}"
        )


def silence(_words: str) -> None:
    """Who does not want to know how far a drill is."""


def drill(plan: Plan, *, settings: str = "", say: Callable[[str], None] = silence) -> Outcome:
    """A drill on a site of its own; `settings` are others than production's."""
    with temporary_folder("tracker-drill-") as folder:
        more = {"DJANGO_SETTINGS_MODULE": settings} if settings else {}
        with running(folder, surroundings={"API_CALLS_PERSON": MANY, **more}) as site:
            return drill_on(site, plan, say=say)


def drill_on(site: Site, plan: Plan, *, say: Callable[[str], None] = silence) -> Outcome:
    """A drill on a site that is up."""
    token = site.run("manage.py", "shell", "--verbosity=0", "-c", PEOPLE).split()[-1]
    killed = Killed()
    with written(token, site.web_ports, plan.threads) as load:
        time.sleep(plan.pause)
        for number, kind in enumerate(plan.victims()):
            start_what_has_ended(site, killed)
            kill(site, kind, number, killed)
            say(f"{number + 1}: {kind} killed; {len(load.submitted)} submissions acknowledged")
            time.sleep(plan.pause)
    start_what_has_ended(site, killed)
    last = time.monotonic()
    findings = found_at_last(site, load, last)
    seconds = time.monotonic() - last
    history = site.run("manage.py", "verify_history").splitlines()[0]
    return Outcome(killed, load, findings, seconds, history)


def start_what_has_ended(site: Site, killed: Killed) -> None:
    """Start again what has ended by itself, as a container engine does, and keep count of it."""
    for name, process in site.processes.items():
        if process.has_ended():
            killed.ended[name] += 1
            process.start()
            process.wait()


def kill(site: Site, kind: str, number: int, killed: Killed) -> None:
    """Kill one process of a kind with all that it has started, and let it start again."""
    names = [name for name in site.processes if name.partition("-")[0] == kind]
    process = site.processes[names[number % len(names)]]
    killed.processes += process.kill()
    killed.kinds[kind] += 1
    time.sleep(random.Random(number).random())  # noqa: S311  away for up to a second
    process.start()
    process.wait()


def found_at_last(site: Site, load: Load, since: float) -> Findings:
    """What is found once all work is done, or when the time for it is over."""
    while True:
        owed = drill_findings.owed(site.database_url)
        findings = drill_findings.look(site.database_url, load.drafted, load.submitted)
        is_over = time.monotonic() - since >= SECONDS_TO_BE_DONE
        if is_over or not (owed or findings.never_done):
            return findings
        time.sleep(1)
