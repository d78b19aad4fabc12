"""Which two releases are compared."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models.releases import ReleaseQuerySet


class ComparisonForm(forms.Form):
    """Two releases, by name; the names of the fields stand in the address."""

    def __init__(self, *args: Any, releases: ReleaseQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"from": gettext_lazy("From"), "to": gettext_lazy("To")}
        for name, label in labels.items():
            self.fields[name] = forms.ModelChoiceField(
                releases, label=label, to_field_name="name", empty_label=None
            )

    def clean(self) -> dict[str, Any]:
        """A release is not compared with itself."""
        chosen = self.cleaned_data
        if chosen.get("from") and chosen.get("from") == chosen.get("to"):
            self.add_error("to", _("Choose two different releases."))
        return chosen


def suggested(releases: ReleaseQuerySet) -> dict[str, str]:
    """The last two of these releases, the older first."""
    names = list(releases.values_list("name", flat=True)[:2])
    return dict(zip(("to", "from"), names, strict=False))
