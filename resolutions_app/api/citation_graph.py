"""The citation graph in the API: every node and every edge in one answer."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from core.api.clocks import BY_SOURCES, ClockedEndpoint
from core.api.values import PageField
from resolutions_app.citation_graph import EDGE_KINDS, NODE_KINDS, Node, citation_graph


class NodeSerializer(serializers.Serializer):
    """A resolution, or a document that a resolution cites."""

    key = serializers.CharField(help_text="What the ends of edges name.")
    kind = serializers.ChoiceField(choices=NODE_KINDS)
    slug = serializers.CharField(help_text="The key in resolutions/ or documents/.")
    label = serializers.CharField()  # type: ignore[assignment]
    date = serializers.CharField(help_text="As precise as the source; may be empty.")
    cited_by = serializers.IntegerField(help_text="How many resolutions recall or cite it.")
    cites = serializers.IntegerField(help_text="How many it recalls and cites itself.")
    url = serializers.SerializerMethodField()
    page = PageField(source="row")

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, node: Node) -> str:
        """The row in this API."""
        return reverse(f"api:{node.kind}s-detail", args=[node.slug], request=self.context["request"])


class EdgeSerializer(serializers.Serializer):
    """That one node names another."""

    source = serializers.CharField(  # type: ignore[assignment]
        source="source_key", help_text="The key of the node that names."
    )
    target = serializers.CharField(source="target_key", help_text="The key of the node that is named.")
    kind = serializers.ChoiceField(choices=EDGE_KINDS)
    paragraphs = serializers.ListField(
        source="paragraph_keys", child=serializers.CharField(), help_text="Keys in resolution-paragraphs/."
    )


class ChainSerializer(serializers.Serializer):
    """The longest chain of recalls that begins with a resolution."""

    resolution = serializers.CharField(source="resolution.slug")
    steps = serializers.IntegerField(help_text="How many recalls follow one another.")
    path = serializers.ListField(source="path_keys", child=serializers.CharField())
    reaches = serializers.IntegerField(help_text="How many resolutions can be reached, by whichever way.")


class CitationGraphSerializer(serializers.Serializer):
    """All nodes, all edges, and the chains among them."""

    page = serializers.SerializerMethodField()
    nodes = NodeSerializer(many=True)
    edges = EdgeSerializer(many=True)
    chains = ChainSerializer(many=True)

    @extend_schema_field(OpenApiTypes.URI)
    def get_page(self, graph: Any) -> str:
        """The page that shows it."""
        return reverse("resolutions:citations", request=self.context["request"])


class CitationGraphView(ClockedEndpoint, APIView):
    """Which resolution recalls which, and which documents they cite."""

    described = BY_SOURCES

    def declared_parameters(self) -> list[str]:
        """The two clocks."""
        return [*self.own_parameters]

    @extend_schema(operation_id="citation_graph_retrieve", responses=CitationGraphSerializer)
    def get(self, request: Request) -> Response:
        """The whole graph: of what annex II quotes, every recall and every citation."""
        graph = citation_graph(request.user, **self.clocks.asked)
        return Response(CitationGraphSerializer(graph, context={"request": request}).data)
