"""The copy to publish shows what the file shows; whoever sent another file learns what is wrong with it."""

import hashlib
import re
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image, ImageChops

from core.cleaning import caps
from core.cleaning.copies import clean
from core.cleaning.kinds import Kind
from core.errors import RuleBroken
from tests.core.files_by_hand import TEXT, chunk, pdf, picture, png_header, stream
from tests.core.hostile_files import whole


def opened(content: bytes) -> Image.Image:
    """The picture in these bytes."""
    return Image.open(BytesIO(content))


def page_of(content: bytes, number: int = 0) -> Image.Image:
    """A page of a PDF as a reader sees it, one pixel for a point."""
    return pypdfium2.PdfDocument(content)[number].render().to_pil().convert("RGB")


def greys(image: Image.Image) -> tuple[int, int]:
    """The darkest and the lightest."""
    seen = [grey for grey, times in enumerate(image.convert("L").histogram()) if times]
    return seen[0], seen[-1]


@pytest.mark.parametrize(
    ("kind", "content"), [(Kind[kind.upper()], content) for kind, content in whole().items()]
)
def test_the_copy_is_of_the_same_kind_and_always_the_same(kind: Kind, content: bytes) -> None:
    copy = clean(content)

    assert copy.kind == kind
    assert copy.sha256 == hashlib.sha256(copy.content).hexdigest()
    assert clean(content) == copy
    assert clean(copy.content).kind == kind


@pytest.mark.parametrize("fmt", ["JPEG", "PNG", "WEBP"])
def test_a_picture_looks_as_it_did(fmt: str) -> None:
    original = opened(picture(fmt, (200, 150))).convert("RGB")

    copy = opened(clean(picture(fmt, (200, 150))).content).convert("RGB")

    assert copy.size == (200, 150)
    assert greys(ImageChops.difference(original, copy))[1] <= (0 if fmt == "PNG" else 12)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_png_of_every_sort_is_drawn(mode: str) -> None:
    content = picture("PNG", mode=mode) if mode != "I;16" else _grey_of_16_bits()

    copy = opened(clean(content).content)

    assert copy.mode in {"L", "RGB"}
    darkest, lightest = greys(copy)
    assert (darkest < 10, lightest > 245) == (True, True)


def _grey_of_16_bits() -> bytes:
    written = BytesIO()
    Image.linear_gradient("L").convert("I").point(lambda grey: grey * 257 + 0).convert("I;16").save(
        written, "PNG"
    )
    return written.getvalue()


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_a_jpeg_of_every_sort_is_drawn(mode: str) -> None:
    copy = opened(clean(picture("JPEG", mode=mode)).content)

    assert copy.mode in {"L", "RGB"}
    assert copy.size == (40, 30)


def test_a_photograph_taken_sideways_stands_upright() -> None:
    sideways = Image.Exif()
    sideways[0x0112] = 6

    copy = opened(clean(picture("JPEG", (40, 30), exif=sideways)).content)

    assert copy.size == (30, 40)
    assert not copy.getexif()


def test_what_was_rubbed_out_of_a_picture_does_not_come_back() -> None:
    rubbed_out = Image.new("RGBA", (40, 30), (255, 0, 0, 0))
    written = BytesIO()
    rubbed_out.save(written, "PNG")

    copy = opened(clean(written.getvalue()).content)

    assert copy.mode == "RGB"
    assert copy.getcolors() == [(1200, (255, 255, 255))]


def test_a_pdf_keeps_its_pages_and_their_size() -> None:
    content = pdf(drawn=TEXT % b"hello", kids=b"/Kids [3 0 R 3 0 R] /Count 2")

    copy = pypdfium2.PdfDocument(clean(content).content)

    assert [page.get_size() for page in copy] == [(200, 100), (200, 100)]
    assert copy.get_metadata_dict(skip_empty=True) == {}
    assert copy[0].get_textpage().get_text_range() == ""


def test_what_a_pdf_says_can_still_be_read() -> None:
    before = page_of(pdf(drawn=TEXT % b"hello"))

    after = page_of(clean(pdf(drawn=TEXT % b"hello")).content)

    assert greys(before)[0] < 60
    assert greys(ImageChops.difference(before, after))[1] < 90


def test_a_black_bar_over_a_name_stays_over_it() -> None:
    bar = stream(b"0 g 0 0 100 20 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 100 20]")
    note = b"<< /Type /Annot /Subtype /Square /F 4 /Rect [5 45 105 65] /AP << /N 6 0 R >> >>"
    names = pdf(note, bar, page=_with_font_and(b"/Annots [5 0 R]"), drawn=TEXT % b"Sok Dara")

    covered = page_of(clean(names).content).crop((10, 38, 100, 52))

    assert greys(covered)[1] < 30


def _with_font_and(more: bytes) -> bytes:
    return b"/Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> " + more


def test_a_copy_of_a_pdf_says_nothing_about_its_making() -> None:
    copy = clean(pdf()).content

    words = set(
        re.findall(rb"/[A-Z][A-Za-z]+", re.sub(rb"stream\n.*?\nendstream", b"", copy, flags=re.DOTALL))
    )
    assert words.isdisjoint({b"/Info", b"/Producer", b"/Creator", b"/CreationDate", b"/ModDate", b"/ID"})


TEXTS = [
    ("\ufeffhello", "hello\n"),
    ("one\r\ntwo\rthree\x0cfour\u2028five", "one\ntwo\nthree\nfour\nfive\n"),
    ("a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg", "abcdefg\n"),
    ("pay \u202eeno\u202c", "pay eno\n"),
    ("x\U000e0041\U000e0042\ufe0f\U000e0100y", "xy\n"),
    ("a\u2003b\u00a0c\u3000d  \t\n e", "a b c d\n e\n"),
    ("Gene\u0300ve", "Genève\n"),
    ("ភ្នំពេញ\u200bជា\u200bរាជធានី", "ភ្នំពេញជារាជធានី\n"),
    ("金边 was\tcalm 🙂", "金边 was\tcalm 🙂\n"),
]


@pytest.mark.parametrize(("written", "read"), TEXTS)
def test_a_text_keeps_what_is_seen_and_loses_what_is_not(written: str, read: str) -> None:
    assert clean(written.encode()).content.decode() == read


def test_a_text_that_would_become_a_page_without_its_unseen_letters_is_refused() -> None:
    with pytest.raises(RuleBroken, match="web page"):
        clean("\u200b<html><script>alert(1)</script>".encode())


GOOD_NAMES = [
    ("JPEG", "IMG_2041.JPG", "image/jpeg"),
    ("JPEG", "scan.jpeg", "application/octet-stream"),
    ("PNG", "without an ending", ""),
    ("PDF", "report.final.pdf", "application/pdf; version=1.7"),
]


@pytest.mark.parametrize(("kind", "name", "declared"), GOOD_NAMES)
def test_a_name_and_type_that_say_the_same_are_accepted(kind: str, name: str, declared: str) -> None:
    assert clean(whole()[kind], name=name, declared=declared).kind == Kind[kind]


def test_a_refusal_says_what_is_wrong_with_its_number() -> None:
    large = png_header(8_000, 6_000) + chunk(b"IEND", b"")
    many = pdf(kids=b"/Kids [%s] /Count 61" % (b"3 0 R " * 61))

    for content, said in [
        (large, "8000 by 6000 pixels; at most 40 million"),
        (many, "61 pages; at most 60"),
        (b"\xff\xd8\xff" + b"\0" * caps.MOST_BYTES, "larger than 20 MB"),
        (b"a" * (caps.MOST_CHARACTERS + 1), "more than 1000000 characters"),
        (pdf().replace(b"startxref\n", b"startxref\n9"), "PDF is damaged or not complete"),
        (b"one\ntwo\x1b[2J", "Line 2"),
    ]:
        with pytest.raises(RuleBroken, match=said) as refusal:
            clean(content)
        assert refusal.value.field == "file"


def test_a_refusal_repeats_no_more_of_a_name_than_a_kind() -> None:
    with pytest.raises(RuleBroken) as refusal:
        clean(picture("JPEG"), name="Sok Dara.told us")

    assert "Sok" not in refusal.value.message
    assert "told" not in refusal.value.message
