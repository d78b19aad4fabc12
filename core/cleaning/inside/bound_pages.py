"""Writes a PDF of nothing but pictures: no date, producer or title; the same pages give the same bytes."""

from collections.abc import Sequence
from typing import NamedTuple


class Page(NamedTuple):
    """A picture and the paper it fills, in points."""

    width: float
    height: float
    columns: int
    rows: int
    jpeg: bytes


def bound(pages: Sequence[Page]) -> bytes:
    """The pages as one file."""
    kids = " ".join(f"{3 + 3 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
    ]
    for page in pages:
        objects += _objects_of(page, first=len(objects) + 1)
    return _written(objects)


def _objects_of(page: Page, *, first: int) -> list[bytes]:
    """The page, what is drawn on it, and the picture."""
    drawing = b"q %.2f 0 0 %.2f 0 0 cm /Page Do Q" % (page.width, page.height)
    return [
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.2f %.2f] /Contents %d 0 R"
        b" /Resources << /XObject << /Page %d 0 R >> >> >>" % (page.width, page.height, first + 1, first + 2),
        _stream(b"", drawing),
        _stream(
            b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB"
            b" /BitsPerComponent 8 /Filter /DCTDecode " % (page.columns, page.rows),
            page.jpeg,
        ),
    ]


def _stream(described: bytes, content: bytes) -> bytes:
    return b"<< %s/Length %d >>\nstream\n%s\nendstream" % (described, len(content), content)


def _written(objects: Sequence[bytes]) -> bytes:
    """The objects in order, and the table that says where each begins."""
    parts, places, length = [b"%PDF-1.4\n"], [], len(b"%PDF-1.4\n")
    for number, content in enumerate(objects, start=1):
        places.append(length)
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, content))
        length += len(parts[-1])
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table))
    parts.append(b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1))
    parts.append(b"startxref\n%d\n%%%%EOF\n" % length)
    return b"".join(parts)
