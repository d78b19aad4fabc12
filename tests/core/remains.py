"""Looks for a canary in the bytes of a file: as it is, in other spellings, and in whatever is compressed."""

import base64
import re
import zlib
from collections.abc import Iterator

MOST_UNPACKED = 20_000_000


def holds(content: bytes, canary: str) -> bool:
    """Whether the canary can be found anywhere in these bytes."""
    spellings = list(_spellings(canary.encode()))
    return any(spelling in text for text in (content, *_unpacked(content)) for spelling in spellings)


def _spellings(canary: bytes) -> Iterator[bytes]:
    """As it is, in two bytes a letter, as hexadecimal digits, and as base64 wherever it starts."""
    wide = canary.decode().encode("utf-16-be")
    yield canary
    for letters in (canary, wide, canary.decode().encode("utf-16-le")):
        yield letters[:-1] if letters != canary else letters
        yield letters.hex().encode()
        yield letters.hex().upper().encode()
    for before in range(3):
        yield base64.b64encode(b"\0" * before + canary)[4:-4]


def _unpacked(content: bytes) -> Iterator[bytes]:
    """Everything in it that unpacks, whatever format it lies in; a PNG's pixels are spread over chunks."""
    joined = b"".join(re.findall(rb"IDAT(.*?)(?=....(?:IDAT|IEND))", content, re.DOTALL))
    for packed in (content, joined):
        for begins in re.finditer(rb"[\x08-\x78][\x01\x5e\x9c\xda]", packed):
            yield _inflated(packed[begins.start() :])


def _inflated(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, MOST_UNPACKED)
    except zlib.error:
        return b""
