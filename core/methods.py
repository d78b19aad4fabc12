"""Which HTTP methods a page answers: the site reads and is sent forms, and knows nothing else."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from rest_framework.views import APIView

OF_A_PAGE = ("GET", "HEAD", "POST")


class PagesReadAndPost:
    """Refuses every other method on a page, whoever asks and whatever is there; the API has its own rules."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_: Any) -> HttpResponseBase | None:
        """405 before the view, or anything else of the site, looks at the request."""
        kind = getattr(view, "cls", None)
        if request.method in OF_A_PAGE or (kind and issubclass(kind, APIView)):
            return None
        return HttpResponseNotAllowed(OF_A_PAGE)
