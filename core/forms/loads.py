"""What an admin fills in to load a file, to apply a plan and to undo a load."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.loading import shipped
from core.loading.sheets import sheet_names

REASON: dict[str, Any] = {
    "label": _("Reason"),
    "max_length": 500,
    "widget": forms.Textarea({"rows": 2}),
    "help_text": _("Kept in the history."),
}


class FileToLoadForm(forms.Form):
    """A file from one's own machine, or one of the fixtures that came with the program."""

    file = forms.FileField(
        label=_("A file"),
        required=False,
        allow_empty_file=True,
        max_length=200,
        help_text=_(
            "A fixture (YAML), a filled sheet (XLSX, CSV), or a document of the United Nations whose wording "
            "is to be filled in (PDF, DOCX, TXT). Nothing is changed before you have seen the plan."
        ),
    )
    fixture = forms.ChoiceField(label=_("Or a fixture of the tracker"), required=False)
    whole = forms.BooleanField(
        label=_("I know that this file is whole"),
        required=False,
        help_text=_("Needed for a file that brings no manifest: nothing else can tell whether it was cut."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["fixture"]
        field.choices = [("", _("None")), *((name, name) for name in shipped.names())]

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        given = self.cleaned_data
        if not self.errors and bool(given.get("file")) == bool(given.get("fixture")):
            self.add_error("file", _("Choose a file, or one of the fixtures."))
        return given


class SheetForm(forms.Form):
    """Which sheet, as which kind of file."""

    of = forms.ChoiceField(label=_("Rows"), choices=sheet_names)
    form = forms.ChoiceField(label=_("As"), choices=[("xlsx", "XLSX"), ("csv", "CSV")])


class ApplyForm(forms.Form):
    """Why a plan is applied."""

    reason = forms.CharField(**REASON)


class UndoForm(forms.Form):
    """The plan of an undoing that was shown, and why it is done."""

    fingerprint = forms.CharField(max_length=64, widget=forms.HiddenInput)
    leave_conflicts = forms.BooleanField(
        label=_("Leave what was edited since as it is, and undo the rest"), required=False
    )
    reason = forms.CharField(**REASON)
