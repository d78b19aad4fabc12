"""Two web processes, two workers, a scheduler, PostgreSQL and Redis, by the commands of compose.yaml."""

import http.client
import json
from collections.abc import Callable, Iterator

import psycopg2
import pytest

from script.lib import composition, processes
from script.lib.checkout import temporary_folder
from script.lib.drill_findings import look
from script.lib.kill_drill import Plan
from script.lib.killing import drill_on
from script.lib.processes import HOST, Site, answers

FIRST_ADMIN = (
    "from core.accounts import make_ready_account;"
    "from core.permissions import Role;"
    "make_ready_account(username='first-admin', role=Role.ADMIN)"
)
# What a drill must see: each is done to the database afterwards, and then found.
PLANTED = {
    "DELETE FROM core_notice WHERE id = (SELECT max(id) FROM core_notice)": "never_done",
    "DELETE FROM benchmarks_app_evidence WHERE id = (SELECT max(id) FROM benchmarks_app_evidence)": (
        "half_written"
    ),
    "INSERT INTO core_outboxmessage (task, arguments, created_at, attempts, last_error)"
    " SELECT task, arguments, created_at, 0, '' FROM core_outboxmessage WHERE id IN"
    " (SELECT message_id FROM core_notice);"
    "INSERT INTO core_notice (recipient_id, message_id, text, path, created_at)"
    " SELECT n.recipient_id, (SELECT max(id) FROM core_outboxmessage m2 WHERE m2.arguments = m.arguments),"
    " n.text, n.path, n.created_at FROM core_notice n JOIN core_outboxmessage m ON m.id = n.message_id": (
        "done_twice"
    ),
}
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


def test_killed_under_load_they_lose_nothing_and_do_everything_once(
    site: Site, say: Callable[[str], None]
) -> None:
    outcome = drill_on(site, Plan(postgresql=1, web=1, worker=1, redis=1, pause=2, threads=2))

    say(outcome.told.replace("\n", "\n  "))
    assert outcome.is_well
    assert not outcome.killed.ended
    assert outcome.findings.effects >= 2 * len(outcome.load.submitted) > 0
    for statement, found in PLANTED.items():
        with psycopg2.connect(site.database_url) as connection:
            connection.cursor().execute(statement)
        connection.close()
        findings = look(site.database_url, outcome.load.drafted, outcome.load.submitted)
        assert getattr(findings, found) > 0, statement
    lost = look(site.database_url, {**outcome.load.drafted, 0: "Never written."}, set())
    assert lost.lost == 1


def test_they_end_when_they_are_asked(site: Site) -> None:
    codes = site.stop()

    assert set(codes.values()) == {0}, codes
