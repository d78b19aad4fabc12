"""Takes the text out of a TXT, PDF or DOCX file, page by page, or refuses the file whole."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import docx
import pypdfium2
from django.utils.translation import gettext as _
from docx.table import Table

from benchmarks_app.official_text.refusals import UnreadableFile

MEGABYTE = 1_000_000
MOST_BYTES = 20 * MEGABYTE
MOST_UNPACKED = 60 * MEGABYTE
MOST_PARTS = 2_000
MOST_PAGES = 400
MOST_CHARACTERS = 3_000_000
LEAST_CHARACTERS = 200

# What PDFium writes for a hyphen at the end of a line.
HYPHEN_OF_PDFIUM = re.compile("[\x02\ufffe]")
NO_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffd\ufffe\uffff]")
# What readers of archives and of Word documents raise on parts that are not what they should be.
DAMAGED_ARCHIVE = (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError)
DAMAGED_DOCX = (*DAMAGED_ARCHIVE, KeyError, ValueError, SyntaxError, AttributeError, TypeError)


def pages_of(content: bytes) -> list[str]:
    """The text of each page; of a file that does not tell its pages there is one."""
    if len(content) > MOST_BYTES:
        raise UnreadableFile(_("The file is larger than %(limit)d MB.") % {"limit": MOST_BYTES // MEGABYTE})
    pages = _reader(content)(content)
    _check(pages)
    return pages


def _reader(content: bytes) -> Callable[[bytes], list[str]]:
    if content.startswith(b"%PDF-"):
        return _of_pdf
    return _of_docx if content.startswith(b"PK\x03\x04") else _of_text


def _check(pages: list[str]) -> None:
    length = sum(len(page) for page in pages)
    if length > MOST_CHARACTERS:
        raise UnreadableFile(_("The file holds more text than any document of this kind."))
    if sum(len("".join(page.split())) for page in pages) < LEAST_CHARACTERS:
        raise UnreadableFile(_("There is hardly any text in the file; a scanned picture cannot be read."))
    if any(NO_TEXT.search(page) for page in pages):
        raise UnreadableFile(_("The file holds characters that no text has; it is damaged or no text."))


def _of_text(content: bytes) -> list[str]:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as broken:
        raise UnreadableFile(_("The file is no text in UTF-8; save it as UTF-8 and try again.")) from broken
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\f")


def _of_pdf(content: bytes) -> list[str]:
    try:
        document = pypdfium2.PdfDocument(content)
        if b"%%EOF" not in content[-2048:]:
            raise UnreadableFile(_("The PDF is cut off: its end is missing."))
        if len(document) > MOST_PAGES:
            raise UnreadableFile(_("The PDF has more than %(limit)d pages.") % {"limit": MOST_PAGES})
        return [_of_pdf_page(document[number]) for number in range(len(document))]
    except pypdfium2.PdfiumError as broken:
        if broken.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise UnreadableFile(_("The PDF asks for a password; take a copy without one.")) from broken
        raise UnreadableFile(_("The PDF is damaged or protected.")) from broken


def _of_pdf_page(page: Any) -> str:
    text = HYPHEN_OF_PDFIUM.sub("-", page.get_textpage().get_text_range())
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _of_docx(content: bytes) -> list[str]:
    try:
        _refuse_bomb(content)
        parts = docx.Document(io.BytesIO(content)).iter_inner_content()
        return ["\n\n".join(block for part in parts for block in _blocks(part))]
    except DAMAGED_DOCX as broken:
        raise UnreadableFile(_("The file is no whole Word document.")) from broken


def _refuse_bomb(content: bytes) -> None:
    """Ask the list of the archive how large it would become, before anything is unpacked."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise UnreadableFile(_("The Word document unpacks to more than any document of this kind."))
        if archive.testzip() is not None:
            raise UnreadableFile(_("The file is no whole Word document."))


def _blocks(part: Any) -> Iterator[str]:
    """A paragraph as one block; a table cell by cell, row by row, each cell once where cells are merged."""
    if not isinstance(part, Table):
        yield part.text
        return
    for row in part.rows:
        seen: list[Any] = []
        for cell in row.cells:
            if cell._tc not in seen:
                seen.append(cell._tc)
                yield from (block for inner in cell.iter_inner_content() for block in _blocks(inner))
