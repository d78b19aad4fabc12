"""What the tests of evidence files share."""

from collections.abc import Callable
from typing import Any

import pyrage

from benchmarks_app.models import Evidence

Committing = Callable[..., Any]


def original_of(row: Evidence, private_key: pyrage.x25519.Identity) -> bytes:
    """The sealed original of a row, opened."""
    return pyrage.decrypt(bytes(row.sealed_parts.get(kind="original").ciphertext), [private_key])
