"""What says that a file is whole: the manifest beside a set of fixtures, or a line at the head of one file.

Both are checked before anything is read, so that a file cut or altered anywhere is refused as a whole.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from core.loading.given import BroughtFile, Unreadable
from core.loading.yaml_reading import read_fixture

NAME = "manifest.json"
KINDS = (".yaml", ".json")
# The first line of a file that checks itself: the SHA-256 of all that follows the line, and how many rows.
HEAD = re.compile(rb"# manifest: sha256=([0-9a-f]{64}) rows=(\d{1,9})\n")


def whole_by_its_own_line(file: BroughtFile) -> bool:
    """Whether the file brings a manifest of its own, and fits it; raises Unreadable where it does not."""
    head = HEAD.match(file.content)
    if head is None:
        return False
    rest = file.content[head.end() :]
    if hashlib.sha256(rest).hexdigest().encode() != head.group(1):
        raise Unreadable(_refusal(file))
    if len(read_fixture(file)) != int(head.group(2)):
        raise Unreadable(_refusal(file))
    return True


def with_its_own_line(file: BroughtFile) -> bytes:
    """The file with a first line that vouches for the rest, in place of an older one."""
    rest = HEAD.sub(b"", file.content, count=1) if HEAD.match(file.content) else file.content
    rows = len(read_fixture(BroughtFile(file.name, rest)))
    return b"# manifest: sha256=%s rows=%d\n" % (hashlib.sha256(rest).hexdigest().encode(), rows) + rest


def fixtures_in(folder: Path) -> list[Path]:
    """The fixtures of a folder in the order in which they are loaded, which is that of their names."""
    return sorted(path for path in folder.iterdir() if path.suffix in KINDS and path.name != NAME)


def manifest_of(files: Iterable[BroughtFile]) -> dict[str, Any]:
    """What the manifest of a set says of each file."""
    return {file.name: _described(file) for file in sorted(files, key=lambda file: file.name)}


def _described(file: BroughtFile) -> dict[str, Any]:
    rows = Counter(row.model for row in read_fixture(file))
    return {"bytes": len(file.content), "sha256": file.sha256, "rows": dict(sorted(rows.items()))}


def written(manifest: Mapping[str, Any]) -> str:
    """The manifest as its file holds it."""
    return json.dumps(manifest, indent=1, sort_keys=True) + "\n"


def manifest_in(folder: Path) -> dict[str, Any] | None:
    """The manifest of a folder of fixtures; None where there is none."""
    path = folder / NAME
    if not path.is_file():
        return None
    try:
        read = json.loads(path.read_bytes())
    except ValueError as error:
        raise Unreadable(_("The manifest of the fixtures is damaged.")) from error
    if not isinstance(read, dict):
        raise Unreadable(_("The manifest of the fixtures is damaged."))
    return read


def whole_by_the_sets(file: BroughtFile, manifest: Mapping[str, Any]) -> bool:
    """Whether the manifest of the set names the file; raises Unreadable where the file does not fit it."""
    if file.name not in manifest:
        return False
    if manifest[file.name] != _described_unread(file, manifest[file.name]):
        raise Unreadable(_refusal(file))
    return True


def _described_unread(file: BroughtFile, said: Any) -> dict[str, Any]:
    """What can be said of a file without reading its rows: only one that fits is worth reading."""
    rows = said.get("rows") if isinstance(said, dict) else None
    return {"bytes": len(file.content), "sha256": file.sha256, "rows": rows}


def _refusal(file: BroughtFile) -> str:
    said = _("%(name)s is not whole: it was cut or altered since its manifest was made. Nothing was read.")
    return said % {"name": file.name}


def refuse_altered(paths: Iterable[Path]) -> None:
    """Refuse files on the disk that do not fit the manifest beside them, or that it should name."""
    for path in paths:
        manifest = manifest_in(path.parent)
        if manifest is None:
            continue
        file = BroughtFile(path.name, path.read_bytes())
        if not whole_by_the_sets(file, manifest):
            raise Unreadable(_("%(name)s is not in the manifest beside it.") % {"name": path.name})
