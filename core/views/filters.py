"""The forms with which a reader narrows a list, by GET."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken
from core.list_search import matching
from core.models import Document
from core.search_queries import LONGEST_QUERY, read


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
    """Narrows documents by what the search finds of them, and by kind."""

    q = forms.CharField(label=_("Words"), max_length=LONGEST_QUERY, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=choices_with_all(Document.Kind.choices), required=False)

    def clean_q(self) -> str:
        """The query; one that cannot be read is refused with the reason."""
        query = self.cleaned_data["q"]
        if query:
            try:
                read(query)
            except RuleBroken as refusal:
                raise ValidationError(str(refusal.message)) from refusal
        return str(query)

    def apply(self, rows: QuerySet, chosen: dict[str, Any]) -> QuerySet:
        """The documents that the query finds."""
        if query := chosen.pop("q", ""):
            rows = matching(rows, query, ("symbol", "symbol_corrected"))
        return rows.filter(**chosen)
