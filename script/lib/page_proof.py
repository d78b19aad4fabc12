"""Renders one page with the browser given; runs in the tests' environment, which has Playwright."""

import sys

from playwright.sync_api import sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PAGE = "<p id=sum></p><script>document.getElementById('sum').textContent = 6 * 7</script>"


def prove(executable: str) -> None:
    """Ends with an error unless the page's own script has run and the picture is not empty."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS, timeout=30_000)
        page = browser.new_page()
        page.set_content(PAGE)
        if page.inner_text("#sum") != "42" or not page.screenshot():
            sys.exit("the page's script did not run")
        browser.close()


if __name__ == "__main__":
    prove(sys.argv[1])
