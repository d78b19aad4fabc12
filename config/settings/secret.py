"""Makes a machine's own secrets on first use and keeps them readable by their owner alone."""

import os
from collections.abc import Callable
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def secret_kept_in(path: Path, make: Callable[[], str] = get_random_secret_key) -> str:
    """The secret in `path`; made (mode 0600) when the file is not there yet."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(make())
    return path.read_text(encoding="ascii").strip()
