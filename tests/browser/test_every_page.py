"""Every kind of page the site has, walked from the front page, is whole, readable and clean."""

from urllib.parse import urlsplit

import pytest
from django.urls import get_resolver

from tests.browser.crawl import Walk

# Pages that nobody reaches by following links as a reader: they belong to people with an account.
BEHIND_AN_ACCOUNT = {
    "workspace",
    "read-notices",
    "no-change",
    "observe-again",
    "record-progress",
    "record-grade",
    "sign-out",
    "second-factor",
    "account",
    "account-password",
    "digest",
    "confirm-digest",
    "stop-digest",
    "sign-out-everywhere",
    "confirm",
    "second-factor-needed",
    "add-app",
    "add-passkey",
    "remove-factor",
    "renew-codes",
    "make-token",
    "revoke-token",
    # names under which allauth looks for pages of ours
    "account_login",
    "account_reauthenticate",
    "mfa_authenticate",
}
# An invitation needs its code, a file and a feed are no pages, the way from an admin screen leads on to one.
# The walk knows a page with a question, as these always have one, under a name of its own.
ASKED = {"cite", "cite-file"}
# Asked by whoever watches the server, not by people.
OF_SUPERVISORS = {"health", "ready", "metrics"}
NOT_BY_LINKS = {"invitation", "evidence-file", "changes-feed", "on-site"} | ASKED | OF_SUPERVISORS
LIST_PAGES = {
    f"{noun}:{page}"
    for noun in (
        "benchmarks",
        "recommendations",
        "indicators",
        "legal-instruments",
        "cases",
        "elections",
        "parties",
        "places",
        "resolutions",
        "mandate-holders",
        "milestones",
        "interlocutors",
        "documents",
        "themes",
    )
    for page in ("list", "detail")
}


def named_pages() -> set[str]:
    """The names of the site's own pages, without namespaces: what the walk has to open."""
    plain = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}
    return (plain | LIST_PAGES | {"progress-updates:detail"}) - BEHIND_AN_ACCOUNT - NOT_BY_LINKS


def test_the_walk_opens_a_page_of_every_kind(walked: Walk) -> None:
    assert sorted(named_pages() - walked.kinds) == []


def test_no_link_is_broken(walked: Walk) -> None:
    assert walked.left_out == [], "the site has outgrown the bound of this walk"
    assert walked.broken_links() == []


def test_links_to_a_place_on_a_page_find_it(walked: Walk) -> None:
    assert walked.missing_places() == []


def found_on(walk: Walk, aspect: str) -> list[str]:
    """What is wrong with any page in one respect, one line a finding, without the server's address."""
    return [
        f"{urlsplit(address).path}: {line}"
        for address, page in walk.visits.items()
        for line in getattr(page, aspect)
    ]


def test_nothing_a_page_asks_for_fails(walked: Walk) -> None:
    assert found_on(walked, "failed") == []


def test_no_page_breaks_the_content_security_policy(walked: Walk) -> None:
    assert found_on(walked, "stopped_by_policy") == []


def test_no_page_writes_errors_to_the_console(walked: Walk) -> None:
    assert found_on(walked, "console") == []


def test_no_page_has_an_accessibility_violation(walked: Walk) -> None:
    assert found_on(walked, "violations") == []


@pytest.mark.parametrize("width", [1280, 375])
def test_no_page_is_wider_than_the_window(walked: Walk, width: int) -> None:
    assert {
        address: page.overflow[width] for address, page in walked.visits.items() if page.overflow[width]
    } == {}
