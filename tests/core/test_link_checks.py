"""Cited addresses are asked politely, never inside our own walls, and no link is taken away."""

import datetime
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from core.link_checking import asking, check_links, destinations
from core.link_checking.asking import asked
from core.link_checking.destinations import NotPublic, destination, is_public
from core.models import Document, LinkCheck, User
from core.tasks import check_links as nightly
from tests.factories.core import DocumentFactory

Outcome = LinkCheck.Outcome
A_MONTH = datetime.timedelta(days=31)
STATUS = {"/there": 200, "/gone": 404, "/shut": 403, "/broken": 500}


class Site(BaseHTTPRequestHandler):
    """A server on this machine that answers in every way there is."""

    def answer(self) -> None:
        self.server.seen.append((self.command, self.path, dict(self.headers)))  # type: ignore[attr-defined]
        if self.path == "/slow":
            time.sleep(2)
        if self.path == "/drip":
            self.drip()
            return
        status = 200 if self.path == "/only-get" and self.command == "GET" else STATUS.get(self.path, 405)
        leads = LEADS.get(self.path)
        self.send_response(302 if leads else status)
        if leads:
            self.send_header("Location", leads)
        self.end_headers()

    def drip(self) -> None:
        """Headers that never end."""
        try:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for number in range(50):
                self.wfile.write(f"X-{number}: 1\r\n".encode())
                time.sleep(0.1)
        except OSError:
            pass

    do_GET = do_HEAD = answer  # noqa: N815

    def log_message(self, *_: Any) -> None:
        pass


LEADS = {"/moved": "/there", "/round": "/round", "/inside": "http://10.0.0.7/", "/file": "file:///etc/passwd"}


@pytest.fixture
def site(settings: Any) -> Iterator[Any]:
    """The server, which these tests alone may reach although it is on this machine."""
    settings.CHECK_LINKS, settings.SITE_ADDRESS = True, "https://tracker.example.org"
    settings.LINK_CHECKS_ALSO_REACH, settings.LINK_CHECK_PAUSE = ["127.0.0.1"], 5
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        server.seen = []  # type: ignore[attr-defined]
        server.url = f"http://127.0.0.1:{server.server_port}"  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


class TestAsking:
    """One address."""

    @pytest.mark.parametrize(
        ("path", "outcome", "status", "methods"),
        [
            ("/there", Outcome.ANSWERED, 200, ["HEAD"]),
            ("/moved", Outcome.ANSWERED, 200, ["HEAD", "HEAD"]),
            ("/only-get", Outcome.ANSWERED, 200, ["HEAD", "GET"]),
            ("/gone", Outcome.GONE, 404, ["HEAD", "GET"]),
            ("/shut", Outcome.REFUSED, 403, ["HEAD", "GET"]),
            ("/broken", Outcome.REFUSED, 500, ["HEAD", "GET"]),
            ("/round", Outcome.REFUSED, 302, ["HEAD"] * 6),
            ("/inside", Outcome.NOT_ASKED, None, ["HEAD"]),
            ("/file", Outcome.NOT_ASKED, None, ["HEAD"]),
        ],
    )
    def test_an_answer_is_understood(
        self, site: Any, path: str, outcome: str, status: int | None, methods: list[str]
    ) -> None:
        found = asked(f"{site.url}{path}")

        assert (found.outcome, found.status) == (outcome, status)
        assert [method for method, *_ in site.seen] == methods

    def test_it_says_who_asks(self, site: Any) -> None:
        asked(f"{site.url}/there")

        ((_method, _path, headers),) = site.seen
        assert "https://tracker.example.org" in headers["User-Agent"]
        assert headers["Host"] == site.url.removeprefix("http://")

    def test_nobody_there_is_no_answer(self, site: Any) -> None:
        assert asked("http://127.0.0.1:9/").outcome == Outcome.UNREACHABLE

    @pytest.mark.parametrize("path", ["/slow", "/drip"])
    def test_a_server_that_takes_for_ever_is_left(
        self, site: Any, path: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(asking, "SECONDS_OF_SILENCE", 0.3)
        monkeypatch.setattr(asking, "SECONDS_IN_ALL", 0.5)
        began = time.monotonic()

        assert asked(f"{site.url}{path}").outcome == Outcome.UNREACHABLE
        assert time.monotonic() - began < 4  # of 5 seconds that it would take, twice


class TestWhereNot:
    """Only public servers are asked."""

    @pytest.mark.parametrize(
        "address",
        [
            *(
                "127.0.0.1",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",  # noqa: S104
            ),
            *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"),
            *("2002:7f00:1::", "224.0.0.1", "ff02::1", "255.255.255.255", "no address"),
        ],
    )
    def test_an_address_inside_our_walls_is_none(self, address: str) -> None:
        assert not is_public(address)

    @pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
    def test_an_address_of_the_internet_is_one(self, address: str) -> None:
        assert is_public(address)

    @pytest.mark.parametrize(
        "link",
        [
            *("ftp://example.org/", "file:///etc/passwd", "gopher://127.0.0.1/", "//example.org/", "http://"),
            *(
                "http://user:word@93.184.215.14/",
                "http://127.0.0.1/",
                "http://localhost:5432/",
                "http://[::1]/",
            ),
            *("http://2130706433/", "http://0x7f.1/", "http://[", "http://a:b/", "http://\u2025/"),
        ],
    )
    def test_such_a_link_is_never_followed(self, link: str) -> None:
        with pytest.raises(NotPublic):
            destination(link)

    def test_a_name_with_one_address_inside_is_not_trusted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        found = [(0, 0, 0, "", (address, 80)) for address in ("93.184.215.14", "10.0.0.1")]
        monkeypatch.setattr(destinations.socket, "getaddrinfo", lambda *_, **__: found)

        with pytest.raises(NotPublic):
            destination("http://example.org/")

    def test_exactly_the_address_that_was_looked_at_is_connected_to(
        self, site: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answers = iter(["127.0.0.1", "10.0.0.1"])  # a name that becomes another between two looks
        resolved: list[str] = []

        def resolve(host: str, port: int, **_: Any) -> Any:
            resolved.append(host)
            return [(2, 1, 6, "", (next(answers), port))]

        monkeypatch.setattr(destinations.socket, "getaddrinfo", resolve)
        where = destination(f"http://example.org:{site.server_port}/there")

        assert (where.address, resolved) == ("127.0.0.1", ["example.org"])
        assert where.named == f"example.org:{site.server_port}"


@pytest.mark.django_db
class TestRounds:
    """Night by night."""

    def test_the_answer_is_kept_the_link_stays_and_nothing_is_asked_again_for_a_month(
        self, site: Any, client: Client
    ) -> None:
        document = DocumentFactory(url=f"{site.url}/there", slug="a-report")
        at = datetime.datetime.now(datetime.UTC)

        assert check_links(at=at, wait=lambda _: None) == 1
        assert check_links(at=at, wait=lambda _: None) == 0
        page = client.get(document.get_absolute_url()).content.decode()
        assert f"Last seen answering on {at.day} {at:%B} {at.year}" in page

        STATUS["/there"] = 404
        try:
            LinkCheck.objects.update(checked_at=at - A_MONTH)
            check_links(at=at, wait=lambda _: None)
        finally:
            STATUS["/there"] = 200
        kept = LinkCheck.objects.get()
        assert (kept.outcome, kept.status, kept.answered_at.date()) == (Outcome.GONE, 404, at.date())
        assert Document.objects.get().url == f"{site.url}/there"

    def test_another_address_is_asked_at_once_and_has_not_been_seen_yet(
        self, site: Any, client: Client
    ) -> None:
        document = DocumentFactory(url=f"{site.url}/there")
        at = datetime.datetime.now(datetime.UTC)
        check_links(at=at, wait=lambda _: None)
        Document.objects.update(url=f"{site.url}/gone")

        assert "Last seen answering" not in client.get(document.get_absolute_url()).content.decode()
        assert check_links(at=at, wait=lambda _: None) == 1

        assert LinkCheck.objects.get().answered_at is None

    def test_a_host_is_left_alone_between_two_questions_and_a_night_ends(
        self, site: Any, settings: Any
    ) -> None:
        settings.LINK_CHECKS_A_NIGHT = 3
        DocumentFactory.create_batch(4, url=f"{site.url}/there")
        waits: list[float] = []

        assert check_links(at=datetime.datetime.now(datetime.UTC), wait=waits.append) == 3

        assert len(waits) == 2
        assert all(4 < each <= 5 for each in waits)

    def test_it_is_off_unless_switched_on_and_says_who_it_is(self, settings: Any) -> None:
        DocumentFactory(url="http://127.0.0.1:9/")

        nightly.delay()
        with pytest.raises(CommandError, match="CHECK_LINKS=true"):
            call_command("check_links")
        settings.CHECK_LINKS, settings.SITE_ADDRESS = True, ""
        with pytest.raises(ImproperlyConfigured, match="SITE_ADDRESS"):
            nightly.delay()

        assert not LinkCheck.objects.exists()

    def test_admins_see_what_does_not_answer(self, site: Any, client: Client, admin: User) -> None:
        DocumentFactory(url=f"{site.url}/gone")
        check_links(at=datetime.datetime.now(datetime.UTC))
        client.force_login(admin)

        page = client.get(reverse("admin:core_linkcheck_changelist"), {"outcome__exact": "gone"})

        assert f"{site.url}/gone" in page.content.decode()
