"""Draws the pages of a PDF as pictures and binds a new PDF of them: what is seen, not what lies beneath."""

import math
from io import BytesIO

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from core.cleaning import caps
from core.cleaning.inside.bound_pages import Page, bound
from core.cleaning.inside.unfit import UnfitError

Image.preinit()  # no module can be loaded any more when a file is being read
_NOT_PROTECTED = -1


def redrawn(content: bytes, kind: str) -> bytes:
    """A new PDF of pictures; annotations are drawn, for the black bar over a name may be one."""
    document = _opened(content)
    pages, size = [], 0
    for number in range(len(document)):
        page = _drawn(document, number)
        size += len(page.jpeg)
        if size > caps.MOST_BYTES_OF_COPY:
            raise UnfitError("too_large_a_copy", limit=caps.MOST_BYTES_OF_COPY // caps.MEGABYTE)
        pages.append(page)
    return bound(pages)


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    """The document, when it is whole, open to everybody and of a size that can be drawn."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as broken:
        protected = broken.err_code == pdfium.FPDF_ERR_PASSWORD
        raise UnfitError("protected" if protected else "damaged_pdf") from broken
    if pdfium.FPDF_GetSecurityHandlerRevision(document) != _NOT_PROTECTED:
        raise UnfitError("protected")
    # Without this PDFium guesses what a broken file may have meant, and another reader guesses otherwise.
    if not pdfium.FPDF_DocumentHasValidCrossReferenceTable(document):
        raise UnfitError("damaged_pdf")
    if len(document) > caps.MOST_PAGES:
        raise UnfitError("too_many_pages", pages=len(document), limit=caps.MOST_PAGES)
    if len(document) == 0:
        raise UnfitError("no_page")
    return document


def _drawn(document: pypdfium2.PdfDocument, number: int) -> Page:
    """One page as a picture."""
    try:
        page = document[number]
    except pypdfium2.PdfiumError as broken:
        raise UnfitError("damaged_page", page=number + 1) from broken
    width, height = page.get_size()
    bitmap = page.render(scale=_scale(width, height, number), may_draw_forms=False, draw_annots=True)
    picture, jpeg = bitmap.to_pil().convert("RGB"), BytesIO()
    picture.save(jpeg, format="JPEG", quality=85)
    drawn = Page(width, height, picture.width, picture.height, jpeg.getvalue())
    bitmap.close()
    page.close()
    return drawn


def _scale(width: float, height: float, number: int) -> float:
    """Pixels per point: fewer on a large page, so that each page has about as many."""
    if not (min(width, height) > 0 and max(width, height) <= caps.LONGEST_SIDE_OF_PAGE):
        raise UnfitError("page_too_large", page=number + 1)
    return min(caps.DOTS_PER_INCH / caps.POINTS_PER_INCH, math.sqrt(caps.PIXELS_OF_PAGE / (width * height)))
