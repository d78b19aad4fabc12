"""How a progress update looks in an answer: to the public, to the team, and once it is withdrawn."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from benchmarks_app.api.evidence_files import EvidenceFileSerializer
from benchmarks_app.api.included import INCLUDED_BENCHMARK, INCLUDED_MEASURE, set_of_benchmark
from benchmarks_app.models import Evidence, ProgressUpdate, ProposedObservation, SealedPart
from core.api.values import (
    CitationSerializer,
    DocumentField,
    NumberField,
    PageField,
    api_url,
    citation,
    key_of,
)
from core.permissions import Action, may
from core.quantities import Qualifier


class EvidenceSerializer(serializers.ModelSerializer):
    """One thing an update rests on; only what the caller may see is in the list."""

    document = DocumentField(allow_null=True)
    url = serializers.CharField(read_only=True, help_text="Where it is published; empty where nowhere.")
    readers = serializers.SerializerMethodField(
        help_text="Of a confidential row: the user names of those named on it."
    )
    sealed = serializers.SerializerMethodField(
        help_text="Of a confidential row: what is sealed with it, to be opened only with the private key."
    )
    erased_at = serializers.DateTimeField(
        read_only=True, allow_null=True, help_text="When it was erased; then all else is empty."
    )

    file = serializers.SerializerMethodField(help_text="The file that shows it, as a clean copy; or null.")

    class Meta:
        model = Evidence
        fields = (
            "description",
            "origin",
            "document",
            "url",
            "dated",
            "visibility",
            "reliability",
            "validity",
            "key",
            "readers",
            "sealed",
            "erased_at",
            "erasure_reason",
            "file",
        )

    @extend_schema_field(EvidenceFileSerializer(allow_null=True))
    def get_file(self, row: Evidence) -> dict[str, Any] | None:
        """The clean copy."""
        file = getattr(row, "file", None)
        return EvidenceFileSerializer(file, context=self.context).data if file else None

    def get_readers(self, row: Evidence) -> list[str]:
        """Their user names."""
        return [named.reader.username for named in row.readers.all()] if row.is_confidential else []

    @extend_schema_field({"type": "array", "items": {"enum": SealedPart.Kind.values, "type": "string"}})
    def get_sealed(self, row: Evidence) -> list[str]:
        """The kinds of what is sealed."""
        return row.sealed_kinds() if row.is_confidential else []


class ProposedObservationSerializer(serializers.ModelSerializer):
    """A number recorded with an update; with the update's publication it becomes one of its indicator's."""

    indicator = key_of("slug")
    value = NumberField()
    qualifier = serializers.ChoiceField(choices=Qualifier.choices, read_only=True)

    class Meta:
        model = ProposedObservation
        fields = ("indicator", "period", "value", "qualifier", "out_of", "note")


class ProgressUpdateSerializer(serializers.ModelSerializer):
    """What one assessor says of a benchmark or measure; it never names who wrote or published it."""

    includes = {"benchmark": INCLUDED_BENCHMARK, "measure": INCLUDED_MEASURE}
    url = api_url("progress-updates", "pk")
    page = PageField()
    benchmark = key_of("number")
    set = set_of_benchmark()
    measure = serializers.CharField(source="measure.key", default=None, read_only=True, allow_null=True)
    narrative = serializers.SerializerMethodField(help_text="In Markdown; null once it is withdrawn.")
    evidence = EvidenceSerializer(many=True, read_only=True)
    observations = serializers.SerializerMethodField()
    supersedes: Any = serializers.PrimaryKeyRelatedField(read_only=True, allow_null=True)
    superseded_by = serializers.IntegerField(
        source="corrected_by",
        read_only=True,
        allow_null=True,
        help_text="The published correction that stands in its place.",
    )
    withdrawal_reason = serializers.CharField(read_only=True, help_text="Empty while it stands.")
    version = serializers.SerializerMethodField(
        help_text="Counts its changes, hidden ones too; for those who may write, to all others null. "
        "The ETag of a single answer holds it."
    )
    review_note = serializers.SerializerMethodField(
        help_text="Why it was returned; for its author and for reviewers, to all others null."
    )
    citations = serializers.SerializerMethodField(help_text="The documents among the evidence.")

    class Meta:
        model = ProgressUpdate
        fields = (
            "url",
            "page",
            "id",
            "version",
            "benchmark",
            "set",
            "measure",
            "status",
            "trend",
            "assessor",
            "assessed_on",
            "state",
            "created_at",
            "submitted_at",
            "published_at",
            "narrative",
            "evidence",
            "observations",
            "supersedes",
            "superseded_by",
            "withdrawn_at",
            "withdrawal_reason",
            "erased_at",
            "erasure_reason",
            "review_note",
            "citations",
        )

    def get_version(self, update: ProgressUpdate) -> int | None:
        """How often it was changed: whoever cannot change it would learn only of what they may not see."""
        return update.version if may(self.context["request"].user, Action.RECORD_PROGRESS) else None

    def get_narrative(self, update: ProgressUpdate) -> str | None:
        """What it says; of a withdrawn update only to those who work here."""
        return update.narrative if update.shows_content_to(self.context["request"].user) else None

    @extend_schema_field(ProposedObservationSerializer(many=True))
    def get_observations(self, update: ProgressUpdate) -> list[dict[str, Any]]:
        """The numbers recorded with it, shown wherever its narrative is."""
        if not update.shows_content_to(self.context["request"].user):
            return []
        rows = update.proposed_observations.all()
        return list(ProposedObservationSerializer(rows, many=True, context=self.context).data)

    def get_review_note(self, update: ProgressUpdate) -> str | None:
        """The reviewer's note."""
        user = self.context["request"].user
        concerned = update.author_id == user.pk or may(user, Action.PUBLISH_PROGRESS)
        return update.review_note if concerned else None

    @extend_schema_field(CitationSerializer(many=True))
    def get_citations(self, update: ProgressUpdate) -> list[dict[str, str]]:
        """Each document once."""
        documents = {row.document_id: row.document for row in update.evidence.all() if row.document}
        return [citation(document, "", self.context["request"]) for document in documents.values()]
