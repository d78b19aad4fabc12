"""The archive is made once and handed out until anything in it would be another, and never after that."""

import datetime
import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks_app import services
from core.api.dataset import kept, views
from core.api.dataset.kept import Shelf
from core.models import User
from tests.api.taking_away import body_of
from tests.factories.benchmarks import EvidenceFactory, ProgressUpdateFactory
from tests.factories.core import HistoryEntryFactory, ThemeFactory, UserFactory
from tests.factories.elections import PartyResultFactory

# The stamp under which it is kept is moved by what is committed.
pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "/data/dataset.zip"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one each time that the archive is made; nothing is kept from before."""
    archives: list[int] = []
    archive = kept.archive

    def counted(request: Any) -> Any:
        archives.append(1)
        return archive(request)

    monkeypatch.setattr(kept, "archive", counted)
    monkeypatch.setattr(views, "SHELF", Shelf())
    return archives


@pytest.fixture
def kept_archive(client: Client, made: list[int]) -> Iterator[bytes]:
    """The archive as it is kept."""
    with time_machine.travel(datetime.datetime(2024, 6, 1, 12, tzinfo=datetime.UTC), tick=False):
        PartyResultFactory()
        archives = {taken(client), taken(client)}
        assert len(archives) == 1
        assert len(made) == 1
        made.clear()
        yield archives.pop()


def taken(client: Client, **headers: Any) -> bytes:
    """The archive."""
    return body_of(client.get(ADDRESS, **headers))


def test_it_is_not_made_again_while_nothing_changes(
    client: Client, made: list[int], kept_archive: bytes
) -> None:
    HistoryEntryFactory()
    UserFactory()

    assert taken(client) == kept_archive
    assert made == []


def test_a_withdrawn_update_is_gone_at_once(client: Client, made: list[int], kept_archive: bytes) -> None:
    update: Any = ProgressUpdateFactory(published=True, narrative="What must be gone.")
    assert b"What must be gone." in updates_in(taken(client))
    assert b"What must be gone." in updates_in(taken(client))
    at = update.published_at + timedelta(days=1)

    services.withdraw_update(update=update, by=UserFactory(roles=["reviewer"]), at=at, reason="Wrong.")

    assert b"What must be gone." not in updates_in(taken(client))


def updates_in(archive: bytes) -> bytes:
    """The table of updates in an archive."""
    with zipfile.ZipFile(io.BytesIO(archive)) as parts:
        return parts.read("data/progress-updates.csv")


def test_a_row_in_each_table_makes_another(client: Client, made: list[int], kept_archive: bytes) -> None:
    ThemeFactory()

    assert taken(client) != kept_archive
    assert made == [1]


def test_what_is_hidden_changes_nothing_in_it(client: Client, made: list[int], kept_archive: bytes) -> None:
    update = ProgressUpdateFactory(submitted=True, benchmark__number=1)
    first = taken(client)
    EvidenceFactory(update=update, visibility="restricted", document=None)

    assert taken(client) == first


def test_another_name_day_or_licence_makes_another(
    client: Client, made: list[int], kept_archive: bytes, settings: Any
) -> None:
    elsewhere = taken(client, HTTP_HOST="localhost")
    with time_machine.travel(datetime.datetime(2024, 6, 2, 12, tzinfo=datetime.UTC), tick=False):
        tomorrow = taken(client)
    settings.DATASET_LICENCE = {"name": "CC-BY-4.0", "title": "", "path": "https://licences.example.org/by"}
    licensed = taken(client)

    assert len({kept_archive, elsewhere, tomorrow, licensed}) == 4
    assert b"localhost" in updates_and_all(elsewhere)
    assert b"testserver" not in updates_and_all(elsewhere)


def updates_and_all(archive: bytes) -> bytes:
    """Every part of an archive."""
    with zipfile.ZipFile(io.BytesIO(archive)) as parts:
        return b"".join(parts.read(name) for name in parts.namelist())


def test_what_changes_while_it_is_made_is_in_the_next(
    client: Client, made: list[int], kept_archive: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    ThemeFactory()
    archive = kept.archive

    def overtaken(request: Any) -> Any:
        monkeypatch.setattr(kept, "archive", archive)
        file = archive(request)
        ThemeFactory(name="Added meanwhile")
        return file

    monkeypatch.setattr(kept, "archive", overtaken)

    assert b"Added meanwhile" not in updates_and_all(taken(client))
    assert b"Added meanwhile" in updates_and_all(taken(client))


def test_a_large_one_is_not_kept(
    client: Client, made: list[int], kept_archive: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST_KEPT", 10)
    ThemeFactory()

    assert taken(client) == taken(client)
    assert made == [1, 1]


def test_a_head_and_a_304_make_nothing(client: Client, made: list[int], kept_archive: bytes) -> None:
    tag = client.get(ADDRESS).headers["ETag"]
    head = client.head(ADDRESS)
    unchanged = client.get(ADDRESS, HTTP_IF_NONE_MATCH=tag)

    assert head.headers["Content-Length"] == str(len(kept_archive))
    assert unchanged.status_code == 304
    ThemeFactory()
    assert "Content-Length" not in client.head(ADDRESS).headers
    assert made == []


def test_it_is_the_same_for_whoever_asks(
    client: Client, made: list[int], kept_archive: bytes, reviewer: User
) -> None:
    client.force_login(reviewer)

    assert taken(client) == kept_archive
    assert made == []


def test_to_hand_it_out_one_row_is_read(client: Client, kept_archive: bytes) -> None:
    with CaptureQueriesContext(connection) as asked:
        taken(client)

    assert len(asked) == 1


def test_inside_of_a_transaction_none_is_kept(client: Client, made: list[int], kept_archive: bytes) -> None:
    with transaction.atomic():
        ThemeFactory()
        assert taken(client) == taken(client)

    assert made == [1, 1]
