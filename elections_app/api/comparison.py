"""The comparison of two elections in the API."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api.clocks import BY_SOURCES
from core.api.two_sides import TwoSides
from core.api.values import CitationSerializer, NumberField, PageField, api_url, citation
from core.quantities import Qualifier
from elections_app.comparison import BOTH, ONLY_FIRST, ONLY_SECOND, Comparison, compared
from elections_app.comparison.addresses import page_of
from elections_app.comparison.figures import Figure
from elections_app.models import Election, Party, Stage


class ComparedFigureSerializer(serializers.Serializer):
    """A number with its precision, stage and source."""

    value = NumberField()
    qualifier = serializers.ChoiceField(choices=Qualifier.choices)
    stage = serializers.ChoiceField(choices=[*Stage.choices, ("", "no stage")])
    computed = serializers.BooleanField(help_text="Worked out here from other numbers of the same source.")
    note = serializers.CharField()
    citations = serializers.SerializerMethodField()

    @extend_schema_field(CitationSerializer(many=True))
    def get_citations(self, figure: Figure) -> list[dict[str, str]]:
        """Where it stands."""
        request = self.context["request"]
        return [citation(passage.document, passage.locator, request) for passage in figure.sources]


class ChangeSerializer(serializers.Serializer):
    """What the second figure is more than the first: between the first of each of the two lists."""

    difference = NumberField()
    in_percentage_points = serializers.BooleanField(help_text="Else in the unit of the figures.")
    per_cent = NumberField(allow_null=True, help_text="Of the first figure; null for shares.")
    qualifier = serializers.ChoiceField(choices=Qualifier.choices, help_text="Exact where both figures are.")
    same_stage = serializers.BooleanField()


class LineSerializer(serializers.Serializer):
    """All figures of both elections for one thing that was counted; none replaces another."""

    measure = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    unit = serializers.ChoiceField(choices=["number", "per_cent"])
    change = ChangeSerializer(allow_null=True)

    def get_fields(self) -> dict[str, serializers.Field]:
        """The declared fields, and the two sides, one of whose names Python keeps for itself."""
        fields = super().get_fields()
        change = fields.pop("change")
        sides = {
            "from": ComparedFigureSerializer(source="first", many=True),
            "to": ComparedFigureSerializer(source="second", many=True),
        }
        return {**fields, **sides, "change": change}


class ComparedPartySerializer(serializers.ModelSerializer):
    """A party."""

    url = api_url("parties", "code")

    class Meta:
        model = Party
        fields = ("url", "code", "name", "abbreviation")


class PartyLinesSerializer(serializers.Serializer):
    """One party in both elections, or in the one in which a source lists it."""

    party = ComparedPartySerializer()
    listed_in = serializers.ChoiceField(choices=[BOTH, ONLY_FIRST, ONLY_SECOND])
    measures = LineSerializer(source="lines", many=True)


class ComparedElectionSerializer(serializers.ModelSerializer):
    """An election."""

    url = api_url("elections", "slug")
    page = PageField()

    class Meta:
        model = Election
        fields = ("url", "page", "slug", "kind", "title", "date")


class ComparisonSerializer(serializers.Serializer):
    """Two elections side by side."""

    page = serializers.SerializerMethodField()
    same_kind = serializers.BooleanField(help_text="Where not, only votes and turnout are compared.")
    parties = PartyLinesSerializer(many=True)
    turnout = LineSerializer(many=True)
    figures = LineSerializer(many=True, help_text="About the elections as a whole.")

    def get_fields(self) -> dict[str, serializers.Field]:
        """The two elections, then the rest."""
        sides = {
            "from": ComparedElectionSerializer(source="first"),
            "to": ComparedElectionSerializer(source="second"),
        }
        return {**sides, **super().get_fields()}

    @extend_schema_field(OpenApiTypes.URI)
    def get_page(self, comparison: Comparison) -> str:
        """The page that shows it."""
        return self.context["request"].build_absolute_uri(page_of(comparison.first, comparison.second))


class ElectionComparisonView(TwoSides, APIView):
    """Two elections party by party: every figure of both, with source and stage, and what changed."""

    key = "slug"
    described = BY_SOURCES

    def rows(self) -> QuerySet:
        """The elections that had been held."""
        return Election.objects.visible_to(self.request.user).there(**self.clocks.asked)

    def ask_for(self, known: str) -> str:
        """By its key."""
        return _("Give the key of an election; there are: %(known)s.") % {"known": known}

    @extend_schema(
        operation_id="election_comparison_retrieve",
        parameters=[
            OpenApiParameter("from", str, required=True, description="The key of the first election."),
            OpenApiParameter("to", str, required=True, description="The key of the second election."),
        ],
        responses=ComparisonSerializer,
    )
    def get(self, request: Request) -> Response:
        """Both elections; a change is told between the best figure of each, the others stand beside them."""
        first, second = self.given["from"], self.given["to"]
        if first == second:
            raise ValidationError({"to": [_("Give two different elections.")]})
        context: Any = {"request": request}
        comparison = compared(first, second, user=request.user, **self.clocks.asked)
        return Response(ComparisonSerializer(comparison, context=context).data)
