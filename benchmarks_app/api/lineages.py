"""The lineages of the themes in the API: a list by theme, and each with every row behind its numbers."""

from copy import copy
from functools import cached_property
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.reverse import reverse

from benchmarks_app.api.endpoints import IN_A_SET
from benchmarks_app.api.included import SET
from benchmarks_app.api.sets import ALL, SetFilter, set_asked
from benchmarks_app.followed import Followed, followed
from benchmarks_app.lineage import (
    BODIES,
    KIND_CHOICES,
    Entry,
    Lineage,
    Use,
    lineage_of,
    with_lineage,
)
from benchmarks_app.models import FIRST_SET
from core.api.clocks import BY_SOURCES, ClockedEndpoint
from core.api.reading import SLUG, ContentEndpoint
from core.api.values import PageField
from core.models import Theme

BASIS = (
    "Only what is linked is counted: resolutions and benchmarks that carry the theme, and the "
    "recommendations on which those benchmarks rest. "
    "The verbs are those of all paragraphs quoted from these resolutions."
)
BY = "Of resolutions, as printed. Whose benchmarks they are, where there is no word for it, says the set."
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
    by = serializers.ChoiceField(choices=list(BODIES.items()), help_text=BY)
    key = serializers.CharField()
    title = serializers.CharField()
    url = serializers.SerializerMethodField()
    page = PageField(source="row")
    verbs = VerbOfParagraphSerializer(source="uses", many=True, help_text="Of resolutions only.")
    benchmarks = serializers.ListField(
        source="numbers",
        child=serializers.IntegerField(),
        help_text="Of recommendations: the benchmarks of the set that it comes through.",
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

    url = serializers.HyperlinkedIdentityField(
        view_name="api:lineages-detail", lookup_field="key", lookup_url_kwarg="slug"
    )
    page = PageField()
    slug = serializers.CharField(help_text="The theme's key.")
    name = serializers.CharField()
    set = serializers.CharField(source="of_set.slug", help_text=SET)
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
        """The lineage of the theme, in the set asked for."""
        within: Followed = self.context["followed"][getattr(theme, IN_SET, self.context["set"])]
        asked = self.context["clocks"].asked
        return super().to_representation(lineage_of(theme, within=within, **asked))

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


# The attribute by which a theme knows in which of several sets it is followed.
IN_SET = "followed_in_set"


class FollowedInFilter(SetFilter):
    """A choice of the set in which themes are followed; it leaves all of them."""

    def filter(self, rows: QuerySet, slug: str) -> QuerySet:
        """Every theme."""
        return rows


class LineageFilters(django_filters.FilterSet):
    """Lineages by set."""

    set = FollowedInFilter()


LINEAGE_KEY = OpenApiParameter(
    "slug",
    str,
    OpenApiParameter.PATH,
    description="The theme's key: land. In another set than the first, set and theme: other-set:land.",
)


@extend_schema_view(retrieve=extend_schema(parameters=[LINEAGE_KEY]))
class LineageEndpoint(ClockedEndpoint, ContentEndpoint):
    """When a theme was first raised, how often, by whom and with which verbs: one lineage a theme and set."""

    described = BY_SOURCES
    asked_whole = f"?set={ALL}"
    key_within = "set"
    lookup_value_regex = IN_A_SET + SLUG
    filterset_class = LineageFilters
    queryset = Theme.objects.all()
    serializer_class = LineageSerializer
    search_fields = ("name", "summary")
    ordering_fields = {name: name for name in ("slug", "name")}
    has_moments = False

    def get_queryset(self) -> QuerySet:
        """The themes, with all that their lineages are made of."""
        themes: Any = super().get_queryset()
        return with_lineage(themes, self.request.user)

    def filter_queryset(self, queryset: QuerySet) -> Any:
        """The themes; of all sets, each theme once for each."""
        themes = super().filter_queryset(queryset)
        if self.action != "list" or set_asked(self.request) != ALL:
            return themes
        if "cursor" in self.request.query_params:
            raise ValidationError({"cursor": [_("Lineages of all sets have no cursor: read them by page.")]})
        every = list(themes)
        return [in_set(theme, slug) for slug in self.followed for theme in every]

    def get_object(self) -> Any:
        """The theme of this key, in the set that the key names."""
        of_set, _colon, slug = self.kwargs["slug"].rpartition(":")
        if (of_set or FIRST_SET) not in self.followed:
            raise Http404
        return in_set(get_object_or_404(self.get_queryset(), slug=slug), of_set or FIRST_SET)

    @cached_property
    def followed(self) -> dict[str, Followed]:
        """The sets that are followed; of a description, none."""
        return {} if getattr(self, "swagger_fake_view", False) else followed(self.request.user)

    def get_serializer_context(self) -> dict[str, Any]:
        """Besides the request, the sets and which of them is asked for."""
        context = super().get_serializer_context()
        return {**context, "followed": self.followed, "set": set_asked(self.request)}


def in_set(theme: Theme, slug: str) -> Theme:
    """The theme as it is followed in this set; the row given stays as it is."""
    followed_there = copy(theme)
    setattr(followed_there, IN_SET, slug)
    return followed_there
