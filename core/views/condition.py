"""What a supervisor and a monitoring system ask: does the process live, can it work, how has it done."""

import hmac

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from core import metrics, readiness

PLAIN = "text/plain; charset=utf-8"
LOOPBACK = frozenset({"127.0.0.1", "::1"})
# A proxy on the same machine asks from the loopback address too, but says for whom it asks.
SAID_BY_PROXIES = ("X-Forwarded-For", "Forwarded", "X-Real-IP")


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """The process lives and answers; nothing else is looked at."""
    return told("The process lives.\n")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Whether it can do its work: 503 with one line for each thing that is missing."""
    lines = readiness.missing()
    return told("".join(f"{line}\n" for line in lines or ["Ready."]), status=503 if lines else 200)


@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    """Counts and durations, for whoever may read them; for everybody else there is no such page."""
    if not may_read_measures(request):
        raise Http404
    return HttpResponse(
        metrics.exposition(), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"}
    )


def may_read_measures(request: HttpRequest) -> bool:
    """With the token from the environment, or from this machine itself where that is switched on."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").encode()
        return hmac.compare_digest(given, f"Bearer {settings.METRICS_TOKEN}".encode())
    if not settings.METRICS_ON_LOOPBACK or any(name in request.headers for name in SAID_BY_PROXIES):
        return False
    return request.META.get("REMOTE_ADDR") in LOOPBACK


def told(text: str, status: int = 200) -> HttpResponse:
    """A line of plain text that nobody keeps."""
    return HttpResponse(text, status=status, content_type=PLAIN, headers={"Cache-Control": "no-store"})
