"""The API's front door: the addresses of everything in it."""

from typing import Any

from django.urls import URLPattern, URLResolver, path
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.routers import APIRootView, DefaultRouter
from rest_framework.views import APIView

from core.api.export_forms import FORMS
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
    """Names each endpoint's addresses after its path; lists alone have suffixes, by which they come whole."""

    APIRootView = Root
    include_format_suffixes = False
    root_view_name = "root"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions: dict[str, type[APIView]] = {}

    def ask(self, prefix: str, view: type[APIView]) -> None:
        """Put at `prefix` a view that answers one question, and no list."""
        self.questions[prefix] = view

    def get_api_root_view(self, api_urls: Any = None) -> Any:
        """The front door, which names both."""
        lists = {prefix: f"{basename}-list" for prefix, _endpoint, basename in self.registry}
        return self.APIRootView.as_view(api_root_dict=lists | {name: name for name in self.questions})

    def add(self, prefix: str, endpoint: type) -> None:
        """Put an endpoint at `prefix`, named alike: `themes-list`, `themes-detail`."""
        self.register(prefix, endpoint, basename=prefix)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """The addresses of lists and objects, of each list in each form, and of the questions."""
        in_forms = [address for entry in self.registry for address in whole(*entry)]
        asked = [path(f"{prefix}/", view.as_view(), name=prefix) for prefix, view in self.questions.items()]
        return [*super().get_urls(), *in_forms, *asked]


def whole(prefix: str, endpoint: Any, basename: str) -> list[URLPattern]:
    """The addresses at which a list is had whole."""
    view = endpoint.as_view({"get": "list"}, basename=basename, detail=False)
    return [
        path(f"{prefix}.{suffix}", view, {"suffix": suffix}, name=f"{basename}-{suffix}") for suffix in FORMS
    ]
