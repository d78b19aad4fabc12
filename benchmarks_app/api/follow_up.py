"""The grades that treaty bodies gave to the follow-up of recommendations, and totals of statuses."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from benchmarks_app import services
from benchmarks_app.api.filters import FollowUpGradeFilters, StatusTotalFilters
from benchmarks_app.api.included import INCLUDED_RECOMMENDATION, SET, own_set
from benchmarks_app.api.sets import OfASet
from benchmarks_app.models import FollowUpGrade, Recommendation, StatusTotal
from core.api.clocks import ClockedEndpoint, DatedEndpoint
from core.api.inputs import DocumentInput, StrictSerializer
from core.api.reading import ID, ContentEndpoint
from core.api.values import CitationsField, PageField, SourceField, api_url, key_of
from core.models import Passage
from core.partial_dates import validate_partial_date
from core.permissions import Scope


class FollowUpGradeOfRecommendationSerializer(serializers.ModelSerializer):
    """A grade, A (largely satisfactory) to E (contrary), with the passage that gives it."""

    url = api_url("follow-up-grades", "pk")
    citations = SourceField()

    class Meta:
        model = FollowUpGrade
        fields = ("url", "id", "grade", "graded_on", "note", "citations")


class FollowUpGradeSerializer(FollowUpGradeOfRecommendationSerializer):
    """The same, with the recommendation it belongs to."""

    includes = {"recommendation": INCLUDED_RECOMMENDATION}
    recommendation = key_of("slug")
    set = serializers.CharField(source="recommendation.set_id", read_only=True, help_text=SET)
    page = PageField(source="recommendation")

    class Meta(FollowUpGradeOfRecommendationSerializer.Meta):
        fields = (  # type: ignore[assignment]
            "url",
            "page",
            "id",
            "recommendation",
            "set",
            "grade",
            "graded_on",
            "note",
            "citations",
        )


@extend_schema_field(OpenApiTypes.STR)
class RecommendationInput(serializers.Field):
    """A recommendation by its key."""

    def to_internal_value(self, slug: Any) -> Recommendation:
        """The recommendation."""
        known = isinstance(slug, str) and "\x00" not in slug and slug.isascii()
        recommendation = Recommendation.objects.filter(slug=slug).first() if known else None
        if recommendation is None:
            raise serializers.ValidationError(
                _("There is no such recommendation: give its key from recommendations/.")
            )
        return recommendation


class PassageInput(StrictSerializer):
    """A place in a document, as it comes in."""

    document = DocumentInput(help_text="By symbol or key.")
    locator = serializers.CharField(
        max_length=80, required=False, allow_blank=True, default="", help_text='Such as "para. 41".'
    )


class FollowUpGradeInput(StrictSerializer):
    """A grade as it comes in."""

    recommendation = RecommendationInput(help_text="Its key.")
    grade = serializers.ChoiceField(choices=FollowUpGrade.Grade.choices)
    source: Any = PassageInput()
    graded_on = serializers.CharField(
        max_length=10, validators=[validate_partial_date], help_text="2024, 2024-03 or 2024-03-28."
    )
    note = serializers.CharField(required=False, allow_blank=True)


class FollowUpGradeEndpoint(OfASet, ClockedEndpoint, ContentEndpoint):
    """How far treaty bodies found their recommendations followed: A largely satisfactory to E contrary."""

    set_path = "recommendation__set"
    lookup_field = "pk"
    lookup_value_regex = ID
    queryset = FollowUpGrade.objects.select_related("recommendation", "source__document")
    serializer_class = FollowUpGradeSerializer
    filterset_class = FollowUpGradeFilters
    search_fields = ("recommendation__slug", "recommendation__summary", "note", "source__document__symbol")
    ordering_fields = {"recommendation": "recommendation__order"} | {
        name: name for name in ("grade", "graded_on")
    }
    scopes = {"create": Scope.REVIEW}

    def get_queryset(self) -> Any:
        """The grades given and recorded by the time asked for."""
        rows: Any = super().get_queryset()
        return rows.in_force(**self.clocks.asked)

    @extend_schema(request=FollowUpGradeInput, responses={201: FollowUpGradeSerializer})
    def create(self, request: Request) -> Response:
        """Record a grade, with the passage that gives it; reviewers may."""
        serializer = FollowUpGradeInput(data=request.data)
        serializer.is_valid(raise_exception=True)
        given = dict(serializer.validated_data)
        with transaction.atomic():
            source, _made = Passage.objects.get_or_create(**given.pop("source"))
            grade = services.grade_follow_up(source=source, by=self._caller, at=timezone.now(), **given)
        shown = self.get_serializer(grade).data
        return Response(shown, status=status.HTTP_201_CREATED, headers={"Location": str(shown["url"])})

    @property
    def _caller(self) -> Any:
        return self.request.user


class StatusTotalSerializer(serializers.ModelSerializer):
    """How many benchmarks an assessor counted in a status, where the source does not name them all."""

    url = api_url("status-totals", "pk")
    set = own_set()
    citations = CitationsField()

    class Meta:
        model = StatusTotal
        fields = ("url", "id", "set", "assessor", "assessed_on", "status", "benchmarks", "note", "citations")


class StatusTotalEndpoint(OfASet, DatedEndpoint, ContentEndpoint):
    """Totals that a source gives without saying which benchmarks they count; they say nothing of any one."""

    set_path = "set"
    lookup_field = "pk"
    lookup_value_regex = ID
    queryset = StatusTotal.objects.all()
    serializer_class = StatusTotalSerializer
    filterset_class = StatusTotalFilters
    search_fields = ("note",)
    ordering_fields = {name: name for name in ("assessed_on", "assessor", "status", "benchmarks")}
