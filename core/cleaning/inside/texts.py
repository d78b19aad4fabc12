"""Writes a plain text anew without the characters nobody sees, which can mark whose copy it was."""

import re
import unicodedata

from core.cleaning import caps
from core.cleaning.inside.unfit import UnfitError

_ENDS_OF_LINES = re.compile("\r\n|[\r\x0c\x85\u2028\u2029]")
# Zero-width, direction, joining, variation and tag characters: Unicode's Default_Ignorable_Code_Point,
# and the marks of interlinear annotation. Khmer loses its invisible word breaks and no letter.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# Spaces of many widths look alike, and so can spell a name; so can spaces where a line ends.
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)


def redrawn(content: bytes, kind: str) -> bytes:
    """The text in UTF-8, with lines that end in a line feed."""
    text = _ENDS_OF_LINES.sub("\n", _decoded(content))
    control = _CONTROL.search(text)
    if control:
        raise UnfitError("control_character", line=text.count("\n", 0, control.start()) + 1)
    seen = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    plain = _TRAILING.sub("", _SPACES.sub(" ", seen)).strip("\n")
    if not plain.strip():
        raise UnfitError("nothing_to_read")
    return f"{plain}\n".encode()


def _decoded(content: bytes) -> str:
    """The characters, when they are no more than a text should have."""
    text = content.decode()
    if len(text) > caps.MOST_CHARACTERS:
        raise UnfitError("too_many_characters", limit=caps.MOST_CHARACTERS)
    return text
