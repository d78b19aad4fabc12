"""Who may read the files that the tracker writes."""

import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage

from core.production.findings import unsafe

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def of_files() -> Iterator[CheckMessage]:
    """The folder of the data, and that of the evidence in it: for its owner alone."""
    data = Path(settings.DATA_DIR)
    if not data.is_dir():
        yield unsafe("files", f"There is no folder {data}.", f"mkdir -m 700 {data}")
        return
    for path in (data, data / "files", data / "secret-key", data / "history-key"):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & OTHERS:
            what = f"Others on this machine may look into {path}."
            yield unsafe("files", what, f"chmod {700 if path.is_dir() else 600} {path}")
