"""What an admin says who erases something for ever."""

from django import forms
from django.utils.translation import gettext_lazy as _


class EraseForm(forms.Form):
    """The reason, and the word that this is meant."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("Shown in its place and kept for ever. Do not repeat what is erased, and name nobody."),
        widget=forms.Textarea({"rows": 3}),
    )
    confirmed = forms.BooleanField(
        label=_("Erase it. It cannot be brought back."),
        error_messages={"required": _("Tick this, or leave the page and nothing is erased.")},
    )
