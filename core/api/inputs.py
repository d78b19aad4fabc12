"""What comes in with a write: known fields only, documents by name, and words that mean one thing."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.models import Document


class DocumentInput(serializers.CharField):
    """A document by its symbol or key."""

    def to_internal_value(self, name: Any) -> Document:  # type: ignore[override]
        """The document; a key wins over a symbol."""
        name = super().to_internal_value(name)
        document = Document.objects.filter(slug=name).first() or Document.objects.filter(symbol=name).first()
        if document is None or not name:
            raise serializers.ValidationError(
                _("There is no such document: give a symbol or key from documents/.")
            )
        return document


@extend_schema_field({"type": "boolean"})
class ConfirmationInput(serializers.Field):
    """True or false themselves, and no text that could mean one of them."""

    def to_internal_value(self, word: Any) -> bool:
        """The word as it was given."""
        if not isinstance(word, bool):
            raise serializers.ValidationError(_("Give true or false."))
        return word


class StrictSerializer(serializers.Serializer):
    """Input whose fields are all known: one that is misspelt is refused and not lost.

    A change may leave out fields of the whole, but a row inside it is given whole.
    """

    def to_internal_value(self, data: Any) -> Any:
        """The checked values."""
        unknown = sorted(set(data) - set(self.fields)) if isinstance(data, dict) else []
        if unknown:
            message = _("This is not a field here; there are: %(known)s.") % {"known": ", ".join(self.fields)}
            raise serializers.ValidationError({str(name)[:60]: [message] for name in unknown})
        if self.parent is not None and isinstance(data, dict):
            self._refuse_half(data)
        return super().to_internal_value(data)

    def _refuse_half(self, row: dict[Any, Any]) -> None:
        left_out = {
            name: [field.error_messages["required"]]
            for name, field in self.fields.items()
            if field.required and name not in row
        }
        if left_out:
            raise serializers.ValidationError(left_out)
