"""The lineages of the themes in the API: a list by theme, and each with every row behind its numbers."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from benchmarks_app.lineage import (
    BODIES,
    KIND_CHOICES,
    Entry,
    Lineage,
    Use,
    date_of_the_report,
    lineage_of,
    with_lineage,
)
from core.api.reading import ContentEndpoint
from core.api.values import PageField, api_url
from core.models import Theme

BASIS = (
    "Only what is linked is counted: resolutions and benchmarks that carry the theme, and the "
    "recommendations on which those benchmarks rest. "
    "The verbs are those of all paragraphs quoted from these resolutions."
)
DATE = "As precise as the source; empty where it has none."


class VerbOfParagraphSerializer(serializers.Serializer):
    """The verb with which a paragraph opens."""

    verb = serializers.CharField(help_text="In small letters, without “also” and “further”.")
    as_printed = serializers.CharField(source="paragraph.verb")
    paragraph = serializers.CharField(source="key", help_text="The key in resolution-paragraphs/.")
    url = serializers.SerializerMethodField()
    page = PageField(source="paragraph")

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, use: Use) -> str:
        """The paragraph in this API."""
        return reverse("api:resolution-paragraphs-detail", args=[use.key], request=self.context["request"])


class LineageEntrySerializer(serializers.Serializer):
    """One row that is linked to the theme."""

    date = serializers.CharField(help_text=DATE)
    kind = serializers.ChoiceField(choices=KIND_CHOICES)
    by = serializers.ChoiceField(choices=list(BODIES.items()), help_text="Of resolutions, as printed.")
    key = serializers.CharField()
    title = serializers.CharField()
    url = serializers.SerializerMethodField()
    page = PageField(source="row")
    verbs = VerbOfParagraphSerializer(source="uses", many=True, help_text="Of resolutions only.")
    benchmarks = serializers.ListField(
        source="numbers",
        child=serializers.IntegerField(),
        help_text="Of recommendations: the benchmarks it comes through.",
    )

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, entry: Entry) -> str:
        """The row in this API."""
        return reverse(f"api:{entry.kind}s-detail", args=[entry.key], request=self.context["request"])


class PartSerializer(serializers.Serializer):
    """How often one body took the theme up in one kind of text."""

    by = serializers.ChoiceField(choices=list(BODIES.items()))
    kind = serializers.ChoiceField(choices=KIND_CHOICES)
    count = serializers.IntegerField()
    first = serializers.CharField(help_text=DATE)
    last = serializers.CharField(help_text=DATE)


class YearCountSerializer(serializers.Serializer):
    """How many paragraphs opened with a verb in a year."""

    year = serializers.CharField()
    count = serializers.IntegerField()


class VerbCountSerializer(serializers.Serializer):
    """One verb, and how often paragraphs open with it."""

    verb = serializers.CharField()
    count = serializers.IntegerField()
    years = YearCountSerializer(many=True)


class LineageSerializer(serializers.Serializer):
    """When, how often, by whom and with which verbs a theme was raised."""

    url = api_url("lineages", "slug")
    page = PageField()
    slug = serializers.CharField(help_text="The theme's key.")
    name = serializers.CharField()
    theme = serializers.SerializerMethodField(help_text="The theme in this API.")
    basis = serializers.SerializerMethodField(help_text="What is counted.")
    first = serializers.CharField(
        source="first.date", default="", help_text="The earliest date; may be empty."
    )
    last = serializers.CharField(source="last.date", default="", help_text="The latest date; may be empty.")
    count = serializers.IntegerField(help_text="How many entries there are.")
    parts = serializers.SerializerMethodField(help_text="By whom, and in which kind of text.")
    verbs = serializers.SerializerMethodField(help_text="The most used first.")
    entries = serializers.SerializerMethodField(help_text="Every row behind the numbers, by date.")

    def to_representation(self, theme: Theme) -> Any:
        """The lineage of the theme."""
        return super().to_representation(lineage_of(theme, report_date=self.context["report_date"]))

    @extend_schema_field(OpenApiTypes.URI)
    def get_theme(self, lineage: Any) -> str:
        """The theme's address."""
        return reverse("api:themes-detail", args=[lineage.slug], request=self.context["request"])

    def get_basis(self, lineage: Any) -> str:
        """One text for all."""
        return BASIS

    @extend_schema_field(PartSerializer(many=True))
    def get_parts(self, lineage: Lineage) -> Any:
        """By whom, and in which kind of text."""
        return PartSerializer(lineage.parts, many=True, context=self.context).data

    @extend_schema_field(VerbCountSerializer(many=True))
    def get_verbs(self, lineage: Lineage) -> Any:
        """The verbs, the most used first."""
        return VerbCountSerializer(lineage.verbs, many=True, context=self.context).data

    @extend_schema_field(LineageEntrySerializer(many=True))
    def get_entries(self, lineage: Lineage) -> Any:
        """Every row behind the numbers."""
        return LineageEntrySerializer(lineage.entries, many=True, context=self.context).data


class LineageEndpoint(ContentEndpoint):
    """When a theme was first raised, how often, by whom and with which verbs: one lineage a theme."""

    queryset = Theme.objects.all()
    serializer_class = LineageSerializer
    search_fields = ("name", "summary")
    ordering_fields = {name: name for name in ("slug", "name")}
    has_moments = False

    def get_queryset(self) -> QuerySet:
        """The themes, with all that their lineages are made of."""
        themes: Any = super().get_queryset()
        return with_lineage(themes, self.request.user)

    def get_serializer_context(self) -> dict[str, Any]:
        """Besides the request, the date of the benchmarks."""
        described = getattr(self, "swagger_fake_view", False)
        date = "" if described else date_of_the_report(self.request.user)
        return {**super().get_serializer_context(), "report_date": date}
