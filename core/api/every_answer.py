"""What every answer of the API says: that pages of others may read it, by which clocks, and how often.

Stands outside of the caching, so that a 304 says it too. A count that is the caller's own is told only on
answers that nobody keeps; an answer that a shared cache hands on says only what holds for everybody.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from core.api.clocks import Clocks, tell
from core.api.limits import ANONYMOUS
from core.caching import asked_by_somebody
from core.problems import API
from core.rates import Standing, rate_of

READS = "GET, HEAD, OPTIONS"
EXPOSED = (
    "As-Of, Content-Disposition, ETag, Known-At, Link, Location, RateLimit, RateLimit-Policy, Retry-After"
)
A_DAY = "86400"


class EveryAnswer:
    """Adds to what the API answers; leaves pages alone, those under its addresses too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, or what a browser asks before another site's page may read it."""
        if not request.path.startswith(API):
            return self.get_response(request)
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            return before_reading()
        answer = self.get_response(request)
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            say(request, answer)
        return answer


def before_reading() -> HttpResponse:
    """What other sites' pages may do: read, without anything that says who they are."""
    answer = HttpResponse(status=204)
    answer.headers["Access-Control-Allow-Methods"] = READS
    answer.headers["Access-Control-Allow-Headers"] = "Accept, Accept-Language, If-None-Match"
    answer.headers["Access-Control-Max-Age"] = A_DAY
    answer.headers["Cache-Control"] = "no-store"
    _let_others_read(answer)
    return answer


def say(request: HttpRequest, answer: HttpResponseBase) -> None:
    """Put the headers on an answer."""
    if request.method in READS.split(", "):
        _let_others_read(answer)
    if request.method in ("GET", "HEAD") and answer.status_code < 400:  # noqa: PLR2004
        if "As-Of" not in answer.headers:
            tell(answer, Clocks(as_of=None, known_at=None, now=timezone.now()))
        if not asked_by_somebody(request):
            answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    _say_how_often(answer, getattr(request, "standing", None))


def _let_others_read(answer: HttpResponseBase) -> None:
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Access-Control-Expose-Headers"] = EXPOSED


def _say_how_often(answer: HttpResponseBase, standing: Standing | None) -> None:
    rate = standing.rate if standing else rate_of(ANONYMOUS)
    if rate is None:
        return
    answer.headers["RateLimit-Policy"] = rate.policy
    if standing and "no-store" in answer.headers.get("Cache-Control", ""):
        answer.headers["RateLimit"] = f'"{rate.kind}";r={standing.left};t={standing.seconds}'
