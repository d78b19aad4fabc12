"""The endpoints of the shared content: documents, themes, and the search over everything."""

from typing import Any

import django_filters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from core.api.clocks import BEGUN, PUBLISHED, ClockedEndpoint, DatedEndpoint
from core.api.exports import ExportedList
from core.api.filters import PartialDayFilter, between, choice
from core.api.pagination import PagesOfHits
from core.api.reading import ContentEndpoint, Shown, ShownFlat
from core.api.serializers import DocumentSerializer, SearchResultSerializer, ThemeSerializer
from core.api.word_filters import WordFilter
from core.citing import citing
from core.models import Document, Theme
from core.search import Hits, find
from core.search_queries import HOW_TO_ASK, phrases, read

UNDER_A_THEME = (
    "Only results under the theme of this key: what carries it, what rests on or belongs to a benchmark that "
    "does (recommendations carry none of their own), and the parts of resolutions and elections that do."
)

FOUND_THEN = [
    OpenApiParameter(
        "as_of", str, description=f"{BEGUN} What is found is what the lists hold by the same as_of."
    ),
    OpenApiParameter(
        "known_at", str, description=f"{PUBLISHED} What is found is what the lists hold by the same known_at."
    ),
]


class CitedByEndpoint(DatedEndpoint, ContentEndpoint):
    """Content that other content rests on, with all that does."""

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """The serializer, with all that cites what it will show."""
        serializer: Any = super().get_serializer(*args, **kwargs)
        if isinstance(serializer, Shown | ShownFlat):  # neither has a field for what cites
            return serializer
        shown = getattr(serializer, "child", serializer)
        if serializer.instance is not None and "cited_by" in shown.fields:
            rows = list(serializer.instance) if shown is not serializer else [serializer.instance]
            serializer.context["cited_by"] = citing(rows, self.request.user, **self.clocks.asked)
        return serializer


class DocumentFilters(django_filters.FilterSet):
    """How the list of documents can be narrowed."""

    kind = choice(Document, "kind")
    symbol = WordFilter(Document, "symbol", lookup_expr="iexact")
    publisher = WordFilter(Document, "publisher", lookup_expr="icontains")
    locals().update(between("published_on", PartialDayFilter))


class DocumentEndpoint(CitedByEndpoint):
    """The documents that the content was taken from or that a source cites."""

    queryset = Document.objects.all()
    serializer_class = DocumentSerializer
    filterset_class = DocumentFilters
    search_fields = ("symbol", "symbol_corrected", "title", "publisher")
    ordering_fields = {
        name: name for name in ("slug", "symbol", "title", "publisher", "published_on", "kind")
    }


class ThemeEndpoint(CitedByEndpoint):
    """The subjects that benchmarks, elections, resolutions and milestones share."""

    queryset = Theme.objects.all()
    serializer_class = ThemeSerializer
    search_fields = ("name", "summary")
    ordering_fields = {name: name for name in ("slug", "name")}


class SearchEndpoint(ExportedList, ClockedEndpoint, ListModelMixin, GenericViewSet):
    """Looks for words in everything there is."""

    queryset = Document.objects.none()
    serializer_class = SearchResultSerializer
    filter_backends = ()
    pagination_class = PagesOfHits
    described = FOUND_THEN

    def declared_parameters(self) -> list[str]:
        """The names a search may use."""
        names = ["q", "type", "theme", "fields", "omit", *self.own_parameters]
        return names if self.form else [*names, "page", "page_size"]

    def get_serializer_context(self) -> dict[str, Any]:
        """Besides the request, what is looked for: the snippet is cut around it."""
        described = getattr(self, "swagger_fake_view", False)
        asked = [] if described else phrases(read(self.request.query_params.get("q", "")))
        return {**super().get_serializer_context(), "phrases": asked}

    def get_queryset(self) -> Hits:  # type: ignore[override]
        """What was found."""
        given = self.request.query_params
        narrowed: dict[str, Any] = {"kind": given.get("type", ""), "theme": given.get("theme", "")}
        return find(given.get("q", ""), self.request.user, **narrowed, **self.clocks.asked)

    @extend_schema(
        operation_id="search_list",
        parameters=[
            OpenApiParameter("q", str, required=True, description=HOW_TO_ASK),
            OpenApiParameter("type", str, description="Only results of this kind."),
            OpenApiParameter("theme", str, description=UNDER_A_THEME),
        ],
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What `q` looks for: what has it in its title before what has it in its text.

        Of a query that finds more, the first 1000 are ranked and counted; `count_qualifier` then says
        `more_than`. Beyond them nothing is paged through: narrow the query, or read the lists themselves.
        Asked about another time it looks through what was there then, in the words of today.
        """
        return super().list(request, *args, **kwargs)
