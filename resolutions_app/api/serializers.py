"""How resolutions and the people and events of the mandate look in an answer."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.inclusion import WHOLE_ANYWAY, Included
from core.api.serializers import INCLUDED_THEMES, IncludedDocumentSerializer
from core.api.values import CitationsField, DocumentField, PageField, api_url, key_of
from resolutions_app.models import Interlocutor, MandateHolder, Milestone, Resolution, ResolutionParagraph


def documents_of(paragraph: ResolutionParagraph) -> list[str]:
    """The documents a paragraph cites, by symbol, else by key."""
    return [document.symbol or document.slug for document in paragraph.documents.all()]


class IncludedResolutionSerializer(serializers.ModelSerializer):
    """A resolution without its paragraphs and what they recall and cite."""

    url = api_url("resolutions", "slug")
    page = PageField()
    citations = CitationsField()

    class Meta:
        model = Resolution
        fields = (
            "url",
            "page",
            "slug",
            "number",
            "adopted_on",
            "body",
            "symbol",
            "symbol_corrected",
            "agenda_item",
            "mandate_effect",
            "extension_months",
            "summary",
            "note",
            "citations",
        )


class ParagraphOfResolutionSerializer(serializers.ModelSerializer):
    """A paragraph in the list of its resolution."""

    url = api_url("resolution-paragraphs", "key")
    key = serializers.CharField(read_only=True)
    recalls = key_of("slug", many=True)
    documents = serializers.SerializerMethodField()
    official_text_document = DocumentField(allow_null=True)

    class Meta:
        model = ResolutionParagraph
        fields = (
            "url",
            "key",
            "order",
            "kind",
            "part",
            "number",
            "letter",
            "verb",
            "summary",
            "official_text",
            "official_text_language",
            "official_text_document",
            "recalls",
            "documents",
        )

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_documents(self, paragraph: ResolutionParagraph) -> list[str]:
        """Symbols, or keys of what has none."""
        return documents_of(paragraph)


class ResolutionParagraphSerializer(ParagraphOfResolutionSerializer):
    """A paragraph by itself, with the resolution it belongs to."""

    includes = {
        "resolution": Included(IncludedResolutionSerializer),
        "recalls": Included(IncludedResolutionSerializer, many=True),
        "documents": Included(IncludedDocumentSerializer, many=True),
    }
    page = PageField()
    resolution = key_of("slug")

    class Meta(ParagraphOfResolutionSerializer.Meta):
        fields = (  # type: ignore[assignment]
            "url",
            "page",
            "key",
            "resolution",
            *ParagraphOfResolutionSerializer.Meta.fields[2:],
        )


class ResolutionSerializer(serializers.ModelSerializer):
    """A resolution with its paragraphs and what they recall and cite."""

    includes = {"themes": INCLUDED_THEMES, "paragraphs": WHOLE_ANYWAY}
    url = api_url("resolutions", "slug")
    page = PageField()
    themes = key_of("slug", many=True)
    paragraphs = ParagraphOfResolutionSerializer(many=True, read_only=True)
    recalls = serializers.SerializerMethodField(help_text="Keys of the resolutions its paragraphs recall.")
    documents = serializers.SerializerMethodField(help_text="Symbols of the documents its paragraphs cite.")
    citations = CitationsField()

    class Meta:
        model = Resolution
        fields = (
            "url",
            "page",
            "slug",
            "number",
            "adopted_on",
            "body",
            "symbol",
            "symbol_corrected",
            "agenda_item",
            "mandate_effect",
            "extension_months",
            "summary",
            "note",
            "themes",
            "paragraphs",
            "recalls",
            "documents",
            "citations",
        )

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_recalls(self, resolution: Resolution) -> list[str]:
        """Each resolution recalled, once."""
        paragraphs = resolution.paragraphs.all()
        return _each_once(recalled.slug for paragraph in paragraphs for recalled in paragraph.recalls.all())

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_documents(self, resolution: Resolution) -> list[str]:
        """Each document cited, once."""
        paragraphs = resolution.paragraphs.all()
        return _each_once(symbol for paragraph in paragraphs for symbol in documents_of(paragraph))


def _each_once(names: Any) -> list[str]:
    return list(dict.fromkeys(names))


class SpanSerializer(serializers.ModelSerializer):
    """Something with a beginning and an end, shown as `from` and `to`."""

    page = PageField()
    citations = CitationsField()

    def get_fields(self) -> dict[str, serializers.Field]:
        """The declared fields, and the two whose names Python keeps for itself."""
        fields = super().get_fields()
        span = {"from": "start", "to": "end"}
        dates = {
            name: serializers.CharField(
                source=column, read_only=True, help_text="2021, 2021-06 or 2021-06-05."
            )
            for name, column in span.items()
        }
        citations = fields.pop("citations")
        return {**fields, **dates, "citations": citations}


class MandateHolderSerializer(SpanSerializer):
    """A person who held the mandate."""

    url = api_url("mandate-holders", "slug")

    class Meta:
        model = MandateHolder
        fields = ("url", "page", "slug", "name", "title", "order", "note", "citations")


class MilestoneSerializer(SpanSerializer):
    """An event the report is built on."""

    includes = {"themes": INCLUDED_THEMES}
    url = api_url("milestones", "slug")
    themes = key_of("slug", many=True)

    class Meta:
        model = Milestone
        fields = ("url", "page", "slug", "name", "title", "summary", "order", "note", "themes", "citations")


class InterlocutorSerializer(SpanSerializer):
    """A member of the Government whom the mandate holder met."""

    url = api_url("interlocutors", "slug")

    class Meta:
        model = Interlocutor
        fields = ("url", "page", "slug", "number", "name", "title", "note", "citations")
