"""Filters on columns whose words no list fixes: one that stands nowhere is refused with those there are."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from core.api.refusals import printable

MANY = 40


def listed(names: list[str]) -> str:
    """The names there are, or the first of many."""
    return ", ".join(names[:MANY]) + (", …" if len(names) > MANY else "")


class WordField(forms.CharField):
    """A word that stands in some row; the refusal lists those there are."""

    rows: QuerySet

    def __init__(self, column: str, lookup: str, **options: Any) -> None:
        super().__init__(**options)
        self.column, self.lookup = column, lookup

    def clean(self, value: Any) -> str:
        """The word as it was given."""
        word: str = super().clean(value)
        if word and not self.rows.filter(**{f"{self.column}__{self.lookup}": word}).exists():
            known = {"value": printable(word), "known": listed(self._known())}
            raise ValidationError(_("“%(value)s” is not known here; there are: %(known)s.") % known)
        return word

    def _known(self) -> list[str]:
        words = self.rows.exclude(**{self.column: ""}).order_by(self.column)
        return list(words.values_list(self.column, flat=True).distinct()[: MANY + 1])


class WordFilter(django_filters.CharFilter):
    """A filter on the words of a column; known is what the caller may see in any row of the model.

    What else narrows the list, and its clocks, make no word unknown: they leave a list without rows.
    """

    field_class = WordField

    def __init__(self, model: type[Model], column: str, **options: Any) -> None:
        lookup = options.get("lookup_expr", "exact")
        super().__init__(**{"field_name": column, **options}, column=column, lookup=lookup)
        self.model_of_words = model

    @property
    def field(self) -> Any:
        """The field, with the rows in which a word may stand."""
        field: Any = super().field
        request = getattr(getattr(self, "parent", None), "request", None)
        manager: Any = self.model_of_words._default_manager
        field.rows = manager.visible_to(request.user) if request else manager.none()
        return field
