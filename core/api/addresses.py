"""Full addresses, many at a time, under the name by which a caller asked the site."""

from typing import Any

from django.http import HttpRequest

from core.page_addresses import reverse


class Site:
    """The site under the name a caller asked it by; an address is worked out once for each answer."""

    def __init__(self, request: HttpRequest) -> None:
        self.root = f"{request.scheme}://{request.get_host()}"
        self._known: dict[tuple[str, Any], str] = {}

    def address(self, view: str, key: Any) -> str:
        """The full address of the row of this key."""
        found = self._known.get((view, key))
        if found is None:
            found = self._known[view, key] = self.root + reverse(view, args=[key])
        return found

    def page(self, row: Any) -> str:
        """The full address of the page that shows the row."""
        return self.root + row.get_absolute_url()
