"""The forms with which a reader narrows a list, by GET."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.models import Document


def choices_with_all(choices: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """These choices, after one that leaves the list as it is."""
    return [("", _("All")), *choices]


class DayInput(forms.DateInput):
    """A day, chosen from the browser's calendar."""

    input_type = "date"


class ListFilter(forms.Form):
    """A filter form; what is left empty or is not one of the choices narrows nothing."""

    def narrow(self, rows: QuerySet) -> QuerySet:
        """The rows that match every choice made; a field's name is the lookup it stands for."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        return self.apply(rows, chosen)

    def apply(self, rows: QuerySet, chosen: dict[str, Any]) -> QuerySet:
        """The rows that match; a form whose fields are not lookups says how they are meant."""
        return rows.filter(**chosen)


class DocumentFilter(ListFilter):
    """Narrows documents by words in their symbol, title or publisher, and by kind."""

    q = forms.CharField(label=_("Words"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=choices_with_all(Document.Kind.choices), required=False)

    def apply(self, rows: QuerySet, chosen: dict[str, Any]) -> QuerySet:
        """The documents that hold every word."""
        for word in chosen.pop("q", "").split():
            rows = rows.filter(
                Q(symbol__icontains=word)
                | Q(symbol_corrected__icontains=word)
                | Q(title__icontains=word)
                | Q(publisher__icontains=word)
            )
        return rows.filter(**chosen)
