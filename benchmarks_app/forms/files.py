"""The form with which a file is put to a row of evidence."""

from django import forms
from django.utils.translation import gettext_lazy as _

ACCEPTED = ".jpg,.jpeg,.png,.webp,.pdf,.txt,.md,.csv"


class EvidenceFileForm(forms.Form):
    """One file."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # the service says so, in the same words to everybody
        max_length=10_000,
        error_messages={"required": _("Choose a file of up to 20 MB.")},
        widget=forms.FileInput({"accept": ACCEPTED}),
        help_text=_("A JPEG, PNG or WebP picture, a PDF of up to 60 pages, or a plain text; up to 20 MB."),
    )
