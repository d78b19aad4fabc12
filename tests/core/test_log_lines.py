"""A log says where something failed and of which kind it was, and never what somebody typed."""

import logging
import sys
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F

from benchmarks_app.models import ProgressUpdate
from core.log_lines import WithoutMessages
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
