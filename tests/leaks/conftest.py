"""The scene of the twin worlds and of the canaries, at a moment that stands still."""

import datetime
import logging
from collections.abc import Iterator

import pytest
import time_machine
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.leaks.worlds import Scene, set_scene

NOW = datetime.datetime(2024, 6, 1, 9, 30, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _the_clock_stands_still() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """What both worlds share, for every test of a module; gone after its last."""
    with time_machine.travel(NOW, tick=False), django_db_blocker.unblock(), transaction.atomic():
        yield set_scene()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _refusals_are_not_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    """A question in three is refused on purpose: a line for each would only cost time."""
    monkeypatch.setattr(logging.getLogger("django.request"), "level", logging.ERROR)
