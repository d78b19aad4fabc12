"""Django REST framework as it comes, for `bench/answers.py`: a ModelViewSet and its renderer.

It shows the same through our serializers, walked field by field, and is given our prefetches and our one
query for citations, without which it would be far slower.
"""

from collections.abc import Callable
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings
from django.urls import include, path
from django.utils import timezone
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.pagination import PageNumberPagination
from rest_framework.renderers import JSONRenderer
from rest_framework.routers import DefaultRouter
from rest_framework.viewsets import ModelViewSet

from benchmarks_app.api.endpoints import BenchmarkEndpoint
from core.api.citations import citations_in
from core.api.clocks import Clocks
from core.api.filters import DeclaredOrderingFilter
from core.api.inclusion import expand, included_in
from elections_app.api.endpoints import PartyResultEndpoint


class StockPages(PageNumberPagination):
    """Pages as they come."""

    page_size = 50
    page_size_query_param = "page_size"


class Stock:
    """What a stock viewset is given of ours: the rows, and what its fields ask of the context."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    renderer_classes = (JSONRenderer,)
    filter_backends = (DjangoFilterBackend, DeclaredOrderingFilter)
    pagination_class = StockPages
    ordering_fields: dict[str, str] = {}
    ours: Any

    def get_queryset(self) -> Any:
        """Our rows, with everything read for them."""
        view: Any = self.ours()
        asked: Any = self
        view.request, view.kwargs, view.given = asked.request, {}, {}
        view.included = self.included = included_in(asked.request, view)
        return view.get_queryset().prefetch_related(*view.going_along())

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """Our serializer, with the citations it looks for."""
        made: Any = super().get_serializer(*args, **kwargs)  # type: ignore[misc]
        expand(made, self.included)
        made.context["clocks"] = Clocks(None, None, timezone.now())
        made.context["citations"] = citations_in(made, made.context["request"])
        return made


class Benchmarks(Stock, ModelViewSet):
    """Benchmarks."""

    ours = BenchmarkEndpoint
    serializer_class = BenchmarkEndpoint.serializer_class
    filterset_class = BenchmarkEndpoint.filterset_class
    lookup_field = "number"


class PartyResults(Stock, ModelViewSet):
    """Results of parties."""

    ours = PartyResultEndpoint
    serializer_class = PartyResultEndpoint.serializer_class
    filterset_class = PartyResultEndpoint.filterset_class


router = DefaultRouter()
router.register("benchmarks", Benchmarks, basename="stock-benchmarks")
router.register("party-results", PartyResults, basename="stock-party-results")
urlpatterns = [path("api/v1/", include(router.urls)), path("", include("config.urls"))]


class Here:
    """Finds the addresses above; full addresses in the bodies are those of the site."""

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        request.urlconf = __name__
        return self.get_response(request)


MIDDLEWARE = [
    f"{__name__}.Here",
    *(
        f"django.{name}"
        for name in (
            "middleware.security.SecurityMiddleware",
            "contrib.sessions.middleware.SessionMiddleware",
            "middleware.common.CommonMiddleware",
            "middleware.csrf.CsrfViewMiddleware",
            "contrib.auth.middleware.AuthenticationMiddleware",
            "contrib.messages.middleware.MessageMiddleware",
            "middleware.clickjacking.XFrameOptionsMiddleware",
        )
    ),
]


def application() -> Callable[..., Any]:
    """The WSGI application."""
    with override_settings(MIDDLEWARE=MIDDLEWARE):
        return WSGIHandler()
