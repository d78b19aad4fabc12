"""A canary in every place where a file can tell more than it shows: none is left in the copy to publish."""

import re
import secrets
from collections.abc import Callable
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from core.cleaning.copies import clean
from tests.core.marked_files import BY_KIND, every_slot
from tests.core.remains import holds


@pytest.fixture
def canary() -> str:
    """A string that nothing else holds."""
    return f"canary{secrets.token_hex(12)}"


@pytest.mark.parametrize(("kind", "slot"), list(every_slot()))
def test_no_canary_is_left(canary: str, kind: str, slot: str) -> None:
    marked = BY_KIND[kind][slot](canary.encode())
    assert holds(marked, canary), "the file does not hold what is looked for"

    copy = clean(marked)

    assert copy.kind == kind
    assert not holds(copy.content, canary)


HIDDEN_TEXT = [
    "hidden layer",
    "form field",
    "annotation",
    "an earlier text",
    "text drawn invisible",
    "text in white",
    "text beside the page",
    "text under a white box",
]


@pytest.mark.parametrize("slot", HIDDEN_TEXT)
def test_what_a_pdf_hides_is_not_drawn(canary: str, slot: str) -> None:
    copy = clean(BY_KIND["pdf"][slot](canary.encode())).content

    assert [page.convert("L").getextrema() for page in _pictures_in(copy)] == [(255, 255)]


def _pictures_in(pdf: bytes) -> list[Image.Image]:
    return [
        Image.open(BytesIO(jpeg))
        for jpeg in re.findall(rb"DCTDecode.*?stream\n(.*?)\nendstream", pdf, re.DOTALL)
    ]


@pytest.mark.parametrize(
    "bits", [("\u200b", "\u200c"), ("\ufe00", "\ufe01"), (" ", "\u2009"), ("\u2060", "")]
)
def test_no_mark_is_left_in_a_text(canary: str, bits: tuple[str, str]) -> None:
    digits = "".join(f"{letter:08b}" for letter in canary.encode())
    unseen = "".join(f"word{bits[int(digit)]}" for digit in digits)
    plain = clean("".join(f"word{bits[0]}" for _ in digits).encode()).content

    assert clean(unseen.encode()).content == plain


def test_no_tag_character_is_left_in_a_text(canary: str) -> None:
    tags = "".join(chr(0xE0000 + ord(letter)) for letter in canary)

    assert clean(f"hello{tags} there".encode()).content == b"hello there\n"


def saved_again(content: bytes) -> bytes:
    """What looks like cleaning: open the picture and save it."""
    opened, written = Image.open(BytesIO(content)), BytesIO()
    opened.save(written, format=opened.format)
    return written.getvalue()


def saved_with_its_exif(content: bytes) -> bytes:
    """The same, by somebody who wants to keep the picture upright."""
    opened, written = Image.open(BytesIO(content)), BytesIO()
    opened.save(written, format=opened.format, exif=opened.getexif())
    return written.getvalue()


def written_again(content: bytes) -> bytes:
    """What looks like cleaning: open the PDF and save it."""
    written = BytesIO()
    pypdfium2.PdfDocument(content).save(written)
    return written.getvalue()


def cut_at_the_first_end(content: bytes) -> bytes:
    """What looks like cleaning: cut off what lies behind the first end of the picture."""
    return content[: content.index(b"\xff\xd9") + 2]


PLANTED = [
    (saved_again, "jpeg", "comment"),
    (saved_again, "png", "iCCP"),
    (saved_with_its_exif, "jpeg", "EXIF tag 0x013b"),
    (saved_with_its_exif, "jpeg", "GPS"),
    (saved_with_its_exif, "png", "eXIf"),
    (written_again, "pdf", "title"),
    (written_again, "pdf", "attachment"),
    (written_again, "pdf", "hidden layer"),
    (written_again, "pdf", "EXIF of a picture inside"),
    (cut_at_the_first_end, "jpeg", "XMP"),
    (bytes, "pdf", "behind the end"),
]


@pytest.mark.parametrize(("cleaner", "kind", "slot"), PLANTED)
def test_a_cleaner_that_leaves_something_is_caught(
    canary: str, cleaner: Callable[[bytes], bytes], kind: str, slot: str
) -> None:
    assert holds(cleaner(BY_KIND[kind][slot](canary.encode())), canary)


def test_the_numbers(say: Callable[[str], None]) -> None:
    places = {kind: len(slots) for kind, slots in BY_KIND.items()}

    say(f"Canaries: {sum(places.values())} places in files ({places}), {len(PLANTED)} planted defects")

    assert sum(places.values()) >= 50
