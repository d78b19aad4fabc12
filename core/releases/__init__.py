"""Frozen releases of everything public: made, read, proved, redacted, compared."""

from core.releases.making import make_release
from core.releases.redaction import redact, redact_by_hand
from core.releases.stored import checksums, content_of
from core.releases.tables import Change
from core.releases.verification import Verified, verify

__all__ = [
    "Change",
    "Verified",
    "checksums",
    "content_of",
    "make_release",
    "redact",
    "redact_by_hand",
    "verify",
]
