"""How a release is cited."""

from core.models import Release
from core.references import AUTHOR, Reference


def reference_to(release: Release, address: str) -> Reference:
    """The reference to a release by its page, with the SHA-256 of the whole as it was released."""
    archive = release.archive
    return Reference(
        key=f"{archive.path.removesuffix('.zip')}",
        title=f"{AUTHOR}: everything public",
        day=release.made_at.date(),
        address=address,
        version=f"Release {release.name}",
        note=f"SHA-256 of {archive.path}: {archive.sha256}",
        is_dataset=True,
    )
