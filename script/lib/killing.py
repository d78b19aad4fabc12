"""One drill: the site under load, the kills, the wait, and what is found."""

import random
import time
from collections import Counter
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Outcome:
    """What a drill did and found."""

    killed: Counter[str]
    processes: int
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
        kills = ", ".join(f"{kind} {count}" for kind, count in sorted(self.killed.items()))
        found, load = self.findings, self.load
        return (
            f"kill -9: {kills} ({self.processes} processes)\n"
            f"acknowledged: {len(load.drafted)} drafts, {len(load.submitted)} submissions;"
            f" not acknowledged: {load.unanswered}\n"
            f"lost: {found.lost}; half-written: {found.half_written};"
            f" effects due: {found.effects}, never done: {found.never_done}, done twice: {found.done_twice};"
            f" all done {self.seconds:.0f} s after the last kill\n"
            f"history: {self.history}"
        )


def drill(plan: Plan, *, settings: str = "") -> Outcome:
    """A drill on a site of its own; `settings` are others than production's."""
    with temporary_folder("tracker-drill-") as folder:
        more = {"DJANGO_SETTINGS_MODULE": settings} if settings else {}
        with running(folder, surroundings={"API_CALLS_PERSON": MANY, **more}) as site:
            return drill_on(site, plan)


def drill_on(site: Site, plan: Plan) -> Outcome:
    """A drill on a site that is up."""
    token = site.run("manage.py", "shell", "--verbosity=0", "-c", PEOPLE).split()[-1]
    killed: Counter[str] = Counter()
    processes = 0
    with written(token, site.web_ports, plan.threads) as load:
        time.sleep(plan.pause)
        for number, kind in enumerate(plan.victims()):
            processes += kill(site, kind, number)
            killed[kind] += 1
            time.sleep(plan.pause)
    last = time.monotonic()
    findings = found_at_last(site, load, last)
    seconds = time.monotonic() - last
    history = site.run("manage.py", "verify_history").splitlines()[0]
    return Outcome(killed, processes, load, findings, seconds, history)


def kill(site: Site, kind: str, number: int) -> int:
    """Kill one process of a kind, and let it start again; says how many processes went with it."""
    names = [name for name in site.processes if name.partition("-")[0] == kind]
    process = site.processes[names[number % len(names)]]
    went = process.kill()
    time.sleep(random.Random(number).random())  # noqa: S311  away for up to a second
    process.start()
    process.wait()
    return went


def found_at_last(site: Site, load: Load, since: float) -> Findings:
    """What is found once all work is done, or when the time for it is over."""
    while True:
        owed = drill_findings.owed(site.database_url)
        findings = drill_findings.look(site.database_url, load.drafted, load.submitted)
        is_over = time.monotonic() - since >= SECONDS_TO_BE_DONE
        if is_over or not (owed or findings.never_done):
            return findings
        time.sleep(1)
