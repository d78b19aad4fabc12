"""The API's front door: the addresses of everything in it."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.routers import APIRootView, DefaultRouter

from core.api.parameters import refuse_undeclared


@extend_schema(exclude=True)
class Root(APIRootView):
    """Lists every endpoint, the description (`schema`) and its page (`docs`)."""

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The full address of each list."""
        refuse_undeclared(request, ())
        names = [*(self.api_root_dict or {}).items(), ("schema", "schema"), ("docs", "docs")]
        return Response({noun: reverse(f"api:{name}", request=request) for noun, name in names})


class Router(DefaultRouter):
    """Names each endpoint's addresses after its path; JSON only, so no format suffixes."""

    APIRootView = Root
    include_format_suffixes = False
    root_view_name = "root"

    def add(self, prefix: str, endpoint: type) -> None:
        """Put an endpoint at `prefix`, named alike: `themes-list`, `themes-detail`."""
        self.register(prefix, endpoint, basename=prefix)
