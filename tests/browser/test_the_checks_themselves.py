"""A planted fault of each kind is found: a check that cannot fail would prove nothing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Route

from tests.browser.conftest import Site
from tests.browser.crawl import Walk
from tests.browser.visiting import Visit, visit

POLICY = "default-src 'self'; script-src 'self'; style-src 'self'"
Plant = Callable[[str], Visit]


@pytest.fixture
def plant(open_context: Callable[..., BrowserContext], site: Site) -> Plant:
    """Visit a page whose body is the text given, served in place of one of the site's."""

    def planted(body: str) -> Visit:
        def answer(route: Route) -> None:
            page = (
                f"<!doctype html><html lang=en><title>A page</title><main><h1>A page</h1>{body}</main></html>"
            )
            route.fulfill(body=page, content_type="text/html", headers={"Content-Security-Policy": POLICY})

        context = open_context()
        context.route("**/planted/", answer)
        return visit(context, f"{site.url}/planted/")

    return planted


def test_a_page_without_fault_is_found_without_fault(plant: Plant) -> None:
    page = plant("<p>Nothing is wrong here.</p>")

    assert (page.status, page.console, page.failed, page.violations) == (200, [], [], [])
    assert page.overflow == {1280: 0, 375: 0}


def test_a_picture_without_words_is_an_accessibility_violation(plant: Plant) -> None:
    assert any(
        line.startswith("image-alt") for line in plant("<img src='/static/icons/mark.svg'>").violations
    )


def test_an_inline_script_or_style_breaks_the_policy(plant: Plant) -> None:
    assert plant("<script>1</script>").stopped_by_policy
    assert plant("<p style='color: red'>Red</p>").stopped_by_policy


def test_a_script_that_fails_is_in_the_console(
    open_context: Callable[..., BrowserContext], site: Site
) -> None:
    context = open_context()
    context.route(
        "**/planted/",
        lambda route: route.fulfill(body="<script>no_such()</script>", content_type="text/html"),
    )

    assert visit(context, f"{site.url}/planted/").console


def test_a_file_that_is_not_there_has_failed(plant: Plant) -> None:
    assert any("no-such" in line for line in plant("<img alt='' src='/static/no-such.png'>").failed)


def test_something_wider_than_a_phone_overflows_there_only(plant: Plant) -> None:
    assert plant("<svg width='600' height='10'></svg>").overflow == {1280: 0, 375: 233}


def test_broken_links_and_missing_places_are_reported() -> None:
    page = Visit("http://site/a/", ids={"here"})
    walk = Walk(
        {page.address: page},
        {"http://site/b/": 404, page.address: 200},
        {f"{page.address}#there", f"{page.address}#here"},
    )

    assert walk.broken_links() == ["404 http://site/b/"]
    assert walk.missing_places() == ["http://site/a/#there"]
