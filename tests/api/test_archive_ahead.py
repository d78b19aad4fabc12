"""The archive is made ahead by a worker and found by every web process, and goes with what it rests on."""

import datetime
import hashlib
import io
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client

from benchmarks_app import services
from core.api.dataset import ahead, kept, views
from core.api.dataset.kept import Shelf
from core.models import KeptArchive, ScheduledRun, Theme
from core.tasks import look_at_archive
from tests.api.taking_away import body_of
from tests.factories.benchmarks import ProgressUpdateFactory
from tests.factories.core import HistoryEntryFactory, ThemeFactory, UserFactory
from tests.factories.elections import PartyResultFactory

# The stamp under which it is kept is moved by what is committed.
pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "/data/dataset.zip"
JUNE = datetime.datetime(2024, 6, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def content(settings: Any) -> Iterator[None]:
    """Something public, at a site whose address is known; the clock stands."""
    settings.SITE_ADDRESS = "http://testserver"
    PartyResultFactory()
    with time_machine.travel(JUNE, tick=False):
        yield


def another_process(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A web process that keeps nothing in memory yet; grows by one with each archive that it makes itself."""
    made: list[int] = []
    archive = kept.archive

    def counted(request: Any) -> Any:
        made.append(1)
        return archive(request)

    monkeypatch.setattr(kept, "archive", counted)
    monkeypatch.setattr(views, "SHELF", Shelf(ahead.found))
    return made


def taken(client: Client, **headers: Any) -> bytes:
    """The archive."""
    return body_of(client.get(ADDRESS, **headers))


def test_every_process_hands_out_the_one_that_was_made_ahead(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "SHELF", Shelf())
    made_when_asked_for = taken(client)

    assert ahead.make_ahead()

    for _ in range(2):
        made = another_process(monkeypatch)
        assert taken(client) == made_when_asked_for
        assert made == []
    assert KeptArchive.objects.get().sha256 == hashlib.sha256(made_when_asked_for).hexdigest()


def test_it_goes_in_the_transaction_in_which_anything_public_changes(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ThemeFactory(name="Before")
    ahead.make_ahead()
    HistoryEntryFactory()
    assert KeptArchive.objects.exists()

    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_theme SET name = 'After'")

    assert not KeptArchive.objects.exists()
    made = another_process(monkeypatch)
    assert b"After" in every_part(taken(client))
    assert made == [1]


def test_what_is_withdrawn_is_in_none_and_what_was_not_withdrawn_after_all_stays() -> None:
    update: Any = ProgressUpdateFactory(published=True, narrative="What must be gone.")
    ahead.make_ahead()
    assert b"What must be gone." in every_part(bytes(KeptArchive.objects.get().content))

    def withdraw() -> None:
        at = update.published_at + datetime.timedelta(days=1)
        services.withdraw_update(update=update, by=UserFactory(roles=["reviewer"]), at=at, reason="Wrong.")

    with transaction.atomic():
        withdraw()
        transaction.set_rollback(True)
    assert KeptArchive.objects.exists()
    update.refresh_from_db()
    withdraw()

    assert not KeptArchive.objects.exists()
    assert ahead.make_ahead()
    assert b"What must be gone." not in every_part(bytes(KeptArchive.objects.get().content))


def every_part(archive: bytes) -> bytes:
    """Every file in an archive."""
    with zipfile.ZipFile(io.BytesIO(archive)) as parts:
        return b"".join(parts.read(name) for name in parts.namelist())


def test_what_changes_while_it_is_made_throws_it_away(monkeypatch: pytest.MonkeyPatch) -> None:
    archive = ahead.archive

    def overtaken(request: Any) -> Any:
        file = archive(request)
        ThemeFactory(name="Added meanwhile")
        return file

    monkeypatch.setattr(ahead, "archive", overtaken)

    assert not ahead.make_ahead()
    assert not KeptArchive.objects.exists()


def test_a_damaged_one_is_taken_away_and_logged_and_another_is_made(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ahead.make_ahead()
    row = KeptArchive.objects.get()
    whole = bytes(row.content)
    KeptArchive.objects.update(content=whole[:100] + bytes([whole[100] ^ 1]) + whole[101:])
    made = another_process(monkeypatch)

    assert taken(client) == whole

    assert made == [1]
    assert "damaged" in caplog.text
    assert not KeptArchive.objects.exists()
    assert ahead.make_ahead()


def test_one_of_another_name_day_or_licence_is_not_handed_out(
    client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    ahead.make_ahead()
    made = another_process(monkeypatch)

    assert b"localhost" in every_part(taken(client, HTTP_HOST="localhost"))
    with time_machine.travel(JUNE + datetime.timedelta(days=1), tick=False):
        assert ahead.is_due()
        taken(client)
    settings.DATASET_LICENCE = {"name": "CC-BY-4.0", "title": "", "path": "https://licences.example.org/by"}
    assert ahead.is_due()
    taken(client)

    assert made == [1, 1, 1]


def test_one_too_large_is_not_kept_and_not_made_again_and_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "MOST_KEPT", 10)
    made = another_process(monkeypatch)

    assert ahead.make_ahead()

    assert not ahead.is_due()
    assert bytes(KeptArchive.objects.get().content) == b""
    assert taken(client)
    assert made == [1]


def test_it_is_made_once_for_each_change_and_taken_down_among_the_scheduled_runs() -> None:
    assert look_at_archive()
    assert not look_at_archive()
    ThemeFactory()
    assert look_at_archive()

    runs = ScheduledRun.objects.filter(task="core.tasks.make_archive")
    assert [run.last_error for run in runs] == ["", ""]
    assert KeptArchive.objects.count() == 1


def test_where_nobody_said_where_the_site_is_none_is_made_ahead(settings: Any) -> None:
    settings.SITE_ADDRESS = ""

    assert not look_at_archive()
    assert not KeptArchive.objects.exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_of_two_workers_and_somebody_who_changes_something_no_old_one_stays() -> None:
    theme = ThemeFactory()
    everybody = threading.Barrier(3)

    def work(do: Any) -> None:
        everybody.wait()
        try:
            do()
        finally:
            connection.close()

    change = Theme.objects.filter(pk=theme.pk)
    for number in range(5):
        doing = (ahead.make_ahead, ahead.make_ahead, partial(change.update, name=f"Name {number}"))
        threads = [threading.Thread(target=work, args=(do,)) for do in doing]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        rows = KeptArchive.objects.all()
        assert len(rows) <= 1
        assert all(f"Name {number}".encode() in every_part(bytes(row.content)) for row in rows)
