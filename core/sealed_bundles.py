"""The bundle in which sealed parts travel to where the private key is: a ZIP of age files and a manifest."""

import hashlib
import json
import uuid
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.sealing import BEGINS

FORMAT = "sealed-parts/1"
MANIFEST = "manifest.json"
KINDS = ("identity", "contact", "place", "original")
LARGEST_MANIFEST = 64 * 2**20
LARGEST_PART = 512 * 2**20


class BadBundle(Exception):
    """The file is no bundle of this kind; says why."""


@dataclass(frozen=True)
class Part:
    """One sealed part: where it belongs, and its sealed bytes; nothing in it is confidential in clear."""

    update: int
    evidence: str
    kind: str
    ciphertext: bytes
    keys: tuple[str, ...] = ()
    sealed_at: str = ""
    # Of a part sealed to other keys: the SHA-256 of the bytes in whose place it comes.
    replaces: str = ""

    @property
    def place(self) -> str:
        """What it is called in the bundle and in every message."""
        return f"update-{self.update}/{self.evidence}/{self.kind}"

    @property
    def sha256(self) -> str:
        """The fingerprint of the sealed bytes."""
        return hashlib.sha256(self.ciphertext).hexdigest()

    def described(self) -> dict[str, Any]:
        """What the manifest says of it."""
        return {
            "file": f"{self.place}.age",
            "update": self.update,
            "evidence": self.evidence,
            "kind": self.kind,
            "keys": list(self.keys),
            "sealed_at": self.sealed_at,
            "sha256": self.sha256,
            "replaces": self.replaces,
        }


@dataclass(frozen=True)
class Unreadable:
    """A part that the manifest names and that is not in the bundle as it was put there."""

    place: str
    why: str


def write_bundle(path: Path, parts: Iterable[Part], *, public_keys: Iterable[str] = ()) -> int:
    """Write a new bundle, part by part, and say how many; FileExistsError when the file is there already."""
    described = []
    with path.open("xb") as file, zipfile.ZipFile(file, "w") as bundle:
        for part in parts:
            bundle.writestr(f"{part.place}.age", part.ciphertext)
            described.append(part.described())
        manifest = {"format": FORMAT, "public_keys": list(public_keys), "parts": described}
        bundle.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return len(described)


def public_keys_of(path: Path) -> list[str]:
    """The keys to which a bundle says it was sealed anew; none for one that was exported."""
    with _opened(path) as bundle:
        keys = _manifest(bundle).get("public_keys")
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise BadBundle("its manifest does not say to which keys it is sealed")
    return keys


def read_bundle(path: Path) -> Iterator[Part | Unreadable]:
    """Every part that the manifest names, checked against its SHA-256; raises BadBundle."""
    with _opened(path) as bundle:
        rows = _manifest(bundle).get("parts")
        if not isinstance(rows, list):
            raise BadBundle("its manifest lists no parts")
        for number, row in enumerate(rows, start=1):
            yield _part(bundle, row, number)


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise BadBundle(f"it cannot be read as a ZIP file ({error})") from error


def _manifest(bundle: zipfile.ZipFile) -> dict[str, Any]:
    try:
        manifest = json.loads(_bytes(bundle, MANIFEST, LARGEST_MANIFEST))
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise BadBundle(f"its {MANIFEST} is missing or broken") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BadBundle(f"its manifest is not of the format {FORMAT}")
    return manifest


def _part(bundle: zipfile.ZipFile, row: Any, number: int) -> Part | Unreadable:
    """The part that a line of the manifest names; its place is made anew and never taken from the file."""
    try:
        evidence, kind, update = str(uuid.UUID(row["evidence"])), row["kind"], int(row["update"])
        keys, sealed_at = tuple(str(key) for key in row["keys"]), str(row["sealed_at"])
        expected, replaces = str(row["sha256"]), str(row["replaces"])
        if kind not in KINDS or update < 1:
            raise ValueError
    except (KeyError, TypeError, ValueError, AttributeError):
        return Unreadable(f"part {number} of the manifest", "it is not described as a part should be")
    place = f"update-{update}/{evidence}/{kind}"
    try:
        ciphertext = _bytes(bundle, f"{place}.age", LARGEST_PART)
    except (KeyError, ValueError, zipfile.BadZipFile):
        return Unreadable(place, "its file is missing or broken in the bundle")
    part = Part(update, evidence, kind, ciphertext, keys, sealed_at, replaces)
    if part.sha256 != expected or not ciphertext.startswith(BEGINS):
        return Unreadable(place, "its file is not the one that was put into the bundle (SHA-256 differs)")
    return part


def _bytes(bundle: zipfile.ZipFile, name: str, most: int) -> bytes:
    if bundle.getinfo(name).file_size > most:
        raise ValueError(name)
    return bundle.read(name)
