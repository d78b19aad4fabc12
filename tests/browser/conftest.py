"""A real browser and a running site with the report's content, both started once for these tests."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from benchmarks_app.models import Benchmark, ProgressUpdate
from tests.browser.crawl import Walk, walk
from tests.browser.visiting import DESKTOP
from tests.factories.benchmarks import EvidenceFactory, ProgressUpdateFactory
from tests.factories.core import HistoryEntryFactory, SealingKeyFactory, UserFactory

HERE = Path(__file__).parent
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

OpenPage = Callable[..., Page]


class Site:
    """The running site, and the sessions of the people who may sign in to it."""

    def __init__(self, url: str, sessions: dict[str, str]) -> None:
        self.url = url
        self.sessions = sessions


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this folder drives a browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


def fill() -> dict[str, str]:
    """Load the content, publish one judgement of each kind, and sign somebody of each role in."""
    call_command("loaddata", *settings.FIXTURES, verbosity=0)
    sessions = {}
    for role in ("monitor", "reviewer", "auditor", "admin"):
        client, may_enter = Client(), role == "admin"
        person: Any = UserFactory(username=role, roles=[role], is_staff=may_enter, is_superuser=may_enter)
        client.force_login(person)
        sessions[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
    assess()
    SealingKeyFactory()
    said = {"narrative": "What was said.", "evidence": [{"origin": "A court", "visibility": "public"}]}
    HistoryEntryFactory(before=said, after={**said, "narrative": "What is said."}, reason="A slip.")
    return sessions


def assess() -> None:
    """Judgements of each status, and one update that waits for review."""
    for number, status in enumerate(ProgressUpdate.Status, start=3):
        update = ProgressUpdateFactory(
            benchmark=Benchmark.objects.get(number=number), status=status, published=True
        )
        EvidenceFactory(update=update)
    ProgressUpdateFactory(benchmark=Benchmark.objects.get(number=1), submitted=True)


@pytest.fixture(scope="package")
def database(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The test database, open to these tests; emptied after them.

    pytest-django makes it only when a collected test carries its mark, and these do not: they keep
    their rows from one test to the next.
    """
    is_made = any(item.get_closest_marker("django_db") for item in request.session.items)
    with django_db_blocker.unblock():
        made_here = (
            [] if is_made else setup_databases(verbosity=0, interactive=False, aliases={"default": None})
        )
        name = Path(str(connection.settings_dict["NAME"])).name
        assert name.startswith("test"), f"{name} is not a database to fill and empty"
        yield
        call_command("flush", interactive=False, verbosity=0)
        teardown_databases(made_here, verbosity=0)


@pytest.fixture(scope="package")
def site(database: None) -> Iterator[Site]:
    """The site with the content of the fixtures, served from another thread."""
    sessions = fill()
    server = LiveServer("localhost")
    yield Site(server.url, sessions)
    server.stop()


@pytest.fixture(scope="package")
def browser(site: Site) -> Iterator[Browser]:
    """The Chromium that CHROMIUM names; without one these tests fail, they are never skipped."""
    program = os.environ.get("CHROMIUM", "")
    if not Path(program).is_file():
        pytest.fail(
            "CHROMIUM names no browser: run the tests with script/test, which finds one.", pytrace=False
        )
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop running in this thread, in which Django would refuse to query.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield chromium
        chromium.close()
        connections.close_all()  # those made under that loop, which nothing else would find


@pytest.fixture(scope="package")
def reader(browser: Browser) -> Iterator[BrowserContext]:
    """A reader's browser: no account."""
    context = browser.new_context(viewport=DESKTOP)
    yield context
    context.close()


@pytest.fixture(scope="package")
def walked(reader: BrowserContext, site: Site) -> Walk:
    """The whole site as a reader finds it, walked once."""
    return walk(reader, site.url)


@pytest.fixture
def open_context(browser: Browser, site: Site) -> Iterator[Callable[..., BrowserContext]]:
    """A browser window of one's own: `open_context(signed_in_as="monitor", java_script_enabled=False)`."""
    contexts: list[BrowserContext] = []

    def open_one(*, signed_in_as: str = "", **options: Any) -> BrowserContext:
        context = browser.new_context(**{"viewport": DESKTOP, **options})
        contexts.append(context)
        if signed_in_as:
            cookie: Any = {
                "name": settings.SESSION_COOKIE_NAME,
                "value": site.sessions[signed_in_as],
                "url": site.url,
            }
            context.add_cookies([cookie])
        return context

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def open_page(open_context: Callable[..., BrowserContext], site: Site) -> OpenPage:
    """One page: `open_page("/benchmarks/", signed_in_as="monitor", java_script_enabled=False)`."""

    def open_one(path: str, **options: Any) -> Page:
        page = open_context(**options).new_page()
        page.goto(site.url + path)
        return page

    return open_one
