"""A shared cache as eager as RFC 9111 allows: what it may keep it keeps, what it may reuse it reuses."""

import http.client
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

# RFC 9110, 15.1: what may be kept for a while of one's own choosing when the answer does not say how long.
KEPT_UNASKED = {200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501}
SECONDS_UNASKED = 3600.0
OF_ONE_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade"}


@dataclass
class Answer:
    """What came back: from the site, or from what was kept."""

    status: int
    headers: Message
    body: bytes
    kept: bool = False

    def told(self, name: str) -> str:
        """A header; several of one name as one."""
        return ", ".join(self.headers.get_all(name, []))

    @property
    def directives(self) -> dict[str, str]:
        """Cache-Control, taken apart."""
        parts = (part.strip().partition("=") for part in self.told("Cache-Control").split(","))
        return {name.lower(): value.strip('"') for name, _, value in parts if name}

    @property
    def turns_on(self) -> set[str]:
        """The request headers named by Vary."""
        return {name.strip().lower() for name in self.told("Vary").split(",") if name.strip()}


@dataclass
class Kept:
    """An answer in the cache, with the request it was given to."""

    request: dict[str, str]
    answer: Answer
    since: float = field(default_factory=time.monotonic)

    def suits(self, request: Mapping[str, str]) -> bool:
        """Whether a request is alike in everything the answer turns on."""
        names = self.answer.turns_on
        return "*" not in names and all(self.request.get(name) == request.get(name) for name in names)


class Cache:
    """Answers requests for one site from what it kept, or from the site.

    `heeds_vary=False` hands a kept answer to whoever asks, `heeds_age=False` without asking again.
    """

    def __init__(self, site: str, *, heeds_vary: bool = True, heeds_age: bool = True) -> None:
        self.host = urlsplit(site).netloc
        self.heeds_vary, self.heeds_age = heeds_vary, heeds_age
        self.kept: dict[str, list[Kept]] = {}

    def answer(self, path: str, request: dict[str, str]) -> Answer:
        """The answer to a GET."""
        candidates = self.kept.get(path, [])
        suiting = [one for one in candidates if not self.heeds_vary or one.suits(request)]
        for one in reversed(suiting):
            if self.is_fresh(one):
                return self.from_kept(one)
        fresh = self.ask(path, {**request, **self.conditions(candidates)})
        if fresh.status == http.HTTPStatus.NOT_MODIFIED:
            return self.from_kept(self.named_by(fresh, candidates))
        if may_be_kept(request, fresh):
            others = [one for one in candidates if not one.suits(request)]
            self.kept[path] = [*others, Kept(request, fresh)]
        return fresh

    def ask(self, path: str, request: Mapping[str, str]) -> Answer:
        """The site's own answer."""
        connection = http.client.HTTPConnection(self.host, timeout=60)
        try:
            connection.request("GET", path, headers=dict(request))
            given = connection.getresponse()
            return Answer(given.status, given.headers, given.read())
        finally:
            connection.close()

    def conditions(self, candidates: list[Kept]) -> dict[str, str]:
        """All that is kept for this address, as section 4.3.1 allows: also what was given to others."""
        tags = [tag for one in candidates if (tag := one.answer.told("ETag"))]
        return {"if-none-match": ", ".join(dict.fromkeys(tags))} if tags else {}

    def named_by(self, not_modified: Answer, candidates: list[Kept]) -> Kept:
        """The kept answer whose tag the site named as still good."""
        tag = not_modified.told("ETag")
        return next(one for one in reversed(candidates) if one.answer.told("ETag") == tag)

    def from_kept(self, one: Kept) -> Answer:
        """A kept answer, handed out once more."""
        return Answer(one.answer.status, one.answer.headers, one.answer.body, kept=True)

    def is_fresh(self, one: Kept) -> bool:
        """Whether it may be reused without asking."""
        if not self.heeds_age:
            return True
        said = one.answer.directives
        if "no-cache" in said:
            return False
        seconds = said.get("s-maxage", said.get("max-age"))
        lifetime = SECONDS_UNASKED if seconds is None else float(seconds)
        return time.monotonic() - one.since < lifetime


def may_be_kept(request: Mapping[str, str], answer: Answer) -> bool:
    """Section 3: what a shared cache may keep."""
    said = answer.directives
    if "no-store" in said or "private" in said:
        return False
    if "authorization" in request and not {"public", "s-maxage", "must-revalidate"} & said.keys():
        return False
    return answer.status in KEPT_UNASKED or bool({"public", "max-age", "s-maxage"} & said.keys())


@contextmanager
def proxy_before(cache: Cache) -> Iterator[str]:
    """The cache as a server of its own; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            sent = {name.lower(): value for name, value in self.headers.items()}
            asked = {name: value for name, value in sent.items() if name not in OF_ONE_CONNECTION}
            given = cache.answer(self.path, asked)
            self.send_response_only(given.status)
            for name, value in given.headers.items():
                if name.lower() not in OF_ONE_CONNECTION | {"content-length"}:
                    self.send_header(name, value)
            self.send_header("X-Kept", "yes" if given.kept else "no")
            self.send_header("Content-Length", str(len(given.body)))
            self.end_headers()
            self.wfile.write(given.body)

        def log_message(self, *_: object) -> None:
            """Nothing: the test says what matters."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
