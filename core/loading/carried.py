"""A file on its way through a page: from the plan that was shown to the button that applies it."""

import base64
import binascii
import zlib

from django.utils.translation import gettext as _

from core.errors import RuleBroken
from core.loading.given import MOST_BYTES, BroughtFile

# What a form may carry besides is small.
MOST_CARRIED = 2_000_000


def packed(file: BroughtFile) -> str:
    """The bytes of a file as text for a hidden field."""
    text = base64.b64encode(zlib.compress(file.content, 9)).decode()
    if len(text) > MOST_CARRIED:
        raise RuleBroken(_("This file is too large for the page: use manage.py load."), field="file")
    return text


def unpacked(name: str, text: str) -> BroughtFile:
    """The file again; a damaged one is refused, and none grows past what a file may hold."""
    try:
        unpacking = zlib.decompressobj()
        content = unpacking.decompress(base64.b64decode(text, validate=True), MOST_BYTES)
    except (binascii.Error, ValueError, zlib.error) as error:
        raise RuleBroken(_("The file did not come through whole: choose it again.")) from error
    if not unpacking.eof:
        raise RuleBroken(_("The file did not come through whole: choose it again."))
    return BroughtFile(name, content)
