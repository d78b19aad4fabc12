"""A log says where something failed and of which kind it was, and never what somebody typed."""

import json
import logging
import sys
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test import Client, RequestFactory

from benchmarks_app.models import ProgressUpdate
from core.log_lines import JSONLines, WithoutMessages
from tests.factories.benchmarks import ProgressUpdateFactory


def line_of(failing: Any, message: str = "It failed.", *args: Any) -> str:
    """The line that is logged when this fails."""
    try:
        failing()
    except Exception:
        failure = sys.exc_info()
    record = logging.LogRecord("core", logging.ERROR, __file__, 1, message, args, failure)
    return WithoutMessages().format(record)


def quotes_a_narrative() -> None:
    """Fails as a conversion does."""
    try:
        int("a narrative")
    except ValueError as error:
        raise LookupError("a narrative") from error


def test_the_kinds_and_places_of_a_failure_and_of_its_cause_are_logged_without_their_messages() -> None:
    line = line_of(quotes_a_narrative)

    assert line.startswith("It failed.")
    assert "builtins.ValueError" in line
    assert line.endswith("builtins.LookupError")
    assert "in quotes_a_narrative" in line
    assert "invalid literal" not in line


@pytest.mark.django_db
def test_a_broken_constraint_is_logged_without_the_row_that_broke_it() -> None:
    update = ProgressUpdateFactory(narrative="Seen by the baker.")

    def publish_ones_own() -> None:
        with transaction.atomic():
            ProgressUpdate.objects.filter(pk=update.pk).update(published_by=F("author"))

    line = line_of(publish_ones_own)

    assert "IntegrityError" in line
    assert "baker" not in line
    if connection.vendor == "postgresql":
        assert "update_published_by_another_person" in line


def test_a_task_that_failed_is_logged_without_its_exception_in_the_text() -> None:
    told = {"name": "core.tasks.keep_promise", "exc": "ValueError('a narrative')", "traceback": "a narrative"}

    line = line_of(quotes_a_narrative, "Task %(name)s raised: %(exc)s %(traceback)s", told)

    assert "core.tasks.keep_promise" in line
    assert "ValueError('" not in line


class TestServerLog:
    """In production each line is a JSON object, and holds no address, path, query string or body."""

    @pytest.fixture
    def written(self, settings: Any) -> Iterator[StringIO]:
        settings.LOG_ANSWERS = True
        kept = StringIO()
        handler = logging.StreamHandler(kept)
        handler.setFormatter(JSONLines())
        logging.getLogger().addHandler(handler)
        yield kept
        logging.getLogger().removeHandler(handler)

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        ("address", "asked"),
        [
            ("/themes/zcanary/?q=zcanary", {"route": "themes:detail", "status": 404}),
            ("/zcanary/?q=zcanary", {"route": "none", "status": 404}),
            ("/search/?q=zcanary", {"route": "search", "status": 200}),
        ],
    )
    def test_an_answer_is_a_line_that_names_its_route(
        self, client: Client, written: StringIO, address: str, asked: dict[str, Any]
    ) -> None:
        client.get(address, REMOTE_ADDR="203.0.113.77", headers={"User-Agent": "zcanary"})

        lines = [json.loads(line) for line in written.getvalue().splitlines()]
        assert [line for line in lines if line["logger"] == "core.answers" and asked.items() <= line.items()]
        assert "zcanary" not in written.getvalue()
        assert "203.0.113" not in written.getvalue()

    @pytest.mark.django_db
    def test_what_was_typed_into_a_form_or_a_host_name_is_in_none(
        self, client: Client, written: StringIO
    ) -> None:
        client.post("/sign-in/", {"login": "zcanary", "password": "zcanary"}, headers={"Host": "zcanary.org"})
        client.post("/sign-in/", {"login": "zcanary", "password": "zcanary"})
        client.post("/api/v1/progress-updates/", "{zcanary", content_type="application/json")

        assert "Refused: DisallowedHost" in written.getvalue()
        assert "zcanary" not in written.getvalue()

    def test_a_failure_is_told_by_kind_and_place(self, rf: RequestFactory) -> None:
        line = json.loads(json_line_of(quotes_a_narrative, request=rf.get("/a-narrative/"), status_code=500))

        assert (line["message"], line["status"]) == ("Failed", 500)
        assert "in quotes_a_narrative" in line["failure"]
        assert "narrative/" not in json.dumps(line)
        assert "invalid literal" not in json.dumps(line)

    def test_a_line_of_the_program_itself_keeps_its_words_on_one_line(self) -> None:
        line = json_line_of(quotes_a_narrative)

        assert "\n" not in line
        assert json.loads(line)["message"] == "It failed."
        assert json.loads(line)["failure"].endswith("builtins.LookupError")


def json_line_of(failing: Any, **about: Any) -> str:
    """The line in a server's log when this fails."""
    try:
        failing()
    except Exception:
        failure = sys.exc_info()
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "It failed.", (), failure)
    vars(record).update(about)
    return JSONLines().format(record)
