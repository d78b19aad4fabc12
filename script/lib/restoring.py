"""Restores a backup: checks all of it, puts it into an empty server, and compares."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from core.sealed_opening import BadKeyFile, identities_in
from script.lib.backup_archive import read
from script.lib.backup_databases import database_of
from script.lib.backup_files import NAMED_BY, checked_name, fingerprint
from script.lib.refusals import Refused


def restore(path: Path, key: Path, *, only_check: bool = False) -> dict[str, Any]:
    """Check the whole file; then restore it, and compare. The manifest."""
    identities = private_keys(key)
    database = database_of(settings.DATABASES["default"])
    data = Path(settings.DATA_DIR)
    if not only_check:
        refuse_unless_empty(database, data)
    manifest = read(path, identities, lambda name, size, source: checked_place(name) and None)
    if only_check:
        return manifest
    if manifest["database"] != database.kind:
        raise Refused(f"The backup is of a {manifest['database']} database, and here is {database.kind}.")
    put_back(path, identities, database, data)
    if differences := compare(database, data, manifest):
        raise Refused("What was restored is not what was saved: " + "; ".join(differences))
    return manifest


def private_keys(key: Path) -> list[Any]:
    """The private keys in a file."""
    try:
        return identities_in(key)
    except BadKeyFile as problem:
        raise Refused(f"{problem}.") from None


def refuse_unless_empty(database: Any, data: Path) -> None:
    """Refuse a server that holds anything: nothing is ever overwritten."""
    there = [database.what_is_there()]
    there += [f"{data / name} holds files" for name in NAMED_BY if any((data / name).glob("*"))]
    if found := [each for each in there if each]:
        raise Refused(
            f"This server is not empty: {'; '.join(found)}. Restore into a new database and folder."
        )


def checked_place(name: str) -> tuple[str, str]:
    """The folder and name of a member; refused when no backup has such a member."""
    folder, _, rest = name.partition("/")
    if rest and folder in NAMED_BY:
        return folder, checked_name(rest)
    if name not in ("database.dump", "database.sqlite3"):
        raise Refused("The backup holds something that this version does not know: nothing was restored.")
    return "", name


def put_back(path: Path, identities: list[Any], database: Any, data: Path) -> None:
    """Everything where it belongs, the database last; when that fails the files go again."""
    try:
        read(path, identities, taker(database, data))
    except BaseException:
        for name in NAMED_BY:
            shutil.rmtree(data / name, ignore_errors=True)
        raise


def taker(database: Any, data: Path) -> Callable[[str, int, IO[bytes]], None]:
    """Puts each member where it belongs."""

    def take(name: str, size: int, source: IO[bytes]) -> None:
        folder, rest = checked_place(name)
        if not folder:
            database.restore(source)
            return
        (data / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
        path = data / folder / rest
        with path.open("xb") as written:
            path.chmod(0o600)
            while content := source.read(1 << 20):
                written.write(content)

    return take


def compare(database: Any, data: Path, manifest: dict[str, Any]) -> list[str]:
    """Where what is here differs from what the manifest says, row for row and file for file."""
    with database.one_moment() as moment:
        here = database.tables(moment)
    said = manifest["tables"]
    differ = [
        f"table {name}" for name in sorted(here.keys() | said.keys()) if here.get(name) != said.get(name)
    ]
    files = {
        f"{folder}/{path.name}": fingerprint(path)
        for folder in NAMED_BY
        for path in (data / folder).glob("*")
    }
    saved = {name: told["sha256"] for name, told in manifest["members"].items() if "/" in name}
    return differ + [
        f"file {name}" for name in sorted(files.keys() | saved.keys()) if files.get(name) != saved.get(name)
    ]


def told(manifest: dict[str, Any]) -> str:
    """What was in it, in a line."""
    rows = sum(table["rows"] for table in manifest["tables"].values())
    files = sum("/" in name for name in manifest["members"])
    tables = len(manifest["tables"])
    return f"Made {manifest['made_at']}: {tables} tables, {rows:,} rows, {files} files, each as it was saved."
