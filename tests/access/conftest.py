"""One world for each module of the matrix, undone after its last test."""

import datetime
from collections.abc import Iterator

import pytest
import time_machine
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.access.states import World, make_world

# The clock stands, so that two answers differ only by what was asked.
NOW = datetime.datetime(2024, 6, 1, 12, 0, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """People, updates in every state and a row of everything."""
    with (
        django_db_blocker.unblock(),
        time_machine.travel(NOW, tick=False),
        transaction.atomic(),
    ):
        yield make_world()
        transaction.set_rollback(True)
