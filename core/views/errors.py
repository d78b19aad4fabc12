"""The answer to a request that makes no sense; Django's own views do for the other errors."""

from django.http import HttpRequest, HttpResponseBadRequest
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBadRequest:
    """Say so without looking at the request: its host may be false and nobody may be known yet."""
    return HttpResponseBadRequest(render_to_string("400.html"))
