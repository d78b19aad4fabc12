"""What an update rests on, row by row."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benchmarks_app.forms.documents import DocumentField
from benchmarks_app.forms.rows import RowForm, formset_of
from benchmarks_app.models import Evidence
from benchmarks_app.services import EvidenceItem

FIELDS = ["description", "origin", "document", "url", "dated", "reliability", "validity", "visibility"]


class EvidenceForm(RowForm, forms.ModelForm):
    """One row of evidence; an empty row is left out."""

    document = DocumentField(
        required=False, label=_("Document"), help_text=_("Its symbol, if it is known here.")
    )

    class Meta:
        model = Evidence
        fields = FIELDS
        help_texts = {
            "reliability": _("Of whoever says it, whatever they say."),
            "validity": _("Of what is said, whoever says it."),
            "visibility": _("Only public rows are kept in this browser while you type."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("reliability", "validity"):
            choice: Any = self.fields[name]
            choice.choices = [("", _("Not judged")), *(pair for pair in choice.choices if pair[0])]

    def _post_clean(self) -> None:
        """Leave the row alone: the service writes it."""

    def is_filled(self) -> bool:
        """Whether there is anything in the row."""
        return bool(self.cleaned_data.get("description"))

    def item(self) -> EvidenceItem:
        """What was typed, as the service takes it."""
        return EvidenceItem(**{name: self.cleaned_data[name] for name in FIELDS})


EvidenceFormSet = formset_of(EvidenceForm, extra=2)


def rows_of(evidence: Any) -> list[dict[str, Any]]:
    """Rows that were kept before, as the form begins with them."""
    return [{name: getattr(row, name) for name in FIELDS} for row in evidence]
