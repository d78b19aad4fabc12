"""How values look in an answer: numbers as numbers, quantities with their precision, addresses in full."""

from decimal import Decimal
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from core.models import Passage
from core.quantities import Qualifier


def plain(value: Decimal | int) -> int | float:
    """A JSON number: whole where it is whole."""
    if type(value) is int:
        return value
    return int(value) if value == int(value) else float(value)


@extend_schema_field(OpenApiTypes.NUMBER)
class NumberField(serializers.Field):
    """A decimal column as a JSON number."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, value: Decimal) -> int | float:
        """Whole where it is whole."""
        return plain(value)

    def shown(self, value: Decimal, _asked: Any) -> int | float:
        """The same."""
        return plain(value)


class QuantitySerializer(serializers.Serializer):
    """A number as its source states it."""

    value = serializers.FloatField()
    qualifier = serializers.ChoiceField(choices=Qualifier.choices)


@extend_schema_field(QuantitySerializer)
class QuantityField(serializers.Field):
    """A number with its precision, from the column of the field's name; null when the source gives none."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, allow_null=True, source="*", **options)

    def to_representation(self, row: Any) -> dict[str, Any] | None:
        """Value and qualifier side by side."""
        quantity = row.quantity(self.field_name)
        return quantity and {"value": plain(quantity.value), "qualifier": quantity.qualifier}

    def shown(self, row: Any, _asked: Any) -> dict[str, Any] | None:
        """The same."""
        return self.to_representation(row)


def api_url(endpoint: str, key: str) -> serializers.HyperlinkedIdentityField:
    """The object's full address in the API."""
    return serializers.HyperlinkedIdentityField(view_name=f"api:{endpoint}-detail", lookup_field=key)


@extend_schema_field(OpenApiTypes.URI)
class PageField(serializers.Field):
    """The full address of the page that shows the object."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"read_only": True, "source": "*", **options})

    def to_representation(self, row: Any) -> str:
        """The page's address, with this site's name."""
        return self.context["request"].build_absolute_uri(row.get_absolute_url())


def key_of(column: str, **options: Any) -> Any:
    """A related object by its readable key; `many=True` for a list of them."""
    return serializers.SlugRelatedField(slug_field=column, read_only=True, **options)


@extend_schema_field(OpenApiTypes.STR)
class DocumentField(serializers.Field):
    """A document by its symbol, or by its key where it has none."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, document: Any) -> str:
        """The name to cite it by."""
        return document.symbol or document.slug

    def shown(self, document: Any, _asked: Any) -> str:
        """The same."""
        return self.to_representation(document)


class CitationSerializer(serializers.Serializer):
    """Where something stands: a document, and the place in it."""

    document = serializers.CharField(help_text="Its symbol; its key where it has none.")
    locator = serializers.CharField(help_text='Such as "para. 41"; empty for the whole document.')
    url = serializers.URLField(help_text="The document in this API.")


@extend_schema_field(CitationSerializer(many=True))
class CitationsField(serializers.Field):
    """The passages an object was taken from; `core.api.citations` reads them for a whole answer at once."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, source="*", **options)

    def to_representation(self, row: Any) -> list[dict[str, str]]:
        """The citations that were read for this row."""
        return self.context["citations"].get((row._meta.label_lower, row.pk), [])

    def shown(self, row: Any, asked: Any) -> list[dict[str, str]]:
        """The same."""
        return asked.context["citations"].get((row._meta.label_lower, row.pk), [])


@extend_schema_field(CitationSerializer(many=True))
class SourceField(serializers.Field):
    """The one passage that figures were read from, in the same form."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, source="source", **options)

    def to_representation(self, passage: Passage) -> list[dict[str, str]]:
        """A list of one citation."""
        return [citation(passage.document, passage.locator, self.context["request"])]

    def shown(self, passage: Passage, asked: Any) -> list[dict[str, str]]:
        """The same."""
        document = passage.document
        url = asked.site.address("api:documents-detail", document.slug)
        return [{"document": document.symbol or document.slug, "locator": passage.locator, "url": url}]


def citation(document: Any, locator: str, request: Any) -> dict[str, str]:
    """One citation: the document by symbol, else by key."""
    return {
        "document": document.symbol or document.slug,
        "locator": locator,
        "url": reverse("api:documents-detail", args=[document.slug], request=request),
    }
