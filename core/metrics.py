"""What a monitoring system may know: counts and durations by the name of a route, and nothing of people.

No label ever holds an address, a user, a query string or the key of a row: routes are named as in the URL
configuration. Each process counts for itself; where several share one port, `PROMETHEUS_MULTIPROC_DIR` names
an empty folder in which they count together.
"""

import logging
import os
import time
from collections.abc import Callable, Iterable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from core import outbox

METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
NO_ROUTE = "none"

counted = CollectorRegistry()
answers = Counter(
    "tracker_answers", "Answers given, by route and status.", ["method", "route", "status"], registry=counted
)
durations = Histogram(
    "tracker_answer_seconds",
    "How long answers took, by route.",
    ["method", "route"],
    buckets=SECONDS,
    registry=counted,
)
log = logging.getLogger("core.answers")


class Measured:
    """Counts each answer and how long it took; in production it is a line of the log as well."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer as it is."""
        began = time.monotonic()
        answer = self.get_response(request)
        measure(request, answer.status_code, time.monotonic() - began)
        return answer


def measure(request: HttpRequest, status: int, seconds: float) -> None:
    """Take down one answer."""
    method = request.method if request.method in METHODS else "other"
    route = route_of(request)
    answers.labels(method, route, str(status)).inc()
    durations.labels(method, route).observe(seconds)
    if settings.LOG_ANSWERS:
        told = {"method": method, "route": route, "status": status, "milliseconds": round(seconds * 1000, 1)}
        log.info("answered", extra={"told": told})


def route_of(request: HttpRequest) -> str:
    """The name of the route that was asked for, never what was in it."""
    match = getattr(request, "resolver_match", None)
    return (match.view_name or NO_ROUTE) if match else NO_ROUTE


class OwedWork:
    """What the database says of background work, asked when the page is."""

    def collect(self) -> Iterable[Metric]:
        """How much is owed and for how long."""
        standing = outbox.standing(at=timezone.now())
        yield GaugeMetricFamily(
            "tracker_outbox_owed", "Pieces of background work promised and not done.", value=standing.owed
        )
        yield GaugeMetricFamily(
            "tracker_outbox_oldest_seconds",
            "How long the oldest of them has waited.",
            value=standing.oldest_seconds,
        )
        yield GaugeMetricFamily(
            "tracker_outbox_given_up", "Pieces of work that failed too often.", value=standing.given_up
        )


def exposition() -> bytes:
    """Everything, in the text that Prometheus reads."""
    owed = CollectorRegistry()
    owed.register(OwedWork())
    together = counted
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        together = CollectorRegistry()
        MultiProcessCollector(together)
    return generate_latest(together) + generate_latest(owed)
