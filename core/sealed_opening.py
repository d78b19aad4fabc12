"""Opens sealed parts with private keys, offline: without database, network or server."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyrage

from core.models.sealing import fingerprint_of
from core.sealed_bundles import Part, Unreadable
from core.sealing import seal_to

Opened = tuple[Part, bytes]


class BadKeyFile(Exception):
    """The file holds no private key; never repeats what is in it."""


def identities_in(path: Path) -> list[Any]:
    """The private keys in a file as `make_sealing_key` and `age-keygen` write it."""
    try:
        lines = path.read_text(encoding="utf8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadKeyFile(f"{path} cannot be read") from error
    keys = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    try:
        found = [pyrage.x25519.Identity.from_str(key) for key in keys]
    except pyrage.IdentityError:
        found = []
    if not found:
        raise BadKeyFile(f"{path} is no file of private keys: its lines begin with AGE-SECRET-KEY-")
    return found


def opened(parts: Iterable[Part | Unreadable], identities: Sequence[Any]) -> Iterator[Opened | Unreadable]:
    """Each part with what is in it, or why it could not be opened."""
    for part in parts:
        if isinstance(part, Unreadable):
            yield part
            continue
        try:
            yield part, pyrage.decrypt(part.ciphertext, list(identities))
        except pyrage.DecryptError:
            keys = ", ".join(part.keys) or "unknown keys"
            yield Unreadable(part.place, f"none of the private keys given opens it (it is sealed to {keys})")


def resealed(part: Part, content: bytes, public_keys: Sequence[str]) -> Part:
    """The same part sealed to other keys, saying in whose place it comes."""
    names = tuple(fingerprint_of(key) for key in public_keys)
    return replace(part, ciphertext=seal_to(content, public_keys), keys=names, replaces=part.sha256)


def write_opened(folder: Path, part: Part, content: bytes) -> Path:
    """Write what was sealed, byte for byte, where only its owner reads it; never over something else."""
    update = folder / f"update-{part.update}"
    place = update / part.evidence
    for made in (update, place):
        made.mkdir(mode=0o700, exist_ok=True)
    file = place / (part.kind if part.kind == "original" else f"{part.kind}.txt")
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
        written.write(content)
    return file
