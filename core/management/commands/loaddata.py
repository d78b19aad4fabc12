"""Django's own `loaddata`, after the manifest was asked; then the search finds what was loaded."""

from pathlib import Path
from typing import Any

from django.core.management import CommandError
from django.core.management.commands import loaddata

from core.loading.given import Unreadable
from core.loading.manifest import NAME, refuse_altered
from core.search_index import refresh_everything


class Command(loaddata.Command):
    """Fixtures go past the services, so the index of the search is brought up to date with them."""

    def loaddata(self, fixture_labels: Any) -> None:
        """Load and index in the one transaction that the command holds; never a file that was altered."""
        paths = [Path(label) for label in fixture_labels]
        try:
            refuse_altered(path for path in paths if path.is_file() and path.name != NAME)
        except Unreadable as refusal:
            remedy = "If you changed it yourself: manage.py write_manifest FOLDER."
            raise CommandError(f"{refusal.message} {remedy}") from refusal
        super().loaddata([str(path) for path in paths if path.name != NAME])
        refresh_everything()
