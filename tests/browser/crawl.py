"""Walking the site from the front page, following every link and opening at least one page of each kind."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import BrowserContext, Page

from tests.browser.visiting import Visit, on_site, opened, visit, without_fragment

MOST_PAGES = 1500
PAGES_OF_A_KIND = 1
NOTHING_WITHOUT_A_QUESTION = {"/cite/"}
# The longest titles and the fullest pages of the report: what a layout has to bear.
ALWAYS_OPENED = ["/benchmarks/6/", "/benchmarks/12/", "/benchmarks/13/", "/benchmarks/?theme=health"]


@dataclass
class Walk:
    """What a walk through the site found."""

    visits: dict[str, Visit] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    linked: set[str] = field(default_factory=set)
    left_out: list[str] = field(default_factory=list)

    @property
    def kinds(self) -> set[str]:
        """The names of the addresses that were opened."""
        return {kind_of(address) for address in self.visits}

    def broken_links(self) -> list[str]:
        """Addresses that a page links to and that do not answer as they should."""
        return sorted(f"{status} {address}" for address, status in self.statuses.items() if status >= 400)

    def missing_places(self) -> list[str]:
        """Links to a place on an opened page that is not there."""
        split = [urldefrag(address) for address in self.linked if "#" in address]
        opened = [(url, place) for url, place in split if place and url in self.visits]
        return sorted(f"{url}#{place}" for url, place in opened if place not in self.visits[url].ids)


def kind_of(address: str) -> str:
    """The name of the view behind an address; a filtered list is a kind of its own."""
    parts = urlsplit(address)
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        return parts.path
    return f"{name}?" if parts.query else name


def is_a_page(address: str) -> bool:
    """Whether an address is one of the site's own screens: data, files and the admin site are not."""
    path = urlsplit(address).path
    return path.endswith("/") and not path.startswith(("/api/", "/admin/", "/static/"))


def walk(context: BrowserContext, site: str) -> Walk:
    """Open a page of each kind as a browser shows it, and ask every other one linked to for its status."""
    found = Walk()
    opened: Counter[str] = Counter()
    waiting = [f"{site}/", *(site + path for path in ALWAYS_OPENED)]
    while waiting and len(found.statuses) < MOST_PAGES:
        # Kinds not seen yet come first, so that the bound never hides one.
        waiting.sort(key=lambda link: opened[kind_of(link)] > 0)
        address = waiting.pop(0)
        kind = kind_of(address)
        always = address.removeprefix(site) in ALWAYS_OPENED
        if is_a_page(address) and (always or opened[kind] < PAGES_OF_A_KIND):
            opened[kind] += 1
            waiting += open_and_follow(context, address, site, found)
        else:
            found.statuses[address] = context.request.get(address).status
        waiting = [link for link in dict.fromkeys(waiting) if link not in found.statuses]
    found.left_out = waiting
    return found


def open_and_follow(context: BrowserContext, address: str, site: str, found: Walk) -> list[str]:
    """Open a page, write down what was found, and answer with the pages of the site it links to."""
    page = visit(context, address)
    found.visits[address], found.statuses[address] = page, page.status
    here = {link for link in page.links if on_site(link, site)}
    found.linked |= here
    return sorted({without_fragment(link) for link in here})


def screen_of(address: str) -> str:
    """The kind of a screen; the admin site deletes, and tells of before, alike for every model."""
    kind = kind_of(address)
    alike = next((end for end in ("delete", "history") if kind.endswith(f"_{end}")), "")
    return f"admin:{alike}" if alike and kind.startswith("admin:") else kind


def open_one_of_each_kind(
    context: BrowserContext, site: str, starts: Iterable[str], look: Callable[[Page, Visit], None]
) -> dict[str, Visit]:
    """One screen of each kind that can be reached from these, the admin's too, by the name of its kind."""
    found: dict[str, Visit] = {}
    waiting = [site + path for path in starts]
    for address in waiting:  # grows on the way
        kind = screen_of(address)
        path = urlsplit(address).path
        if kind in found or path.startswith(("/api/", "/static/")) or not path.endswith("/"):
            continue  # data and files are no screens
        found[kind] = opened(context, address, look)
        links = (as_a_screen(link) for link in sorted(found[kind].links))
        waiting += [link for link in links if on_site(link, site)]
    return found


def as_a_screen(link: str) -> str:
    """Where a link leads, without the question that it asks; with it where there is nothing without one."""
    parts = urlsplit(link)._replace(fragment="")
    return (parts if parts.path in NOTHING_WITHOUT_A_QUESTION else parts._replace(query="")).geturl()
