"""A reader's visit, with and without scripts, in the dark, on paper, with the keyboard; a monitor's too."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Site
from tests.browser.visiting import PHONE, accessibility_violations, visit

OpenPage = Callable[..., Page]


@pytest.mark.parametrize(
    "path", ["/", "/benchmarks/", "/benchmarks/12/", "/recommendations/", "/indicators/"]
)
def test_a_page_is_whole_without_scripts(open_page: OpenPage, path: str) -> None:
    page = open_page(path, java_script_enabled=False)

    expect(page.locator("h1")).to_be_visible()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()


def test_a_list_can_be_narrowed_without_scripts(open_page: OpenPage) -> None:
    page = open_page("/benchmarks/", java_script_enabled=False)

    page.get_by_label("Current status").select_option("off_target")
    page.get_by_role("button", name="Show").click()

    expect(page.get_by_role("status")).to_have_text("1 benchmark")


@pytest.mark.parametrize("path", ["/", "/benchmarks/6/", "/indicators/"])
def test_a_page_is_readable_in_the_dark(open_page: OpenPage, path: str) -> None:
    page = open_page(path, color_scheme="dark")

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 26)"
    assert accessibility_violations(page) == []


@pytest.mark.parametrize("path", ["/", "/benchmarks/6/"])
def test_a_page_on_a_phone_has_no_accessibility_violation(open_page: OpenPage, path: str) -> None:
    assert accessibility_violations(open_page(path, viewport=PHONE)) == []


def test_the_keyboard_reaches_the_content_first(open_page: OpenPage) -> None:
    page = open_page("/benchmarks/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def test_a_figure_leads_to_its_source(open_page: OpenPage) -> None:
    page = open_page("/indicators/prisoners/")

    page.get_by_role("region", name="Observations").get_by_role("link", name="A/HRC/51/66, para. 41").click()

    expect(page).to_have_url(re.compile(r"/documents/a-hrc-51-66/#passage-para-41$"))


def test_paper_shows_the_content_and_its_sources_but_no_navigation(open_page: OpenPage) -> None:
    page = open_page("/benchmarks/6/")
    page.emulate_media(media="print")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.locator(".print-header")).to_contain_text("/benchmarks/6/")
    address = "getComputedStyle(document.querySelector('#documents a[data-address]'), '::after').content"
    assert "http" in page.evaluate(address)


@pytest.mark.parametrize(
    ("person", "path"),
    [
        ("monitor", "/workspace/"),
        ("monitor", "/benchmarks/6/record/"),
        ("reviewer", "/workspace/"),
        ("auditor", "/history/"),
        ("auditor", "/history/1/"),
    ],
)
def test_the_pages_of_the_team_are_as_clean(
    open_context: Callable[..., BrowserContext], site: Site, person: str, path: str
) -> None:
    page = visit(open_context(signed_in_as=person), site.url + path)

    assert page.status == 200
    assert (page.violations, page.console, page.failed) == ([], [], [])
    assert set(page.overflow.values()) == {0}
