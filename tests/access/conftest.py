"""One world for each module of the matrix, undone after its last test."""

import datetime
from collections.abc import Iterator

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tests.access.states import World, make_world

# The clock stands, so that two answers differ only by what was asked.
NOW = datetime.datetime(2024, 6, 1, 12, 0, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """People, updates in every state and a row of everything."""
    shared = settings.STORAGES["evidence"]
    options = {**shared.get("OPTIONS", {}), "location": str(tmp_path_factory.mktemp("evidence"))}
    disk = {**settings.STORAGES, "evidence": {**shared, "OPTIONS": options}}
    with (
        override_settings(STORAGES=disk),
        django_db_blocker.unblock(),
        time_machine.travel(NOW, tick=False),
        transaction.atomic(),
    ):
        yield make_world()
        transaction.set_rollback(True)
