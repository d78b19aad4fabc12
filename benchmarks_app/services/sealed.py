"""What is sealed with a row of evidence: put there, taken over by a copy, removed, sealed to other keys."""

import datetime
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from benchmarks_app.models import Evidence, SealedPart
from core import sealing

Kind = SealedPart.Kind
OF_A_SOURCE = (Kind.IDENTITY, Kind.CONTACT, Kind.PLACE)
LONGEST_SOURCE = 2000


@dataclass(frozen=True)
class Source:
    """Who said it, how to reach them and where they are; in clear only until the request is answered."""

    identity: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    place: str = field(default="", repr=False)

    def parts(self) -> dict[str, str]:
        """What was given, by kind."""
        told = {str(kind): str(getattr(self, kind)) for kind in OF_A_SOURCE}
        return {kind: text for kind, text in told.items() if text.strip()}


def seal_source(*, evidence: Evidence, source: Source, at: datetime.datetime) -> None:
    """Seal each part that was given, in the place of what was sealed before; raises NoSealingKey."""
    for kind, text in source.parts().items():
        keep_sealed(evidence=evidence, kind=kind, content=text.encode(), at=at)


def keep_sealed(*, evidence: Evidence, kind: str, content: bytes, at: datetime.datetime) -> SealedPart:
    """Seal bytes and keep them with a row, in the place of what was sealed there before."""
    sealed = sealing.seal(content)
    kept = {"ciphertext": sealed.ciphertext, "keys": list(sealed.keys), "sealed_at": at, "resealed_at": None}
    return SealedPart.objects.update_or_create(evidence=evidence, kind=kind, defaults=kept)[0]


def remove_source(*, evidence: Evidence) -> None:
    """Delete what is sealed of the source; an original file stays."""
    evidence.sealed_parts.filter(kind__in=OF_A_SOURCE).delete()


def copy_sealed(*, origin: Evidence, copy: Evidence) -> None:
    """Give a copy of a row the same sealed bytes: nobody here could seal them anew."""
    parts = SealedPart.objects.filter(evidence=origin)
    SealedPart.objects.bulk_create(
        SealedPart(
            evidence=copy,
            kind=part.kind,
            ciphertext=part.ciphertext,
            keys=part.keys,
            sealed_at=part.sealed_at,
            resealed_at=part.resealed_at,
        )
        for part in parts
    )


def fingerprint(parts: Iterable[SealedPart]) -> str:
    """The SHA-256 over everything sealed with a row, in the order of the kinds."""
    whole = hashlib.sha256()
    for part in sorted(parts, key=lambda part: part.kind):
        whole.update(bytes(part.ciphertext))
    return whole.hexdigest()
