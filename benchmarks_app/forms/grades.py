"""The grade a treaty body gave, as a reviewer records it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benchmarks_app.forms.documents import DocumentField
from benchmarks_app.models import FollowUpGrade


class GradeForm(forms.ModelForm):
    """A letter from A to E, with the document that gives it."""

    document = DocumentField(label=_("Document"), help_text=_("The symbol of the one that gives the grade."))
    locator = forms.CharField(
        label=_("Where in it"),
        required=False,
        max_length=80,
        help_text=_("Such as “para. 12”; empty for the whole document."),
    )

    class Meta:
        model = FollowUpGrade
        fields = ["grade", "graded_on", "document", "locator", "note"]
        widgets = {"note": forms.Textarea({"rows": 2})}
        help_texts = {"graded_on": _("2023, 2023-06 or 2023-06-30.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grade: Any = self.fields["grade"]
        grade.choices = [("", _("Choose")), *FollowUpGrade.Grade.choices]

    def _post_clean(self) -> None:
        """Leave the row alone: the service writes it."""
