"""What an assessor says about a benchmark, as a monitor types it."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benchmarks_app.models import Benchmark, Measure, ProgressUpdate

FIELDS = ["measure", "status", "trend", "assessor", "assessed_on", "narrative"]
KEPT = {"data-keep": True}


def new_key() -> str:
    """A key for one opened form: however often it is sent, it makes one update."""
    return uuid.uuid4().hex


class ProgressUpdateForm(forms.ModelForm):
    """The judgement itself; the rows of evidence and observations are forms of their own."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput(KEPT))
    client_key = forms.CharField(
        required=False, max_length=100, widget=forms.HiddenInput(KEPT), initial=new_key
    )

    class Meta:
        model = ProgressUpdate
        fields = FIELDS
        help_texts = {
            "narrative": _(
                "What changed, as the public will read it. Name nobody who could be harmed by it. "
                "**bold**, *italic*, “- ” before each line of a list, [words](https://address) for a link."
            ),
        }
        widgets = {
            "narrative": forms.Textarea({"rows": 8}),
            "assessed_on": forms.TextInput({"autocomplete": "off", "placeholder": "2023-06-30"}),
        }

    def __init__(self, *args: Any, benchmark: Benchmark, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.benchmark = benchmark
        measure: Any = self.fields["measure"]
        measure.queryset = Measure.objects.filter(benchmark=benchmark).select_related("benchmark")
        measure.empty_label = _("The whole benchmark")
        measure.help_text = ""
        self._name_the_empty_choice("status", _("No judgement: observations only"))
        self._name_the_empty_choice("trend", _("Not said"))
        self._name_the_empty_choice("assessor", _("Choose"))

    def _name_the_empty_choice(self, name: str, label: Any) -> None:
        field: Any = self.fields[name]
        field.choices = [("", label), *(choice for choice in field.choices if choice[0])]

    def _post_clean(self) -> None:
        """Leave the row alone: the service writes it, this form only reads what was typed."""

    def judgement(self) -> dict[str, Any]:
        """The fields of the update as the service takes them."""
        return {name: self.cleaned_data[name] for name in FIELDS}
