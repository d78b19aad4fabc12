"""Asks one link: HEAD, and GET where that is not understood; the body is never read."""

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urljoin

from django.conf import settings

from core.link_checking.destinations import Destination, NotPublic, destination
from core.models import LinkCheck

Outcome = LinkCheck.Outcome
MOST_REDIRECTS = 5
SECONDS_OF_SILENCE, SECONDS_IN_ALL = 10, 30
GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
LEADS_ON = frozenset({301, 302, 303, 307, 308})
FAILURES = (OSError, http.client.HTTPException)


@dataclass(frozen=True)
class Answer:
    """What came of asking, with the status where there was one."""

    outcome: LinkCheck.Outcome
    status: int | None = None


def asked(link: str) -> Answer:
    """What a link answers now."""
    try:
        found = _answer("HEAD", link)
    except FAILURES:
        found = None
    except NotPublic:
        return Answer(Outcome.NOT_ASKED)
    try:
        status = found if found is not None and found < HTTPStatus.BAD_REQUEST else _answer("GET", link)
    except NotPublic:
        return Answer(Outcome.NOT_ASKED)
    except FAILURES:
        return Answer(Outcome.UNREACHABLE)
    return Answer(_outcome(status), status)


def _outcome(status: int) -> LinkCheck.Outcome:
    if status in GONE:
        return Outcome.GONE
    is_good = HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES
    return Outcome.ANSWERED if is_good else Outcome.REFUSED


def _answer(method: str, link: str) -> int:
    """The status at the end of the redirects, each of which must lead to a public server too."""
    for _ in range(MOST_REDIRECTS + 1):
        status, leads_to = _once(method, destination(link))
        if status not in LEADS_ON or not leads_to:
            return status
        link = urljoin(link, leads_to)
    return status


def _once(method: str, where: Destination) -> tuple[int, str]:
    """The status of one answer and where it leads."""
    connection = http.client.HTTPConnection(where.host, where.port, timeout=SECONDS_OF_SILENCE)
    with contextlib.closing(connection):
        connection.sock = _connected(where)
        with _no_longer_than(SECONDS_IN_ALL, connection.sock):
            connection.request(method, where.target, headers=_headers(where))
            answer = connection.getresponse()
        return answer.status, answer.headers.get("Location", "")


def _connected(where: Destination) -> socket.socket:
    """A connection to the address that was looked at, and to no other that the name may have by now."""
    plain = socket.create_connection((where.address, where.port), timeout=SECONDS_OF_SILENCE)
    if where.scheme == "http":
        return plain
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=where.host)
    except OSError:
        plain.close()
        raise


@contextlib.contextmanager
def _no_longer_than(seconds: float, connection: socket.socket) -> Iterator[None]:
    """Cuts off a server that keeps sending a little, for ever."""
    is_over = threading.Event()
    timer = threading.Timer(seconds, _cut, args=[connection, is_over])
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
    if is_over.is_set():  # what was cut off can look like an answer
        raise TimeoutError


def _cut(connection: socket.socket, is_over: threading.Event) -> None:
    is_over.set()
    with contextlib.suppress(OSError):  # it ended by itself
        connection.shutdown(socket.SHUT_RDWR)


def _headers(where: Destination) -> dict[str, str]:
    who = f"CambodiaBenchmarkTracker/1.0 (checks cited links once a month; {settings.SITE_ADDRESS})"
    return {
        "User-Agent": who,
        "Host": where.named,
        "Accept": "*/*",
        "Connection": "close",
    }
