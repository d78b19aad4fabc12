"""Why a file is refused, in words for the person who chose it: what is wrong and what to do."""

from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken

WORDS = {
    "absent": _("No file came with the request, or one too large to be read. The limit is 20 MB."),
    "empty": _("The file is empty."),
    "too_many_bytes": _("The file is larger than %(limit)s MB. Split it, or save it with a lower quality."),
    "another_kind": _("The file is %(what)s, which cannot be published. %(instead)s"),
    "pdf_with_a_preface": _(
        "The file holds a PDF behind something else. Open the PDF, print it to a new PDF and upload that."
    ),
    "other_name": _(
        "The name of the file ends in %(suffix)s, but its content is %(kind)s. Check that it is the file you"
        " mean, and name it for what it is."
    ),
    "other_type": _(
        "The file was sent as %(declared)s, but its content is %(kind)s. Check that it is the file you mean."
    ),
    "not_a_text": _(
        "The file is none of the kinds that can be published: JPEG, PNG, WebP, PDF and plain text. If it is"
        " a text, save it as plain text in UTF-8."
    ),
    "control_character": _(
        "Line %(line)s of the text holds a control character, which a plain text does not. Save it as plain"
        " text and upload that."
    ),
    "too_many_characters": _("The text has more than %(limit)s characters. Upload the part that matters."),
    "nothing_to_read": _("There is nothing to read in the text."),
    "too_many_pixels": _(
        "The picture has %(width)s by %(height)s pixels; at most %(limit)s million can be published. Make it"
        " smaller and upload that."
    ),
    "moves": _("The picture moves. Save the one picture that matters and upload that."),
    "damaged_picture": _(
        "The picture is damaged or not complete. Open it, save it as a new file and upload that."
    ),
    "protected": _("The PDF is encrypted. Save it without a password or protection and upload that."),
    "no_page": _("The PDF has no page."),
    "too_many_pages": _(
        "The PDF has %(pages)s pages; at most %(limit)s can be published. Upload the pages that matter."
    ),
    "page_too_large": _(
        "Page %(page)s of the PDF is too large to be drawn. Print it on paper of a usual size and try again."
    ),
    "damaged_page": _("Page %(page)s of the PDF is damaged. Print it to a new PDF and upload that."),
    "damaged_pdf": _("The PDF is damaged or not complete. Open it, print it to a new PDF and upload that."),
    "too_large_a_copy": _("The copy to publish would be larger than %(limit)s MB. Upload a smaller file."),
    "too_much_memory": _("Reading the file takes more memory than is allowed. Save it anew, or smaller."),
    "too_much_time": _("Reading the file takes longer than is allowed. Save it anew, or smaller."),
    "broke_the_reader": _(
        "The file could not be read safely. Open it, save it as a new file and upload that."
    ),
    "busy": _("Too many files are being read at this moment. Try again in a minute."),
}


def refused(code: str, **values: object) -> RuleBroken:
    """The refusal to raise."""
    return RuleBroken(WORDS[code] % values, field="file")
