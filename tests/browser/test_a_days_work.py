"""A monitor and a reviewer do a day's work: by mouse, by keyboard, on a phone, without scripts."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, expect

from benchmarks_app.models import Benchmark, ProgressUpdate
from tests.browser.conftest import Site
from tests.browser.people import KeyboardWorker, Worker
from tests.browser.visiting import DESKTOP, PHONE, accessibility_violations, horizontal_overflow

State = ProgressUpdate.State
NARRATIVE = "Every prisoner in *two provinces* now sees a judge within a day."


@dataclass(frozen=True)
class Day:
    """One way of working, on a benchmark of its own."""

    number: int
    kind: type[Worker]
    width: int
    scripts: bool

    def __str__(self) -> str:
        tool = "keyboard" if self.kind is KeyboardWorker else "mouse"
        return f"{tool}, {self.width} pixels, {'scripts' if self.scripts else 'no scripts'}"


WAYS = [
    (kind, width, scripts) for kind in (Worker, KeyboardWorker) for width in (1280, 375) for scripts in (1, 0)
]
DAYS = [Day(12 + i, kind, width, bool(scripts)) for i, (kind, width, scripts) in enumerate(WAYS)]


class Team:
    """The monitor and the reviewer of one day, each at a machine of their own."""

    def __init__(self, day: Day, open_context: Callable[..., BrowserContext], site: Site) -> None:
        size = DESKTOP if day.width == DESKTOP["width"] else PHONE
        options = {"viewport": size, "java_script_enabled": day.scripts}
        pages = [open_context(signed_in_as=who, **options).new_page() for who in ("monitor", "reviewer")]
        self.day, self.size = day, size
        self.monitor, self.reviewer = (day.kind(page, site.url) for page in pages)
        self.benchmark = Benchmark.objects.get(number=day.number)

    def looks_at(self, worker: Worker) -> None:
        """The page fits the window and can be used by everybody."""
        assert horizontal_overflow(worker.page, self.size) == 0, worker.page.url
        if self.day.scripts:
            assert accessibility_violations(worker.page) == [], worker.page.url

    def newest(self) -> ProgressUpdate:
        """The update this day is about, as it is saved."""
        return ProgressUpdate.objects.filter(benchmark=self.benchmark).latest("created_at")


@pytest.fixture(params=DAYS, ids=str)
def team(request: pytest.FixtureRequest, open_context: Callable[..., BrowserContext], site: Site) -> Team:
    return Team(request.param, open_context, site)


def test_a_days_work(team: Team) -> None:
    record_what_is_not_yet_corroborated(team)
    corroborate_and_submit(team)
    return_with_a_note(team)
    answer_the_note(team)
    publish(team)
    say_that_nothing_has_changed_since(team)


def record_what_is_not_yet_corroborated(team: Team) -> None:
    monitor = team.monitor
    monitor.opens("/workspace/")
    team.looks_at(monitor)
    monitor.follows(f"Record progress on {team.benchmark}")
    team.looks_at(monitor)
    monitor.chooses("Status", "achieved")
    monitor.chooses("Assessor", "OHCHR")
    monitor.writes("Assessed on", "2024-06")
    monitor.writes("Narrative", NARRATIVE)
    monitor.presses("Preview the narrative")
    expect(monitor.page.locator("#preview em")).to_have_text("two provinces")
    expect(monitor.page.locator("#preview")).to_be_in_viewport()
    monitor.writes("What it is", "Court statistics", row="Evidence 1")
    monitor.writes("Origin", "Ministry of Justice", row="Evidence 1")
    if team.day.scripts:
        told = monitor.page.get_by_role("status").filter(has_text="second origin")
        expect(told).to_be_visible()


def corroborate_and_submit(team: Team) -> None:
    monitor = team.monitor
    monitor.presses("Save and submit for review")
    expect(monitor.page.locator("main")).to_contain_text("needs evidence from a second origin")
    team.looks_at(monitor)
    monitor.writes("What it is", "Report of a visit", row="Evidence 2")
    monitor.writes("Origin", "An observer group", row="Evidence 2")
    if team.day.scripts:
        expect(monitor.page.get_by_text("Two independent origins stand behind")).to_be_visible()
    monitor.presses("Save and submit for review")
    expect(monitor.page.locator("main")).to_contain_text("Submitted. A reviewer will look at it.")
    assert team.newest().state == State.SUBMITTED


def return_with_a_note(team: Team) -> None:
    reviewer = team.reviewer
    reviewer.opens("/workspace/")
    reviewer.follows(str(team.benchmark), inside="#queue")
    team.looks_at(reviewer)
    expect(reviewer.page.locator(".preview")).to_contain_text("now sees a judge within a day")
    reviewer.writes("Note to the author", "Which provinces?")
    reviewer.presses("Return to the author")
    expect(reviewer.page.locator("main")).to_contain_text("Returned to its author with your note.")


def answer_the_note(team: Team) -> None:
    monitor = team.monitor
    monitor.opens("/workspace/")
    expect(monitor.page.locator("#returned")).to_contain_text("Which provinces?")
    monitor.follows(str(team.benchmark), inside="#returned")
    monitor.writes("Narrative", f"{NARRATIVE} These are Kampot and Kep.")
    monitor.presses("Save the draft")
    expect(monitor.page.locator("main")).to_contain_text("Saved as a draft.")
    monitor.presses("Submit for review")
    expect(monitor.page.locator("main")).to_contain_text("Submitted.")


def publish(team: Team) -> None:
    reviewer = team.reviewer
    reviewer.opens("/workspace/")
    reviewer.follows(str(team.benchmark), inside="#queue")
    reviewer.presses("Publish")
    expect(reviewer.page.locator("main")).to_contain_text("tick this before you publish")
    reviewer.ticks("I have read it as the public will see it: it names nobody who could be harmed.")
    reviewer.presses("Publish")
    expect(reviewer.page.locator("main")).to_contain_text("Published. Everybody can read it now.")
    team.looks_at(reviewer)
    assert team.newest().state == State.PUBLISHED


def say_that_nothing_has_changed_since(team: Team) -> None:
    monitor = team.monitor
    monitor.opens(f"/workspace/no-change/?theme={team.benchmark.themes.first().slug}")
    team.looks_at(monitor)
    monitor.ticks(f"{team.benchmark} achieved")
    monitor.writes("Checked on", "2024-12-31")
    monitor.presses("Continue")
    team.looks_at(monitor)
    monitor.presses("Record and submit 1 update")
    expect(monitor.page.locator("main")).to_contain_text("1 update was submitted.")
    assert (team.newest().trend, team.newest().state) == ("unchanged", State.SUBMITTED)


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("kind", [Worker, KeyboardWorker], ids=["mouse", "keyboard"])
def test_new_values_for_many(
    open_context: Callable[..., BrowserContext], site: Site, kind: type[Worker], width: int
) -> None:
    size = DESKTOP if width == DESKTOP["width"] else PHONE
    context = open_context(signed_in_as="monitor", viewport=size)
    monitor = kind(context.new_page(), site.url)

    monitor.opens("/workspace/observe-again/?benchmark=6")
    assert accessibility_violations(monitor.page) == []
    monitor.writes("Period", "2024-06")
    monitor.chooses("Assessor", "OHCHR")
    monitor.writes("Where the values come from", "Prison department")
    monitor.writes("Value: People in prison", "38000")
    monitor.presses("Continue")

    assert accessibility_violations(monitor.page) == []
    assert horizontal_overflow(monitor.page, size) == 0
    expect(monitor.page.locator("#confirm")).to_contain_text("People in prison: 38,000 people")
    monitor.presses("Record and submit")
    expect(monitor.page.locator("main")).to_contain_text("1 update was submitted.")
