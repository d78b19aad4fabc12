"""Two web processes, two workers, a scheduler, PostgreSQL and Redis, by the commands of compose.yaml."""

import http.client
import json
from collections.abc import Iterator

import pytest

from script.lib import composition, processes
from script.lib.checkout import temporary_folder
from script.lib.processes import HOST, Site, answers

FIRST_ADMIN = (
    "from core.accounts import make_ready_account;"
    "from core.permissions import Role;"
    "make_ready_account(username='first-admin', role=Role.ADMIN)"
)
pytestmark = [pytest.mark.worker, pytest.mark.own_database, pytest.mark.slow]


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """All of them, up."""
    with temporary_folder("tracker-site-") as folder, processes.running(folder) as running:
        yield running


def test_every_process_is_up_and_each_web_process_is_ready(site: Site) -> None:
    names = ["postgresql", "redis", "web-1", "web-2", "worker-1", "worker-2", "beat"]

    assert list(site.processes) == names
    assert not [name for name, process in site.processes.items() if process.has_ended()]
    assert all(answers(port, "/ready/") and answers(port, "/health/") for port in site.web_ports)


def test_what_runs_is_what_compose_yaml_says(site: Site) -> None:
    said = composition.services({"ALLOWED_HOSTS": HOST})

    for name, service in (("web-1", "web"), ("worker-1", "worker"), ("postgresql", "postgresql")):
        kept = [part for part in said[service].command[1:] if not part.startswith(("--host", "--port"))]
        assert set(kept) <= set(site.processes[name].command)


def test_the_check_of_a_server_finds_only_what_people_have_still_to_decide(site: Site) -> None:
    with pytest.raises(processes.Refused, match="1 of these must be mended"):
        site.run("manage.py", "production_check")
    site.run("manage.py", "shell", "-c", FIRST_ADMIN)
    pair = site.folder / "data" / "pair"
    key = site.run("manage.py", "make_sealing_key", str(pair)).strip()
    site.run("manage.py", "add_sealing_key", "Office", key)

    said = site.run("manage.py", "production_check")

    assert "REFUSED" not in said
    assert "Safe to run" in said


def test_the_log_of_a_web_process_is_json_lines_without_what_was_asked(site: Site) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", site.web_ports[0], timeout=30)
    connection.request("GET", "/search/?q=zcanary", headers={"Host": HOST, "X-Forwarded-Proto": "https"})
    assert connection.getresponse().status == 200
    connection.close()

    text = site.log("web-1").read_text()

    lines = [json.loads(line) for line in text.splitlines()]
    assert [line for line in lines if line.get("route") == "search" and line["status"] == 200]
    assert "zcanary" not in text


def test_they_end_when_they_are_asked(site: Site) -> None:
    codes = site.stop()

    assert set(codes.values()) == {0}, codes
