"""New values of a benchmark's indicators, recorded together with the update."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benchmarks_app.forms.rows import RowForm, formset_of
from benchmarks_app.models import Indicator
from benchmarks_app.services import ObservationItem
from core.partial_dates import validate_period
from core.quantities import Qualifier

# A wheel turned over a number field changes the number unseen; a text field stays as it was typed.
NUMBER = {"inputmode": "decimal", "autocomplete": "off"}
FIELDS = ["indicator", "period", "qualifier", "value", "out_of", "note"]


class ObservationForm(RowForm, forms.Form):
    """One new value; a row without a value is left out."""

    indicator = forms.ChoiceField(label=_("Indicator"))
    period = forms.CharField(
        label=_("Period"),
        max_length=21,
        validators=[validate_period],
        help_text=_("2021, 2022-05, or 2022-01/2022-03."),
    )
    qualifier = forms.ChoiceField(label=_("Precision"), choices=Qualifier.choices)
    value = forms.DecimalField(
        label=_("Value"), max_digits=16, decimal_places=3, widget=forms.TextInput(NUMBER)
    )
    out_of = forms.IntegerField(
        label=_("Out of"), min_value=1, required=False, help_text=_("For a rank: how many were ranked.")
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=500)

    def __init__(self, *args: Any, indicators: list[Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indicators = {row.slug: row for row in indicators}
        choice: Any = self.fields["indicator"]
        choice.choices = [("", _("Choose")), *((row.slug, f"{row.name} ({row.unit})") for row in indicators)]

    def has_changed(self) -> bool:
        """A row with nothing but a chosen indicator is an empty row."""
        return bool(set(self.changed_data) - {"indicator", "qualifier"})

    def is_filled(self) -> bool:
        """Whether there is a value in the row."""
        return self.cleaned_data.get("value") is not None

    def item(self) -> ObservationItem:
        """What was typed, as the service takes it."""
        typed = {name: self.cleaned_data[name] for name in FIELDS}
        return ObservationItem(**{**typed, "indicator": self.indicators[typed["indicator"]]})


ObservationFormSet = formset_of(ObservationForm, extra=1)


def rows_of(observations: Any) -> list[dict[str, Any]]:
    """Rows that were kept before, as the form begins with them."""
    rows = [{name: getattr(row, name) for name in FIELDS} for row in observations]
    return [{**row, "indicator": row["indicator"].slug, "value": row["value"].normalize()} for row in rows]
