"""Which kind of file these bytes are, by what they are and never by what somebody calls them."""

import re
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from core.cleaning.refusals import refused


class Kind(StrEnum):
    """What can be published."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    PDF = "pdf"
    TEXT = "text"

    @property
    def media_type(self) -> str:
        """As the copy is served."""
        return _CALLED[self].media_types[0]

    @property
    def suffix(self) -> str:
        """As the name of the copy ends."""
        return _CALLED[self].suffixes[0]


@dataclass(frozen=True)
class _Called:
    """What a kind may be called; the first of each is what we call it."""

    media_types: tuple[str, ...]
    suffixes: tuple[str, ...]


_CALLED = {
    Kind.JPEG: _Called(("image/jpeg", "image/jpg", "image/pjpeg"), (".jpg", ".jpeg", ".jpe", ".jfif")),
    Kind.PNG: _Called(("image/png", "image/x-png"), (".png",)),
    Kind.WEBP: _Called(("image/webp",), (".webp",)),
    Kind.PDF: _Called(("application/pdf", "application/x-pdf"), (".pdf",)),
    Kind.TEXT: _Called(
        ("text/plain", "text/markdown", "text/csv", "text/tab-separated-values"),
        (".txt", ".text", ".md", ".csv", ".tsv", ".log"),
    ),
}

_SAYS_NOTHING = {"", "application/octet-stream", "binary/octet-stream"}
_BEGINS = [(b"\xff\xd8\xff", Kind.JPEG), (b"\x89PNG\r\n\x1a\n", Kind.PNG), (b"%PDF-", Kind.PDF)]
_PICTURE = _("Save it as JPEG or PNG and upload that.")
_PRINTED = _("Print or export it to PDF and upload that.")
_OTHERS = [
    (re.compile(rb"GIF8[79]a"), _("a GIF picture"), _PICTURE),
    (re.compile(rb"II\*\0|MM\0\*"), _("a TIFF picture"), _PICTURE),
    (re.compile(rb"....ftyp(hei|hev|mif1|msf1|avi[fs])", re.DOTALL), _("a HEIC or AVIF picture"), _PICTURE),
    (re.compile(rb"....ftyp", re.DOTALL), _("a film or a recording"), _("Describe it in the evidence.")),
    (re.compile(rb"PK(\x03\x04|\x05\x06)"), _("a ZIP archive or an Office document"), _PRINTED),
    (re.compile(rb"\xd0\xcf\x11\xe0"), _("an older Office document"), _PRINTED),
    (re.compile(rb"\{\\rtf"), _("an RTF document"), _PRINTED),
    (re.compile(rb"%!PS"), _("a PostScript document"), _PRINTED),
    (
        re.compile(rb"\x7fELF|MZ|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe|#!"),
        _("a program"),
        _("Programs are not evidence that can be shown."),
    ),
    (
        re.compile(rb"(?i)(\xef\xbb\xbf)?\s*<(!|\?xml|html|head|body|svg|script|meta|title|iframe)"),
        _("a web page or a drawing in SVG"),
        _PRINTED,
    ),
]
_WHERE_READERS_LOOK_FOR_A_PDF = 1024


def kind_of(content: bytes) -> Kind:
    """The kind by content; what is none of the others must be a text."""
    for begins, kind in _BEGINS:
        if content.startswith(begins):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Kind.WEBP
    _refuse_what_is_known(content)
    if b"%PDF-" in content[:_WHERE_READERS_LOOK_FOR_A_PDF]:
        raise refused("pdf_with_a_preface")
    if b"\0" in content or not _is_utf_8(content):
        raise refused("not_a_text")
    return Kind.TEXT


def refuse_contradiction(kind: Kind, *, name: str, declared: str) -> None:
    """Refuse a name or a declared type that says another kind than the content is."""
    suffix = re.search(r"\.[^./\\]*$", name)
    if suffix and suffix[0].lower() not in _CALLED[kind].suffixes:
        raise refused("other_name", suffix=_fit_to_show(suffix[0]), kind=kind.name)
    media_type = declared.partition(";")[0].strip().lower()
    if media_type not in _SAYS_NOTHING and media_type not in _CALLED[kind].media_types:
        raise refused("other_type", declared=_fit_to_show(media_type), kind=kind.name)


def _is_utf_8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _refuse_what_is_known(content: bytes) -> None:
    for look, what, instead in _OTHERS:
        if look.match(content):
            raise refused("another_kind", what=what, instead=instead)


def _fit_to_show(said: str) -> str:
    """What was said as far as it can be a kind; the rest of a name may say who somebody is."""
    return said if re.fullmatch(r"[a-z0-9./+-]{1,40}", said, re.IGNORECASE) else str(_("something else"))
