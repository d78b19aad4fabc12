"""Makes a backup: holds the files, dumps the database of one moment, and writes both as one set."""

import io
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyrage
from django.conf import settings

from core.errors import DomainError
from core.sealing_keys import checked_public_key
from script.lib.backup_archive import Reader, Writer, piped, write
from script.lib.backup_databases import database_of
from script.lib.backup_files import NAMED_BY, Gone, Kept
from script.lib.refusals import Refused

ATTEMPTS = 3


def back_up(path: Path, public_keys: list[str]) -> dict[str, Any]:
    """Write the set; begun again when a row and its file were erased in the middle of it."""
    check_keys(public_keys)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return one_set(path, public_keys)
        except Gone as problem:
            if attempt == ATTEMPTS:
                raise Refused(
                    f"No backup was made: {problem}. script/production-check may say more."
                ) from None
    raise AssertionError("unreachable")


def check_keys(public_keys: list[str]) -> None:
    """Refuse what is no public key, and never repeat it: it may be the private one."""
    try:
        for key in public_keys:
            checked_public_key(key)
    except DomainError as refusal:
        raise Refused(f"--to: {refusal.message}") from None


def one_set(path: Path, public_keys: list[str]) -> dict[str, Any]:
    """Hold the files, dump the database, hold those that came meanwhile, write all of it."""
    database = database_of(settings.DATABASES["default"])
    with held(Path(settings.DATA_DIR)) as folders, database.one_moment() as moment:
        about = {
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "database": database.kind,
            "tables": database.tables(moment),
        }
        files = named_files(database, moment, folders)

        def fill(archive: Writer) -> None:
            for name, file in files.items():
                with file.open("rb") as opened:
                    archive.add(name, opened, file.stat().st_size)
            with staged(database, moment) as (dump, size):
                archive.add(database.member, dump, size)
            archive.finish(about)

        write(path, public_keys, fill)
    return {**about, "files": sorted(files)}


@contextmanager
def held(data: Path) -> Iterator[dict[str, Any]]:
    """All files that are there now, held beside their folders until the end of the block."""
    mark = secrets.token_hex(4)
    folders = {name: Kept(data / name, data / f".backup-{name}-{mark}") for name in NAMED_BY}
    try:
        for kept in folders.values():
            kept.hold_all()
        yield folders
    finally:
        for kept in folders.values():
            kept.let_go()


def named_files(database: Any, moment: Any, folders: dict[str, Any]) -> dict[str, Path]:
    """The files that rows of that moment name, by their place in the backup."""
    return {
        f"{folder}/{path.name}": path
        for folder, (table, column) in NAMED_BY.items()
        for path in folders[folder].those(database.names(moment, table, column))
    }


@contextmanager
def staged(database: Any, moment: Any) -> Iterator[Any]:
    """The dump and its size; meanwhile it lies in a file that only this process can decrypt."""
    key = pyrage.x25519.Identity.generate()
    with tempfile.TemporaryFile(dir=settings.DATA_DIR) as sealed:
        with piped(lambda into: database.dump(moment, into)) as plain:
            counted = Reader(plain)
            pyrage.encrypt_io(counted, sealed, [key.to_public()])
        sealed.seek(0)
        with piped(lambda into: pyrage.decrypt_io(io.BufferedReader(sealed.raw), into, [key])) as plain:
            yield plain, counted.size
