"""What supervisors and monitoring systems are told: does it live, can it work, how has it done."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from core import readiness
from core.models import SearchEdition, SearchEntry
from core.search_index import EDITION, refresh_everything
from tests.factories.benchmarks import BenchmarkFactory, ProgressUpdateFactory
from tests.factories.core import OutboxMessageFactory, UserFactory

CANARY = "zcanary7c1f"
NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def without_queue(settings: Any) -> None:
    settings.REDIS_URL = ""


def test_a_process_says_that_it_lives_without_asking_anything_else(client: Client) -> None:
    answer = client.get("/health/")  # this test may not touch the database

    assert (answer.status_code, answer.content) == (200, b"The process lives.\n")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.usefixtures("without_queue")
class TestReadiness:
    """Ready, or 503 and one line for each thing that is missing."""

    def test_all_is_there(self, client: Client) -> None:
        answer = client.get("/ready/")

        assert (answer.status_code, answer.content) == (200, b"Ready.\n")
        assert answer.headers["Cache-Control"] == "no-store"

    def test_a_database_that_is_away(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def away() -> bool:
            raise OperationalError("connection to 10.0.0.7 as tracker refused")

        monkeypatch.setattr(readiness, "_answers", away)

        answer = client.get("/ready/")

        assert (answer.status_code, answer.content.decode()) == (503, f"{readiness.DATABASE}\n")

    def test_a_migration_that_was_not_applied(self, client: Client) -> None:
        MigrationRecorder.Migration.objects.filter(app="core").last().delete()

        answer = client.get("/ready/")

        assert (answer.status_code, answer.content.decode()) == (503, f"{readiness.MIGRATIONS}\n")

    def test_a_search_that_was_never_filled(self, client: Client) -> None:
        BenchmarkFactory()
        SearchEntry.objects.all().delete()
        before = client.get("/ready/")

        call_command("reindex_search", verbosity=0)

        assert (before.status_code, before.content.decode()) == (503, f"{readiness.SEARCH}\n")
        assert client.get("/ready/").status_code == 200

    def test_a_search_with_words_of_an_older_version(self, client: Client) -> None:
        BenchmarkFactory()
        refresh_everything()
        SearchEdition.objects.update(edition=EDITION - 1)
        before = client.get("/ready/")

        refresh_everything()

        assert (before.status_code, before.content.decode()) == (503, f"{readiness.OLD_WORDS}\n")
        assert client.get("/ready/").status_code == 200

    def test_a_queue_that_is_away(self, client: Client, settings: Any) -> None:
        settings.REDIS_URL = NOWHERE

        answer = client.get("/ready/")

        assert (answer.status_code, answer.content.decode()) == (503, f"{readiness.QUEUE}\n")


@pytest.mark.django_db
class TestMeasures:
    """Off unless switched on; then counts and durations, and nothing of people."""

    @pytest.fixture
    def switched_on(self, settings: Any) -> Iterator[dict[str, Any]]:
        settings.METRICS_TOKEN = "a-token-of-the-monitoring"
        return {"Authorization": "Bearer a-token-of-the-monitoring"}

    def test_they_are_off_by_default(self, client: Client) -> None:
        assert client.get("/metrics/").status_code == 404

    def test_a_wrong_token_or_none_finds_no_page(self, client: Client, switched_on: dict[str, Any]) -> None:
        assert client.get("/metrics/").status_code == 404
        assert client.get("/metrics/", headers={"Authorization": "Bearer another"}).status_code == 404
        assert client.get("/metrics/", headers={"Authorization": "Bearer ü"}).status_code == 404
        assert client.get("/metrics/", headers=switched_on).status_code == 200

    def test_this_machine_may_read_them_where_that_is_switched_on_but_not_for_others(
        self, client: Client, settings: Any
    ) -> None:
        settings.METRICS_ON_LOOPBACK = True

        assert client.get("/metrics/").status_code == 200
        assert client.get("/metrics/", REMOTE_ADDR="10.0.0.9").status_code == 404
        assert client.get("/metrics/", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404

    def test_answers_are_counted_by_the_name_of_their_route(
        self, client: Client, switched_on: dict[str, Any]
    ) -> None:
        counted = 'tracker_answers_total{method="GET",route="themes:detail",status="404"}'
        before = value_of(counted, self.read(client, switched_on))

        client.get("/themes/no-such-theme/")

        assert value_of(counted, self.read(client, switched_on)) == before + 1

    def test_nothing_that_was_typed_and_nobody_is_in_them(
        self, client: Client, switched_on: dict[str, Any]
    ) -> None:
        canary = CANARY
        person = UserFactory(username=canary, roles=["monitor"])
        update = ProgressUpdateFactory(author=person)
        client.force_login(person)
        for address in (f"/search/?q={canary}", f"/{canary}/", f"/themes/{canary}/", f"/api/v1/{canary}/"):
            client.get(address, REMOTE_ADDR="203.0.113.77", headers={"User-Agent": canary})
        client.generic(canary.upper(), "/")
        client.get(update.get_absolute_url())

        told = self.read(client, switched_on)

        assert canary not in told.lower()
        assert "203.0.113" not in told
        assert 'route="progress-updates:detail"' in told

    def test_what_is_owed_is_told(self, client: Client, switched_on: dict[str, Any]) -> None:
        OutboxMessageFactory.create_batch(2)

        told = self.read(client, switched_on)

        assert value_of("tracker_outbox_owed", told) == 2
        assert value_of("tracker_outbox_oldest_seconds", told) > 0

    def read(self, client: Client, headers: dict[str, Any]) -> str:
        """The page."""
        return client.get("/metrics/", headers=headers).content.decode()


def value_of(name: str, told: str) -> float:
    """The number behind a name; 0 while nothing was counted."""
    lines = (line.rpartition(" ") for line in told.splitlines())
    return next((float(value) for start, _, value in lines if start == name), 0.0)
