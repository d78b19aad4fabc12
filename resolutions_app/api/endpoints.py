"""The endpoints of the mandate: resolutions, paragraphs, mandate holders, milestones, interlocutors."""

from typing import Any

from django.db.models import CharField, F, Prefetch, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view

from core.api.clocks import DatedEndpoint
from core.api.reading import ContentEndpoint
from resolutions_app.api import filters, serializers
from resolutions_app.models import Interlocutor, MandateHolder, Milestone, Resolution, ResolutionParagraph


def keyed_paragraphs() -> QuerySet:
    """Paragraphs, each with its readable key: "e-cn-4-res-1993-6-2" is the second of that resolution."""
    order = Cast("order", CharField())
    key = Concat(F("resolution__slug"), Value("-"), order, output_field=CharField())
    return ResolutionParagraph.objects.select_related("official_text_document").annotate(key=key)


class ResolutionEndpoint(DatedEndpoint, ContentEndpoint):
    """The resolutions on Cambodia since 1993 and what each did to the mandate."""

    serializer_class = serializers.ResolutionSerializer
    filterset_class = filters.ResolutionFilters
    search_fields = ("symbol", "symbol_corrected", "summary", "paragraphs__summary")
    ordering_fields = {
        name: name
        for name in ("number", "adopted_on", "body", "symbol", "mandate_effect", "extension_months")
    }
    queryset = Resolution.objects.prefetch_related(
        "themes",
        Prefetch("paragraphs", keyed_paragraphs().prefetch_related("recalls", "documents")),
    )


PARAGRAPH_KEY = OpenApiParameter("key", str, OpenApiParameter.PATH, description="Resolution and place: …-2.")


@extend_schema_view(retrieve=extend_schema(parameters=[PARAGRAPH_KEY]))
class ResolutionParagraphEndpoint(DatedEndpoint, ContentEndpoint):
    """The paragraphs of all resolutions, for asking across them."""

    lookup_field = "key"
    lookup_value_regex = "[-a-zA-Z0-9_]+-[0-9]{1,4}"
    queryset = (
        keyed_paragraphs()
        .select_related("resolution", "official_text_document")
        .prefetch_related("recalls", "documents")
    )
    serializer_class = serializers.ResolutionParagraphSerializer
    filterset_class = filters.ResolutionParagraphFilters
    search_fields = ("summary", "verb", "resolution__symbol")
    ordering_fields = {
        "resolution": "resolution__number",
        "adopted_on": "resolution__adopted_on",
        "order": "order",
        "verb": "verb",
    }

    def get_object(self) -> Any:
        """The paragraph in this place of this resolution."""
        slug, order = self.kwargs["key"].rsplit("-", 1)
        rows = self.filter_queryset(self.get_queryset())
        return get_object_or_404(rows, resolution__slug=slug, order=int(order))


class MandateHolderEndpoint(DatedEndpoint, ContentEndpoint):
    """The people who held the mandate."""

    queryset = MandateHolder.objects.all()
    serializer_class = serializers.MandateHolderSerializer
    filterset_class = filters.MandateHolderFilters
    search_fields = ("name", "title", "note")
    ordering_fields = {"order": "order", "name": "name", "from": "start", "to": "end"}


class MilestoneEndpoint(DatedEndpoint, ContentEndpoint):
    """The events the report is built on."""

    queryset = Milestone.objects.prefetch_related("themes")
    serializer_class = serializers.MilestoneSerializer
    filterset_class = filters.MilestoneFilters
    search_fields = ("name", "title", "summary")
    ordering_fields = {"order": "order", "name": "name", "from": "start", "to": "end"}


class InterlocutorEndpoint(DatedEndpoint, ContentEndpoint):
    """The members of the Government whom the mandate holder met."""

    queryset = Interlocutor.objects.all()
    serializer_class = serializers.InterlocutorSerializer
    filterset_class = filters.InterlocutorFilters
    search_fields = ("name", "title")
    ordering_fields = {"number": "number", "name": "name", "from": "start", "to": "end"}
