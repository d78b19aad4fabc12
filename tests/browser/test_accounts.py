"""Accounts in a real browser: a passkey made and shown, an invitation taken up, pages that are whole."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from core import invitations
from core.models import User
from core.permissions import Role
from tests.browser.conftest import Site
from tests.browser.people import Worker
from tests.browser.visiting import PHONE, Visit, accessibility_violations, horizontal_overflow, listen
from tests.core.signing_in import code_now, recovery_codes
from tests.factories.core import PASSWORD, UserFactory

NEW_PASSWORD = "sw0rdfish-and-chips"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def faults() -> list[str]:
    """What was found wrong with any page of the test."""
    return []


@pytest.fixture
def worker(open_context: Callable[..., BrowserContext], site: Site, faults: list[str]) -> Iterator[Worker]:
    """Somebody at a browser with a security key, not signed in; nothing may be wrong with any page."""
    page = open_context().new_page()
    found = Visit("")
    listen(page, found)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield Worker(page, site.url)
    assert found.console + found.failed + faults == []


@pytest.fixture
def person(site: Site) -> User:
    """A monitor of this test alone, with an app and recovery codes."""
    made: User = UserFactory(roles=["monitor"])
    recovery_codes(made)
    return made


def look_at(page: Page, faults: list[str], at: str) -> None:
    """Look at the page at this address from every side, once it is there."""
    page.wait_for_url(lambda address: urlsplit(address).path == at)
    wide = page.viewport_size
    faults += accessibility_violations(page)
    if horizontal_overflow(page, PHONE):
        faults.append(f"{page.url} is wider than a phone")
    if wide:
        page.set_viewport_size(wide)


def first_step(worker: Worker, person: User, password: str = PASSWORD) -> None:
    worker.opens("/sign-in/")
    worker.writes("Username", person.username)
    worker.writes("Password", password)
    worker.presses("Sign in")


def sign_in(worker: Worker, person: User) -> None:
    first_step(worker, person)
    worker.writes("Code", recovery_codes(person)[0])
    worker.presses("Sign in")
    expect(worker.page.get_by_role("button", name="Sign out", exact=True)).to_be_visible()


def test_a_passkey_is_made_and_lets_in(worker: Worker, person: User, faults: list[str]) -> None:
    sign_in(worker, person)
    worker.opens("/account/second-factor/passkey/")
    look_at(worker.page, faults, at="/account/second-factor/passkey/")
    worker.writes("Name", "office key")
    worker.presses("Make a passkey")
    expect(worker.page.locator("main")).to_contain_text("Passkey “office key”")
    look_at(worker.page, faults, at="/account/")
    worker.page.get_by_role("button", name="Sign out", exact=True).click()
    worker.page.wait_for_url(f"{worker.site}/")

    first_step(worker, person)
    look_at(worker.page, faults, at="/sign-in/second-factor/")
    worker.presses("Use a passkey")

    worker.page.wait_for_url("**/workspace/")


def test_a_passkey_confirms_too(worker: Worker, person: User) -> None:
    sign_in(worker, person)
    worker.opens("/account/second-factor/passkey/")
    worker.writes("Name", "office key")
    worker.presses("Make a passkey")
    worker.page.wait_for_url("**/account/")

    worker.opens("/account/confirm/?next=/account/password/")
    worker.presses("Use a passkey")

    worker.page.wait_for_url("**/account/password/")


def test_a_newcomer_takes_up_the_account(worker: Worker, site: Site, faults: list[str]) -> None:
    admin = UserFactory(roles=["admin"], is_staff=True, is_superuser=True)
    code = invitations.invite(username="sophea", role=Role.MONITOR, by=admin, at=timezone.now())

    worker.opens(f"/invitation/#{code}")
    expect(worker.field("Invitation code")).to_have_value(code)
    assert code not in worker.page.url
    look_at(worker.page, faults, at="/invitation/")
    worker.writes("New password", NEW_PASSWORD)
    worker.writes("The same again", NEW_PASSWORD)
    worker.presses("Go on")
    look_at(worker.page, faults, at="/account/second-factor/")
    worker.follows("Authenticator app")
    look_at(worker.page, faults, at="/account/second-factor/app/")
    expect(worker.page.get_by_role("img", name="The key below as a picture")).to_be_visible()
    key = worker.page.locator("main code").inner_text().replace(" ", "")
    worker.writes("Code the app shows now", code_now(key))
    worker.presses("Set it up")
    expect(worker.page.get_by_role("link", name="I have written them down")).to_be_visible()
    look_at(worker.page, faults, at="/account/second-factor/app/")
    worker.follows("I have written them down")

    expect(worker.page.get_by_role("heading", level=1)).to_be_visible()
    assert worker.page.url == f"{site.url}/workspace/"


def test_the_pages_of_the_account_are_whole(worker: Worker, person: User, faults: list[str]) -> None:
    sign_in(worker, person)

    for page in ("", "password/", "recovery-codes/", "second-factor/passkey/", "confirm/"):
        worker.opens(f"/account/{page}")
        look_at(worker.page, faults, at=f"/account/{page}")


def test_everything_but_the_passkey_works_without_scripts(
    open_context: Callable[..., BrowserContext], site: Site, person: User
) -> None:
    worker = Worker(open_context(java_script_enabled=False).new_page(), site.url)

    sign_in(worker, person)
    worker.opens("/account/recovery-codes/")
    worker.presses("Make new codes")

    expect(worker.page.locator("main li code")).to_have_count(10)
