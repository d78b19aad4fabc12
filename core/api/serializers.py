"""How documents, themes and search results look in an answer."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from core.api.inclusion import Included
from core.api.values import PageField, api_url
from core.citing import Citing
from core.models import Document, Theme
from core.search import source_of
from core.snippets import snippet


class CitingSerializer(serializers.Serializer):
    """Something that rests on a document, or that carries a theme."""

    type = serializers.CharField()
    key = serializers.CharField()
    title = serializers.CharField()
    url = serializers.URLField()
    page = serializers.URLField()
    locator = serializers.CharField(help_text="The place in the document; empty for a theme.")


@extend_schema_field(CitingSerializer(many=True))
class CitedByField(serializers.Field):
    """All that rests on the object; the endpoint reads it for a whole answer at once."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, source="*", **options)

    def to_representation(self, row: Any) -> list[dict[str, str]]:
        """What was read for this row."""
        return [self._shown(found) for found in self.context["cited_by"].get(row.pk, [])]

    def _shown(self, found: Citing) -> dict[str, str]:
        request = self.context["request"]
        return {
            "type": found.source.type,
            "key": found.key,
            "title": found.title,
            "url": reverse(f"api:{found.source.endpoint}-detail", args=[found.key], request=request),
            "page": request.build_absolute_uri(found.page),
            "locator": found.locator,
        }


class IncludedDocumentSerializer(serializers.ModelSerializer):
    """A document by itself; `url` is its address in this API, `source_url` where it is published."""

    url = api_url("documents", "slug")
    page = PageField()
    source_url = serializers.CharField(source="url", read_only=True, help_text="Where it is published.")

    class Meta:
        model = Document
        fields: tuple[str, ...] = (
            "url",
            "page",
            "slug",
            "symbol",
            "symbol_corrected",
            "title",
            "kind",
            "publisher",
            "published_on",
            "source_url",
            "note",
        )


class DocumentSerializer(IncludedDocumentSerializer):
    """A document and all that rests on it."""

    cited_by = CitedByField()

    class Meta(IncludedDocumentSerializer.Meta):
        fields = (*IncludedDocumentSerializer.Meta.fields, "cited_by")


class IncludedThemeSerializer(serializers.ModelSerializer):
    """A theme by itself."""

    url = api_url("themes", "slug")
    page = PageField()

    class Meta:
        model = Theme
        fields: tuple[str, ...] = ("url", "page", "slug", "name", "summary")


class ThemeSerializer(IncludedThemeSerializer):
    """A theme and what carries it."""

    cited_by = CitedByField()

    class Meta(IncludedThemeSerializer.Meta):
        fields = (*IncludedThemeSerializer.Meta.fields, "cited_by")


INCLUDED_THEMES = Included(IncludedThemeSerializer, many=True)


class SnippetPartSerializer(serializers.Serializer):
    """A piece of a snippet, and whether it is one of the words looked for."""

    text = serializers.CharField()
    hit = serializers.BooleanField()


class SearchResultSerializer(serializers.Serializer):
    """One thing that was found."""

    type = serializers.CharField()
    key = serializers.CharField()
    title = serializers.CharField()
    snippet = serializers.SerializerMethodField(help_text="The text around the first hit, as plain text.")
    snippet_parts = serializers.SerializerMethodField(help_text="The same in pieces, for marking the hits.")
    rank = serializers.IntegerField(
        help_text="Higher is better: three for each word or phrase in the title, else one."
    )
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()
    set = serializers.SerializerMethodField(
        help_text="Of which set of benchmarks it is: its key in benchmark-sets/; null where it is of none."
    )

    def get_snippet(self, row: dict[str, Any]) -> str:
        """The text around the first hit."""
        return "".join(text for text, _ in snippet(row["text"], self.context["phrases"]))

    @extend_schema_field(SnippetPartSerializer(many=True))
    def get_snippet_parts(self, row: dict[str, Any]) -> list[dict[str, Any]]:
        """The same in pieces."""
        parts = snippet(row["text"], self.context["phrases"])
        return [{"text": text, "hit": is_hit} for text, is_hit in parts]

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, row: dict[str, Any]) -> str:
        """The address in this API."""
        name = f"api:{source_of(row['type']).endpoint}-detail"
        return reverse(name, args=[row["key"]], request=self.context["request"])

    @extend_schema_field(OpenApiTypes.URI)
    def get_page(self, row: dict[str, Any]) -> str:
        """The page of the site that shows it."""
        return self.context["request"].build_absolute_uri(source_of(row["type"]).page(row))

    def get_set(self, row: dict[str, Any]) -> str | None:
        """The set."""
        return row["set"] or None
