"""Everything that is sealed, as it lies in the database, on its way to where the private key is."""

from collections.abc import Iterator

from benchmarks_app.models import SealedPart
from core.sealed_bundles import Part


def sealed_parts(*, update: int | None = None) -> Iterator[Part]:
    """The sealed parts of one update, or of all, one at a time."""
    rows = SealedPart.objects.select_related("evidence").order_by(
        "evidence__update", "evidence__order", "kind"
    )
    for row in (rows.filter(evidence__update=update) if update else rows).iterator(chunk_size=20):
        yield Part(
            update=row.evidence.update_id,
            evidence=str(row.evidence.key),
            kind=row.kind,
            ciphertext=bytes(row.ciphertext),
            keys=tuple(row.keys),
            sealed_at=row.sealed_at.isoformat(),
        )
