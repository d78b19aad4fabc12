"""One entry for many: nothing has changed, or new values of one period."""

from decimal import Decimal
from typing import Any, NamedTuple

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from benchmarks_app.forms.observations import NUMBER
from benchmarks_app.forms.updates import new_key
from benchmarks_app.models import Indicator, ProgressUpdate
from core.partial_dates import validate_partial_date, validate_period
from core.quantities import Qualifier


class NoChangeForm(forms.Form):
    """The updates of which nothing has changed, and when that was checked."""

    checked_on = forms.CharField(
        label=_("Checked on"),
        validators=[validate_partial_date],
        help_text=_("2023, 2023-06 or 2023-06-30."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    updates = forms.ModelMultipleChoiceField(
        ProgressUpdate.objects.none(), error_messages={"required": _("Tick at least one.")}
    )
    client_key = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput, initial=new_key)

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        updates: Any = self.fields["updates"]
        updates.queryset = choices


class Value(NamedTuple):
    """A new value of an indicator, as the service takes it."""

    indicator: Indicator
    value: Decimal
    qualifier: str


class ValueForm(forms.Form):
    """One value of an indicator; left empty, it records nothing."""

    qualifier = forms.ChoiceField(label=_("Precision"), choices=Qualifier.choices, required=False)
    value = forms.DecimalField(
        label=_("Value"), max_digits=16, decimal_places=3, required=False, widget=forms.TextInput(NUMBER)
    )


class ObserveAgainForm(forms.Form):
    """New values of one period from one source, for as many indicators as one has."""

    period = forms.CharField(
        label=_("Period"),
        max_length=21,
        validators=[validate_period],
        help_text=_("2021, 2022-05, or 2022-01/2022-03."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    assessor = forms.ChoiceField(
        label=_("Assessor"), choices=[("", _("Choose")), *ProgressUpdate.Assessor.choices]
    )
    source_note = forms.CharField(
        label=_("Where the values come from"), max_length=200, help_text=_("The organization, as its origin.")
    )
    client_key = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput, initial=new_key)

    def __init__(self, *args: Any, indicators: list[Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indicators = indicators

    @cached_property
    def rows(self) -> list[tuple[Indicator, ValueForm]]:
        """Each indicator with the form of its value."""
        typed = self.data if self.is_bound else None
        return [(row, ValueForm(typed, prefix=row.slug)) for row in self.indicators]

    def values(self) -> list[Value]:
        """The indicators that were given a value."""
        given = [(row, form.cleaned_data) for row, form in self.rows if form.is_valid()]
        return [
            Value(row, said["value"], said["qualifier"] or Qualifier.EXACT)
            for row, said in given
            if said["value"] is not None
        ]

    def clean(self) -> dict[str, Any]:
        """At least one value, and each of them a number."""
        if not all([form.is_valid() for _row, form in self.rows]):  # noqa: C419 - every row shows its errors
            raise forms.ValidationError(_("A value below is not a number."))
        if not self.values():
            raise forms.ValidationError(_("Give at least one value."))
        return self.cleaned_data
