"""Hostile text in every field of the database is shown as text: none is executed, and no page breaks."""

from collections.abc import Callable
from typing import Any

import django.template.base
import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import Site
from tests.browser.crawl import open_one_of_each_kind
from tests.browser.visiting import Visit, opened
from tests.hostile_text.strings import HOSTILE
from tests.hostile_text.writing import Written

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Say = Callable[[str], None]
STARTS = {
    "": ["/", "/benchmarks/12/", "/documents/a-hrc-51-66/"],
    "reviewer": ["/workspace/", "/recommendations/"],
    "auditor": ["/history/"],
    "admin": ["/admin/"],
}
# What only hostile text could have made: our pages have no handlers, no frames and no programs of their own.
NOT_OURS = """() => [
  ...(window.__executed ? ['executed'] : []),
  ...[...document.querySelectorAll('*')].flatMap(one => [
    ...[...one.attributes].filter(a => /^on/i.test(a.name)).map(a => `${one.tagName} ${a.name}`),
    ...['href', 'src', 'action', 'formaction', 'xlink:href', 'srcdoc']
      .filter(name => /^\\s*(javascript|data|vbscript):/i.test(one.getAttribute(name) || ''))
      .map(name => `${one.tagName} ${name}=${one.getAttribute(name).slice(0, 40)}`),
  ]),
  ...[...document.querySelectorAll('script:not([src]):not([type="application/json"])')].map(() => 'SCRIPT'),
  ...[...document.querySelectorAll('iframe, object, embed, animate')].map(one => one.tagName),
  ...(document.querySelectorAll('main').length === 1 && document.querySelector('h1') ? [] : ['broken']),
]"""


def look(page: Page, found: Visit) -> None:
    """Use what can be used without leaving, then write down everything that is not ours."""
    page.on("dialog", lambda dialog: dialog.dismiss())
    found.violations = page.evaluate(NOT_OURS)


@pytest.mark.parametrize("role", STARTS)
def test_no_page_of_any_role_does_what_the_text_says(
    open_context: Callable[..., BrowserContext],
    site: Site,
    spoiled: tuple[dict[str, str], Written],
    say: Say,
    role: str,
) -> None:
    written = spoiled[1]
    context = open_context(signed_in_as=role, bypass_csp=True)
    found = open_one_of_each_kind(context, site.url, STARTS[role], look)
    wrong = {kind: page.violations for kind, page in found.items() if page.violations}

    say(
        f"{len(HOSTILE)} strings, {len(written.strings)} of them in {sum(written.values.values())} values of "
        f"{len(written.values)} fields ({len(written.refusing)} fields refuse them all); "
        f"{role or 'reader'}: {len(found)} kinds of page, {len(wrong)} where one did something"
    )
    assert wrong == {}
    assert {kind: page.status for kind, page in found.items() if page.status >= 500} == {}


def test_a_template_that_forgets_to_escape_is_found(
    open_context: Callable[..., BrowserContext], site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def as_if_safe(value: Any) -> str:
        return str(value)

    monkeypatch.setattr(django.template.base, "conditional_escape", as_if_safe)

    page = opened(open_context(bypass_csp=True), f"{site.url}/benchmarks/", look)

    assert "executed" in page.violations


def test_every_string_stands_somewhere(spoiled: tuple[dict[str, str], Written]) -> None:
    assert spoiled[1].strings == set(HOSTILE)
