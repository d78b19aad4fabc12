"""The fixtures that lie beside the program, for an admin to pick."""

from pathlib import Path

from django.conf import settings

from core.loading.given import BroughtFile
from core.loading.loadable import loadable_models
from core.loading.manifest import manifest_in, whole_by_the_sets


def names() -> list[str]:
    """The fixtures of which files may bring every row, by the manifest."""
    known = set(loadable_models())
    manifest = manifest_in(_folder()) or {}
    return sorted(name for name, said in manifest.items() if set(said["rows"]) <= known)


def picked(name: str) -> BroughtFile:
    """One of them; raises Unreadable where it does not fit the manifest."""
    file = BroughtFile(name, (_folder() / name).read_bytes())
    whole_by_the_sets(file, manifest_in(_folder()) or {})
    return file


def _folder() -> Path:
    return Path(settings.FIXTURES_FOLDER)
