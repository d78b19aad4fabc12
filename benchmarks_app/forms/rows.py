"""Rows that a form repeats: some to begin with, more on request, empty ones left out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

MOST_ROWS = 20


class RowForm(forms.BaseForm):
    """One row of several; the page shows its box for removal only where something was kept before."""

    def shown_fields(self) -> list[forms.BoundField]:
        """The fields on the page."""
        removable = not self.empty_permitted
        return [field for field in self.visible_fields() if field.name != "DELETE" or removable]


class Rows(forms.BaseFormSet):
    """The rows on one page."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Say "remove" where Django says "delete": nothing is deleted before the draft is saved."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Remove this row when saving")

    def filled(self) -> list[Any]:
        """The rows that were filled in and not ticked for removal, in their order."""
        return [form for form in self.forms if form.is_filled() and not form.cleaned_data.get("DELETE")]

    def items(self) -> tuple[Any, ...]:
        """What those rows say, as the service takes it."""
        return tuple(form.item() for form in self.filled())


def formset_of(form: type[forms.BaseForm], *, extra: int) -> type[Rows]:
    """A set of such rows with this many empty ones to begin with."""
    return forms.formset_factory(  # type: ignore[return-value]
        form, formset=Rows, extra=extra, max_num=MOST_ROWS, absolute_max=MOST_ROWS * 2, can_delete=True
    )
