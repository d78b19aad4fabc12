"""Opening pages and writing down what is wrong with them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response, ViewportSize

DESKTOP = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=375, height=800)
# What the browser says when the Content-Security-Policy stops something.
REFUSED_BY_POLICY = "Content Security Policy"
ICON = "/static/icons/mark.svg"

LINKS = "links => links.map(link => link.href)"
IDS = "elements => elements.map(element => element.id)"
OVERFLOW = "html => html.scrollWidth - window.innerWidth"


@dataclass
class Visit:
    """One page as it was found."""

    address: str
    status: int = 0
    console: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    overflow: dict[int, int] = field(default_factory=dict)
    links: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)

    @property
    def stopped_by_policy(self) -> list[str]:
        """What the Content-Security-Policy stopped on this page."""
        return [line for line in self.console if REFUSED_BY_POLICY in line]


def accessibility_violations(page: Page) -> list[str]:
    """What axe finds wrong with the page as it now stands, one line an element."""
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def horizontal_overflow(page: Page, size: ViewportSize) -> int:
    """By how many pixels the page is wider than a window of this size."""
    page.set_viewport_size(size)
    return max(0, page.locator("html").evaluate(OVERFLOW))


def listen(page: Page, visit: Visit) -> None:
    """Write down errors of the console and of the page's scripts, and requests that fail."""

    def note_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            visit.console.append(message.text)

    def note_response(response: Response) -> None:
        if response.status >= 400:
            visit.failed.append(f"{response.status} {response.url}")

    def note_failure(request: Request) -> None:
        # An icon that was still on its way when the next page was opened did not fail.
        if not (request.failure == "net::ERR_ABORTED" and request.url.endswith(ICON)):
            visit.failed.append(request.url)

    page.on("console", note_console)
    page.on("pageerror", lambda error: visit.console.append(str(error)))
    page.on("requestfailed", note_failure)
    page.on("response", note_response)


def visit(context: BrowserContext, address: str) -> Visit:
    """Open a page in a window of its own and look at it from every side."""
    return opened(context, address, look_from_every_side)


def look_from_every_side(page: Page, found: Visit) -> None:
    """Is it accessible, does it fit, what can be linked to?"""
    page.set_viewport_size(DESKTOP)
    found.violations = accessibility_violations(page)
    found.overflow = {size["width"]: horizontal_overflow(page, size) for size in (DESKTOP, PHONE)}
    found.ids = set(page.eval_on_selector_all("[id]", IDS))


def opened(context: BrowserContext, address: str, look: Callable[[Page, Visit], None]) -> Visit:
    """Open a page in a window of its own, note what the browser complains of and where it leads, and look."""
    found = Visit(address)
    page = context.new_page()
    listen(page, found)
    response = page.goto(address)
    found.status = response.status if response else 0
    look(page, found)
    hrefs = page.eval_on_selector_all("a[href]", LINKS)
    found.links = {urljoin(address, href) for href in hrefs if href.startswith("http")}
    page.close()
    return found


def without_fragment(address: str) -> str:
    """The address of the page itself."""
    return urldefrag(address).url


def on_site(address: str, site: str) -> bool:
    """Whether an address belongs to the site under test."""
    return urlsplit(address).netloc == urlsplit(site).netloc
