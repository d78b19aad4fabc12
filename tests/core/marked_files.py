"""Files that hold a canary in one place each where a file can tell more than it shows."""

import struct
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO

from PIL import Image

from tests.core.files_by_hand import (
    FONT,
    TEXT,
    chunk,
    jpeg_with,
    pdf,
    picture,
    png_with,
    riff_with,
    segment,
    squeezed,
    stream,
    updated_pdf,
)

Marked = Callable[[bytes], bytes]
EXIF_IFD, GPS_IFD = 0x8769, 0x8825


def exif(canary: bytes, tag: int, ifd: int | None = None) -> bytes:
    """EXIF with the canary in one tag."""
    held = Image.Exif()
    (held if ifd is None else held.get_ifd(ifd))[tag] = canary if ifd else canary.decode()
    return held.tobytes()


def exif_with_thumbnail(canary: bytes) -> bytes:
    """EXIF whose small picture, often of what was cropped away, holds the canary."""
    small = picture("JPEG", comment=canary)
    first = b"MM\0*" + struct.pack(">IHI", 8, 0, 14)
    second = struct.pack(">HHHIIHHIII", 2, 0x0201, 4, 1, 44, 0x0202, 4, 1, len(small), 0)
    return b"Exif\0\0" + first + second + small


def two_pictures(canary: bytes) -> bytes:
    """A JPEG with a second picture behind the first, as phones write them."""
    first, second = (Image.open(BytesIO(picture("JPEG"))) for _ in range(2))
    written = BytesIO()
    second.encoderinfo = {"comment": canary}
    first.save(written, format="MPO", save_all=True, append_images=[second])
    return written.getvalue() + canary


JPEG: dict[str, Marked] = {
    **{
        f"EXIF tag {tag:#06x}": lambda mark, tag=tag: jpeg_with(segment(0xE1, exif(mark, tag)))  # type: ignore[misc]
        for tag in (0x010E, 0x010F, 0x0110, 0x0131, 0x013B, 0x8298)
    },
    "EXIF user comment": lambda mark: jpeg_with(segment(0xE1, exif(mark, 0x9286, EXIF_IFD))),
    "EXIF maker note": lambda mark: jpeg_with(segment(0xE1, exif(mark, 0x927C, EXIF_IFD))),
    "GPS": lambda mark: jpeg_with(segment(0xE1, exif(mark, 0x001B, GPS_IFD))),
    "thumbnail": lambda mark: jpeg_with(segment(0xE1, exif_with_thumbnail(mark))),
    "XMP": lambda mark: jpeg_with(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>%s</x>" % mark)),
    "IPTC": lambda mark: jpeg_with(
        segment(0xED, b"Photoshop 3.0\08BIM\4\4\0\0\0\0\0\x22\x1c\2\x50\0\x1d" + mark)
    ),
    "comment": lambda mark: jpeg_with(segment(0xFE, mark)),
    "colour profile": lambda mark: jpeg_with(segment(0xE2, b"ICC_PROFILE\0\1\1" + mark)),
    "a segment of nobody": lambda mark: jpeg_with(segment(0xEB, mark)),
    "behind the end": lambda mark: picture("JPEG") + mark,
    "a second picture": two_pictures,
}

PNG: dict[str, Marked] = {
    "tEXt": lambda mark: png_with(chunk(b"tEXt", b"Author\0" + mark)),
    "zTXt": lambda mark: png_with(chunk(b"zTXt", b"Author\0\0" + zlib.compress(mark))),
    "iTXt": lambda mark: png_with(chunk(b"iTXt", b"Author\0\0\0\0\0" + mark)),
    "iTXt, compressed": lambda mark: png_with(chunk(b"iTXt", b"Author\0\1\0\0\0" + zlib.compress(mark))),
    "XMP": lambda mark: png_with(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x>%s</x>" % mark)),
    "eXIf": lambda mark: png_with(chunk(b"eXIf", exif(mark, 0x013B)[6:])),
    "iCCP": lambda mark: png_with(chunk(b"iCCP", b"profile\0\0" + zlib.compress(mark))),
    "a chunk of nobody": lambda mark: png_with(chunk(b"prVt", mark)),
    "behind the end": lambda mark: picture("PNG") + mark,
    "a chunk behind the end": lambda mark: picture("PNG") + chunk(b"tEXt", b"Author\0" + mark),
}


WEBP: dict[str, Marked] = {
    "EXIF": lambda mark: picture("WEBP", exif=exif(mark, 0x013B)),
    "XMP": lambda mark: picture("WEBP", xmp=b"<x>%s</x>" % mark),
    "colour profile": lambda mark: picture("WEBP", icc_profile=mark),
    "a chunk of nobody": lambda mark: riff_with((b"prVt", mark)),
    "behind the end": lambda mark: picture("WEBP") + mark,
}

_IMAGE = b"/Type /XObject /Subtype /Image /Width 40 /Height 30 /ColorSpace /DeviceRGB /BitsPerComponent 8"
_SHOWN = b"/Resources << /XObject << /P 5 0 R >> >>"
_LAYER = b"/OCProperties << /OCGs [5 0 R] /D << /OFF [5 0 R] >> >>"
_LAYERED = FONT[:-2] + b" /Properties << /L 5 0 R >> >>"
_FIELD = b"<< /Type /Annot /Subtype /Widget /FT /Tx /F 2 /T (%s) /V (%s) /Rect [0 0 0 0] /P 3 0 R >>"
_FILES = b"/Names << /EmbeddedFiles << /Names [(a) 5 0 R] >> >>"

PDF: dict[str, Marked] = {
    "title": lambda mark: pdf(b"<< /Title (%s) /Author (%s) >>" % (mark, mark), trailer=b"/Info 5 0 R"),
    "XMP": lambda mark: pdf(stream(mark, b"/Type /Metadata /Subtype /XML"), catalog=b"/Metadata 5 0 R"),
    "attachment": lambda mark: pdf(
        b"<< /Type /Filespec /F (a) /EF << /F 6 0 R >> >>",
        squeezed(mark, b"/Type /EmbeddedFile"),
        catalog=_FILES,
    ),
    "annotation": lambda mark: pdf(
        b"<< /Type /Annot /Subtype /Text /F 2 /Contents (%s) /Rect [0 0 9 9] >>" % mark,
        page=b"/Annots [5 0 R]",
    ),
    "link": lambda mark: pdf(
        b"<< /Type /Annot /Subtype /Link /Border [0 0 0] /Rect [0 0 9 9] /A << /S /URI /URI (%s) >> >>"
        % mark,
        page=b"/Annots [5 0 R]",
    ),
    "hidden layer": lambda mark: pdf(
        b"<< /Type /OCG /Name (%s) >>" % mark,
        page=_LAYERED,
        drawn=b"/OC /L BDC %s EMC" % (TEXT % mark),
        catalog=_LAYER,
    ),
    "form field": lambda mark: pdf(
        _FIELD % (mark, mark), page=b"/Annots [5 0 R]", catalog=b"/AcroForm << /Fields [5 0 R] >>"
    ),
    "script": lambda mark: pdf(catalog=b"/OpenAction << /S /JavaScript /JS (app.alert\\('%s'\\)) >>" % mark),
    "outline": lambda mark: pdf(
        b"<< /Type /Outlines /First 6 0 R /Last 6 0 R >>",
        b"<< /Title (%s) /Parent 5 0 R /Dest [3 0 R] >>" % mark,
        catalog=b"/Outlines 5 0 R",
    ),
    "EXIF of a picture inside": lambda mark: pdf(
        stream(jpeg_with(segment(0xE1, exif(mark, 0x013B))), _IMAGE + b" /Filter /DCTDecode"), page=_SHOWN
    ),
    "an earlier text": lambda mark: updated_pdf(pdf(drawn=TEXT % mark), 4, stream(b"")),
    "text drawn invisible": lambda mark: pdf(drawn=b"3 Tr " + TEXT % mark),
    "text in white": lambda mark: pdf(drawn=b"1 g " + TEXT % mark),
    "text beside the page": lambda mark: pdf(drawn=b"1 0 0 1 900 900 cm " + TEXT % mark),
    "text under a white box": lambda mark: pdf(drawn=TEXT % mark + b" 1 g 0 0 200 100 re f"),
    "thumbnail of the page": lambda mark: pdf(stream(mark, _IMAGE), page=b"/Thumb 5 0 R"),
    "object that nothing uses": lambda mark: pdf(squeezed(mark)),
    "identifier": lambda mark: pdf(trailer=b"/ID [<%s> <%s>]" % (mark.hex().encode(), mark.hex().encode())),
    "remark": lambda mark: pdf().replace(b"xref\n", b"%%%s\nxref\n" % mark, 1),
    "behind the end": lambda mark: pdf() + mark,
}

BY_KIND = {"jpeg": JPEG, "png": PNG, "webp": WEBP, "pdf": PDF}


def every_slot() -> Iterator[tuple[str, str]]:
    """Each kind with each place."""
    return ((kind, slot) for kind, slots in BY_KIND.items() for slot in slots)
