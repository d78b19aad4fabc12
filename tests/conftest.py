"""A cast of people, the client they call the API with, and the report's own content."""

import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.db.backends.base.operations import BaseDatabaseOperations
from pytest_django import DjangoDbBlocker
from rest_framework.test import APIClient

from core.models import User
from tests.factories.core import UserFactory
from tests.without_triggers import without_triggers


@pytest.fixture(scope="session", autouse=True)
def tests_may_empty_their_tables() -> Iterator[None]:
    """Lets `flush`, with which some tests clean up, past the triggers; the product has no such way."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def flush_without_triggers(operations: Any, statements: Any) -> None:
        with without_triggers(operations.connection):
            flush(operations, statements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush_without_triggers)
        yield


@pytest.fixture
def monitor(db: None) -> User:
    """A person who records progress."""
    return UserFactory(username="monitor", roles=["monitor"])


@pytest.fixture
def another_monitor(db: None) -> User:
    """A second person who records progress, who did not write what the first one wrote."""
    return UserFactory(username="another-monitor", roles=["monitor"])


@pytest.fixture
def reviewer(db: None) -> User:
    """A person who publishes what others recorded."""
    return UserFactory(username="reviewer", roles=["reviewer"])


@pytest.fixture
def researcher(db: None) -> User:
    """A person with an account for reading."""
    return UserFactory(username="researcher", roles=["researcher"])


@pytest.fixture
def stranger(db: None) -> User:
    """A person with an account and no role."""
    return UserFactory(username="stranger")


@pytest.fixture
def admin(db: None) -> User:
    """A person who manages people and loads content, and sees the admin site."""
    return UserFactory(username="admin", roles=["admin"], is_staff=True, is_superuser=True)


@pytest.fixture
def api() -> APIClient:
    """A client of the API with nobody signed in; `api.force_authenticate(person)` signs somebody in."""
    return APIClient()


@pytest.fixture(scope="module")
def report(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The fixtures as they are shipped, for every test of a module; gone after its last."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("loaddata", *settings.FIXTURES, verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Print a number that a test is there to show, whatever pytest captures."""

    def aloud(text: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n  {text}\n")

    return aloud
