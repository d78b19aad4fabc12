"""Two people at work in a browser, who use either the mouse or nothing but the keyboard."""

from playwright.sync_api import Locator, Page, expect

MOST_STEPS = 400


class Worker:
    """Somebody at a page who clicks; names are what a screen reader would say."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self.site = site

    def opens(self, path: str) -> None:
        """Type an address."""
        self.page.goto(self.site + path)

    def follows(self, name: str, inside: str = "main") -> None:
        """Follow a link."""
        self.activate(self.page.locator(inside).get_by_role("link", name=name, exact=True).first)

    def presses(self, name: str) -> None:
        """Press a button."""
        self.activate(self.page.locator("main").get_by_role("button", name=name, exact=True))

    def ticks(self, name: str) -> None:
        """Tick a box."""
        box = self.page.get_by_role("checkbox", name=name)
        self.activate(box, key="Space")
        expect(box).to_be_checked()

    def writes(self, label: str, text: str, row: str = "") -> None:
        """Write into a field, over what stands there."""
        field = self.field(label, row)
        self.reach(field)
        field.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)
        expect(field).to_have_value(text)

    def chooses(self, label: str, option: str) -> None:
        """Choose from a list."""
        self.field(label).select_option(label=option)

    def field(self, label: str, row: str = "") -> Locator:
        """A field of the form, or of one of its rows."""
        inside = self.page.get_by_role("group", name=row, exact=True) if row else self.page.locator("main")
        return inside.get_by_label(label, exact=True)

    def reach(self, target: Locator) -> None:
        """Bring the cursor to something."""
        target.click()

    def activate(self, target: Locator, key: str = "Enter") -> None:
        """Use something."""
        target.click()


class KeyboardWorker(Worker):
    """Somebody who has no mouse."""

    def reach(self, target: Locator) -> None:
        """Press Tab until the focus is there, and see that it shows."""
        expect(target).to_be_visible()
        focused = target.and_(self.page.locator(":focus"))
        for _ in range(MOST_STEPS):
            if focused.count():
                assert self.page.locator(":focus-visible").count() == 1, "the focus cannot be seen"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{target} cannot be reached with the Tab key")

    def activate(self, target: Locator, key: str = "Enter") -> None:
        """Go there and press the key; Enter leads to another page."""
        self.reach(target)
        if key != "Enter":
            self.page.keyboard.press(key)
            return
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def chooses(self, label: str, option: str) -> None:
        """Type the option's first letters, as one does in a list."""
        field = self.field(label)
        self.reach(field)
        self.page.keyboard.type(option)
        expect(field.locator("option:checked")).to_have_text(option)
