"""Django's own `loaddata`, after which the search finds what was loaded."""

from typing import Any

from django.core.management.commands import loaddata

from core.search_index import refresh_everything


class Command(loaddata.Command):
    """Fixtures go past the services, so the index of the search is brought up to date with them."""

    def loaddata(self, fixture_labels: Any) -> None:
        """Load and index in the one transaction that the command holds."""
        super().loaddata(fixture_labels)
        refresh_everything()
