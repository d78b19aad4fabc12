"""Naming a document without a list of hundreds to scroll through."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Document

LIST_ID = "documents-known"


class DocumentField(forms.CharField):
    """A document by its symbol, key or title; the page offers those that are known while one types."""

    widget = forms.TextInput({"list": LIST_ID, "autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        """A document is shown by its symbol, or by its key where it has none."""
        return (value.symbol or value.slug) if isinstance(value, Document) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compares what stands in the field."""
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value: Any) -> Document | None:
        """The document that was named; None for nothing."""
        text = super().clean(value)
        if not text:
            return None
        named = (
            Q(slug=text) | Q(symbol__iexact=text) | Q(symbol_corrected__iexact=text) | Q(title__iexact=text)
        )
        found = Document.objects.filter(named).order_by("slug").first()
        if not found:
            raise ValidationError(_("No document here is called “%(name)s”."), params={"name": text})
        return found


def known_documents() -> list[tuple[str, str]]:
    """What the page offers for such a field: what to write, and the title."""
    rows = Document.objects.order_by("symbol", "title").values_list("symbol", "slug", "title")
    return [(symbol or slug, title) for symbol, slug, title in rows]
