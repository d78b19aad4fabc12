"""Where a benchmark or measure stands: the latest assessment, each assessor's, and where they differ."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from benchmarks_app.assessments import disagreement, is_stale, latest_by_assessor
from benchmarks_app.models import ProgressUpdate

SHOWN = ("status", "trend", "assessor", "assessed_on", "published_at")


class AssessmentSerializer(serializers.ModelSerializer):
    """What one assessor last said of a benchmark or measure."""

    is_stale = serializers.BooleanField(
        help_text="Older than a year today, or at the time asked for.", read_only=True
    )
    update = serializers.HyperlinkedIdentityField(  # type: ignore[assignment]
        view_name="api:progress-updates-detail", lookup_field="pk", help_text="The update that says so."
    )

    class Meta:
        model = ProgressUpdate
        fields = (*SHOWN, "is_stale", "update")


def _shown(update: ProgressUpdate, context: Mapping[str, Any], address: str = "") -> dict[str, Any]:
    if not address:
        address = reverse("api:progress-updates-detail", args=[update.pk], request=context["request"])
    stale = is_stale(update.assessed_on, on=context["clocks"].day)
    return {**{name: getattr(update, name) for name in SHOWN}, "is_stale": stale, "update": address}


def _shown_to(update: ProgressUpdate, asked: Any) -> dict[str, Any]:
    address = asked.site.address("api:progress-updates-detail", update.pk)
    return _shown(update, asked.context, address)


@extend_schema_field(AssessmentSerializer)
class CurrentStatusField(serializers.Field):
    """The latest assessment; null when nobody has published one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, allow_null=True, source="assessments", **options)

    def to_representation(self, updates: list[ProgressUpdate]) -> dict[str, Any] | None:
        """The first of the assessments read for the row."""
        return _shown(updates[0], self.context) if updates else None

    def shown(self, updates: list[ProgressUpdate], asked: Any) -> dict[str, Any] | None:
        """The same."""
        return _shown_to(updates[0], asked) if updates else None


@extend_schema_field(AssessmentSerializer(many=True))
class AssessmentsField(serializers.Field):
    """The latest assessment of each assessor, side by side."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, updates: list[ProgressUpdate]) -> list[dict[str, Any]]:
        """The first of each assessor's."""
        return [_shown(update, self.context) for update in latest_by_assessor(updates)]

    def shown(self, updates: list[ProgressUpdate], asked: Any) -> list[dict[str, Any]]:
        """The same."""
        return [_shown_to(update, asked) for update in latest_by_assessor(updates)]


class DisagreementField(serializers.CharField):
    """Where the assessors' latest statuses differ, in a sentence; null where they agree."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, allow_null=True, source="assessments", **options)

    def to_representation(self, updates: list[ProgressUpdate]) -> str | None:  # type: ignore[override]
        """The sentence."""
        return disagreement(updates) or None

    def shown(self, updates: list[ProgressUpdate], _asked: Any) -> str | None:
        """The same."""
        return self.to_representation(updates)
