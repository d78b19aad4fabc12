"""Writes PDF, PNG, JPEG and WebP piece by piece, so that a test can put anything anywhere."""

import struct
import zlib
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from PIL import Image

PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R %s >>"
FONT = b"/Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
TEXT = b"BT /F 12 Tf 10 50 Td (%s) Tj ET"


def picture(fmt: str, size: tuple[int, int] = (40, 30), mode: str = "RGB", **saved: Any) -> bytes:
    """A small picture with something in it, in a format."""
    written = BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(written, format=fmt, **saved)
    return written.getvalue()


def stream(content: bytes, described: bytes = b"") -> bytes:
    """A stream of a PDF, as it is."""
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (described, len(content), content)


def squeezed(content: bytes, described: bytes = b"") -> bytes:
    """A stream of a PDF, compressed."""
    return stream(zlib.compress(content, 9), b"/Filter /FlateDecode " + described)


def pdf(
    *more: bytes,
    page: bytes = FONT,
    drawn: bytes = b"",
    catalog: bytes = b"",
    trailer: bytes = b"",
    kids: bytes = b"/Kids [3 0 R] /Count 1",
) -> bytes:
    """A PDF of one page; its objects are 1 catalog, 2 pages, 3 page, 4 what is drawn, and then `more`."""
    return written_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
            b"<< /Type /Pages %s >>" % kids,
            PAGE % page,
            stream(drawn),
            *more,
        ],
        trailer,
    )


def written_pdf(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """These objects, numbered from 1, with a table that says where each begins."""
    whole, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return whole + head + table + end % (len(objects) + 1, trailer, len(whole))


def updated_pdf(earlier: bytes, number: int, content: bytes) -> bytes:
    """The PDF with one object replaced the way editors do it: at the end, the earlier text still inside."""
    place = len(earlier)
    before = int(earlier.rsplit(b"startxref\n", 1)[1].split()[0])
    body = b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, place)
    trailer = b"trailer\n<< /Size 5 /Root 1 0 R /Prev %d >>\n" % before
    return earlier + body + table + trailer + b"startxref\n%d\n%%%%EOF\n" % (place + len(body))


def chunk(name: bytes, content: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_with(*chunks: bytes, png: bytes = b"") -> bytes:
    """A PNG with chunks after its header."""
    png = png or picture("PNG")
    return png[:33] + b"".join(chunks) + png[33:]


def png_header(width: int, height: int) -> bytes:
    """The beginning of a PNG that says it is this large."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)


def segment(marker: int, content: bytes) -> bytes:
    """A segment of a JPEG."""
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(content) + 2) + content


def jpeg_with(*segments: bytes) -> bytes:
    """A JPEG with segments after its first marker."""
    jpeg = picture("JPEG")
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def riff_with(*chunks: tuple[bytes, bytes]) -> bytes:
    """A WebP with chunks that no reader knows."""
    content = picture("WEBP", exif=Image.Exif().tobytes() + b"\0\0")[12:]
    for name, held in chunks:
        content += name + struct.pack("<I", len(held)) + held + b"\0" * (len(held) % 2)
    return b"RIFF" + struct.pack("<I", len(content) + 4) + b"WEBP" + content
