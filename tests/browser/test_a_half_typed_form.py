"""What is typed survives a lost connection or an ended session, and nothing confidential is kept."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from core.models import User
from tests.browser.conftest import Site
from tests.browser.people import Worker
from tests.core.signing_in import recovery_codes
from tests.factories.core import PASSWORD

FORM = "/benchmarks/2/record/"
NARRATIVE = "Half of a sentence that nobody has"
KEPT = "() => JSON.stringify(Object.fromEntries(Object.entries(localStorage)))"


@pytest.fixture
def context(open_context: Callable[..., BrowserContext]) -> BrowserContext:
    """A monitor's browser, with nothing kept in it."""
    return open_context(signed_in_as="monitor")


@pytest.fixture
def monitor(context: BrowserContext, site: Site) -> Worker:
    """A monitor with the form open and a sentence half typed."""
    monitor = Worker(context.new_page(), site.url)
    monitor.opens(FORM)
    type_half(monitor)
    return monitor


def type_half(monitor: Worker) -> None:
    monitor.chooses("Assessor", "OHCHR")
    monitor.writes("Narrative", NARRATIVE)
    monitor.writes("What it is", "Court statistics", row="Evidence 1")
    expect_kept(monitor.page, "Court statistics")


def kept(page: Page) -> str:
    return str(page.evaluate(KEPT))


def expect_kept(page: Page, text: str) -> None:
    page.wait_for_function("text => Object.values(localStorage).some(kept => kept.includes(text))", arg=text)


def put_back(monitor: Worker) -> None:
    expect(monitor.page.get_by_text("What you typed here before was kept")).to_be_visible()
    expect(monitor.field("Narrative")).to_have_value("")
    monitor.presses("Put it back")
    expect(monitor.field("Narrative")).to_have_value(NARRATIVE)
    expect(monitor.field("What it is", row="Evidence 1")).to_have_value("Court statistics")


def test_a_lost_connection_loses_nothing(monitor: Worker, context: BrowserContext) -> None:
    context.set_offline(True)
    with monitor.page.expect_event("requestfailed"):
        monitor.presses("Save the draft")
    context.set_offline(False)

    monitor.opens(FORM)

    put_back(monitor)


def test_an_ended_session_loses_nothing(monitor: Worker, context: BrowserContext) -> None:
    context.clear_cookies(name="sessionid")
    monitor.presses("Save the draft")
    expect(monitor.page.locator("main")).to_contain_text("nothing was saved yet")

    sign_in(monitor, "monitor")

    assert monitor.page.url.endswith(FORM)
    put_back(monitor)


def test_rows_that_were_added_come_back_too(monitor: Worker) -> None:
    monitor.presses("One more row of evidence")
    monitor.writes("What it is", "A third thing", row="Evidence 3")
    expect_kept(monitor.page, "A third thing")

    monitor.opens(FORM)
    put_back(monitor)

    expect(monitor.field("What it is", row="Evidence 3")).to_have_value("A third thing")


def test_what_was_saved_is_not_kept_any_longer(monitor: Worker) -> None:
    monitor.chooses("Status", "variable")
    monitor.writes("Assessed on", "2024")
    monitor.writes("Origin", "Ministry of Justice", row="Evidence 1")

    monitor.presses("Save the draft")
    expect(monitor.page.locator("main")).to_contain_text("Saved as a draft.")

    assert json.loads(kept(monitor.page)) == {}
    monitor.opens(FORM)
    expect(monitor.page.get_by_text("What you typed here before was kept")).to_have_count(0)


def test_what_is_not_wanted_any_more_is_thrown_away(monitor: Worker) -> None:
    monitor.opens(FORM)
    monitor.presses("Throw it away")

    assert json.loads(kept(monitor.page)) == {}


def test_nothing_of_a_restricted_row_is_kept_not_even_what_was_typed_before_it_was_one(
    monitor: Worker,
) -> None:
    monitor.writes("Origin", "A secret origin", row="Evidence 1")
    expect_kept(monitor.page, "A secret origin")

    monitor.field("Who may see it", row="Evidence 1").select_option("restricted")
    monitor.page.wait_for_function("() => !JSON.stringify(localStorage).includes('secret')")

    assert NARRATIVE in kept(monitor.page)
    assert "Court statistics" not in kept(monitor.page)


def test_a_source_is_never_kept_even_while_its_row_is_still_public(monitor: Worker) -> None:
    monitor.page.get_by_role("group", name="Evidence 1", exact=True).locator("summary").click()
    for label in ("Who else sees this row", "Who the source is", "How to reach them", "Where they are"):
        monitor.writes(label, "Sok Chan", row="Evidence 1")
    monitor.writes("Narrative", f"{NARRATIVE} finished")
    expect_kept(monitor.page, "finished")

    assert "Sok Chan" not in kept(monitor.page)


def test_neither_the_token_of_the_form_nor_a_password_is_kept(monitor: Worker) -> None:
    token = monitor.page.locator("form[data-keep-draft] [name=csrfmiddlewaretoken]").input_value()

    assert token not in kept(monitor.page)


def test_the_next_person_at_the_machine_is_offered_nothing(monitor: Worker, context: BrowserContext) -> None:
    context.clear_cookies()
    sign_in(monitor, "reviewer")

    monitor.opens(FORM)

    expect(monitor.page.get_by_text("What you typed here before was kept")).to_have_count(0)


def test_signing_out_leaves_nothing_behind(monitor: Worker, context: BrowserContext) -> None:
    context.clear_cookies()
    sign_in(monitor, "monitor")
    monitor.opens(FORM)
    assert NARRATIVE in kept(monitor.page)

    monitor.page.get_by_role("button", name="Sign out").click()

    assert json.loads(kept(monitor.page)) == {}


def sign_in(worker: Worker, username: str) -> None:
    if "/sign-in/" not in worker.page.url:
        worker.opens("/sign-in/")
    worker.writes("Username", username)
    worker.writes("Password", PASSWORD)
    worker.presses("Sign in")
    worker.writes("Code", recovery_codes(User.objects.get(username=username))[0])
    worker.presses("Sign in")
    expect(worker.page.get_by_role("button", name="Sign out")).to_be_visible()
