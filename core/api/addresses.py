"""Full addresses, many at a time, under the name by which a caller asked the site."""

from typing import Any

from django.http import HttpRequest

from core.page_addresses import here, path_of


class Site:
    """The site under the name a caller asked it by."""

    def __init__(self, request: HttpRequest) -> None:
        self.root = f"{request.scheme}://{request.get_host()}"
        self._here = here()

    def address(self, view: str, key: Any) -> str:
        """The full address of the row of this key."""
        return self.root + path_of(view, (key,), *self._here)

    def page(self, row: Any) -> str:
        """The full address of the page that shows the row."""
        return self.root + row.get_absolute_url()
