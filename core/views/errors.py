"""What is answered to a request that makes no sense, and to one that failed here; Django does the rest."""

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.defaults import server_error as page_of_a_failure

from core.problems import API, PROBLEM_TYPE, problem


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say so without looking at the request: its host may be false and nobody may be known yet."""
    if request.path.startswith(API):
        return _problem(400, _("This request makes no sense here: its host or its form is wrong."))
    return HttpResponseBadRequest(render_to_string("400.html"))


def server_error(request: HttpRequest) -> HttpResponse:
    """A failure of ours: a problem where programs ask, a page where people do."""
    if request.path.startswith(API):
        return _problem(500, _("This failed on our side. What was sent was either kept whole or not at all."))
    return page_of_a_failure(request)


def _problem(status: int, detail: str) -> HttpResponse:
    return JsonResponse(problem(status, detail), status=status, content_type=PROBLEM_TYPE)
