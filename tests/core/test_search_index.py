"""The index of the search follows every change in its own transaction, and never decides who sees."""

from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.urls import reverse

from benchmarks_app import services
from benchmarks_app.models import BenchmarkRecommendation, ProgressUpdate
from core import search, search_index
from core.content_changes import change_content
from core.models import SearchEntry, User
from core.search import find
from core.search_index import refresh_everything
from core.tasks import reindex_search
from tests.benchmarks_app import canaries
from tests.factories.benchmarks import (
    BenchmarkFactory,
    MeasureFactory,
    ProgressUpdateFactory,
    RecommendationFactory,
)
from tests.factories.core import NOON, DocumentFactory, ThemeFactory
from tests.factories.resolutions import ResolutionParagraphFactory

pytestmark = pytest.mark.django_db
WORD = canaries.CANARY.partition("-")[0]


def keys(query: str, user: Any = None, **given: str) -> list[str]:
    """What a search finds, as "type key"."""
    return [f"{row['type']} {row['key']}" for row in find(query, user, **given)[:]]


def words_kept() -> str:
    """Everything that the tables of the index hold, on SQLite those behind it too, as text."""
    tables = ["core_searchentry"]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE name LIKE 'core_searchterms_%'")
            tables += [name for (name,) in cursor.fetchall()]
        rows = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            rows += cursor.fetchall()
    return " ".join(str(row) for row in rows)


def change(subject: Any, by: User, **values: Any) -> None:
    """Change a row as the admin screens do."""
    for name, value in values.items():
        setattr(subject, name, value)
    change_content(subject=subject, write=subject.save, by=by, at=NOON)


class TestAnUpdate:
    """Its states and the index."""

    def test_it_is_found_from_its_publication_to_its_withdrawal(self, monitor: User, reviewer: User) -> None:
        update = canaries.submitted(monitor, reviewer)
        assert keys(WORD) == []

        services.publish_update(update=update, names_nobody=True, by=reviewer, at=NOON)
        assert keys(WORD) == [f"progress_update {update.pk}"]
        assert WORD in words_kept()

        services.withdraw_update(update=update, reason="It was wrong.", by=reviewer, at=NOON)
        assert keys(WORD) == []

    def test_no_word_of_it_stays_in_the_index(self, monitor: User, reviewer: User) -> None:
        for number in range(20):
            DocumentFactory(title=f"Keeps the index busy {number}")
        refresh_everything()
        update = canaries.published(monitor, reviewer)

        services.withdraw_update(update=update, reason="It was wrong.", by=reviewer, at=NOON)

        assert WORD not in words_kept()

    def test_an_erasure_takes_out_what_was_left_in_it(
        self, monitor: User, reviewer: User, admin: User
    ) -> None:
        update = canaries.withdrawn(monitor, reviewer)
        put_into_the_index(update)

        services.erase_update(update=update, by=admin, at=NOON, reason="It harms somebody.")

        assert WORD not in words_kept()

    def test_a_correction_and_what_it_corrects_are_both_found(self, monitor: User, reviewer: User) -> None:
        update = canaries.published(monitor, reviewer)
        correction = services.correct_update(update=update, by=monitor, at=NOON)
        assert len(keys(WORD)) == 1

        services.submit_update(update=correction, by=monitor, at=NOON)
        services.publish_update(update=correction, names_nobody=True, by=reviewer, at=NOON)
        assert set(keys(WORD)) == {f"progress_update {row.pk}" for row in (update, correction)}

    def test_what_is_undone_leaves_the_index_as_it_was(self, monitor: User, reviewer: User) -> None:
        update = canaries.submitted(monitor, reviewer)

        with transaction.atomic():
            services.publish_update(update=update, names_nobody=True, by=reviewer, at=NOON)
            transaction.set_rollback(True)

        assert keys(WORD) == []
        assert not SearchEntry.objects.exists()


def put_into_the_index(update: ProgressUpdate) -> None:
    """As if a withdrawn or unpublished update had been left in the index."""
    source = search.source_of("progress_update")
    rows = search_index._entries(source, ProgressUpdate.objects.filter(pk=update.pk))
    search_index._write(rows)


class TestAStaleIndex:
    """What it holds too much shows nobody anything."""

    @pytest.mark.parametrize("state", [{}, {"submitted": True}, {"returned": True}])
    def test_it_shows_and_counts_nothing_that_is_hidden(self, state: Any, reviewer: User) -> None:
        hidden = ProgressUpdateFactory(narrative=f"What {WORD} said", **state)
        DocumentFactory(slug="shown", title=WORD)
        refresh_everything()
        put_into_the_index(hidden)

        for person in (None, reviewer, hidden.author):
            hits = find(WORD, person)
            assert (hits.count(), [row["key"] for row in hits[:]]) == (1, ["shown"])
        assert SearchEntry.objects.count() > 2

    def test_what_was_deleted_past_the_services_is_not_shown(self) -> None:
        document = DocumentFactory(title=WORD)
        refresh_everything()
        type(document).objects.all().delete()

        assert (keys(WORD), find(WORD, None).count()) == ([], 0)

    def test_hidden_rows_do_not_crowd_out_what_is_shown(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(search, "MOST_HITS", 2)
        for _number in range(6):
            put_into_the_index(ProgressUpdateFactory(narrative=WORD))
        DocumentFactory(slug="shown", title="A title", note=WORD)
        refresh_everything_but_what_is_there()

        hits = find(WORD, None)
        assert (hits.count(), hits.are_more) == (1, False)


def refresh_everything_but_what_is_there() -> None:
    """Index the documents only."""
    source = search.source_of("document")
    search_index._refresh_source(source)


class TestContent:
    """What is changed in the admin screens."""

    def test_a_change_a_new_row_and_a_deletion_are_followed(self, admin: User) -> None:
        document = DocumentFactory.build(slug="new", title="Otter", note="")
        change(document, admin)
        assert keys("otter") == ["document new"]

        change(document, admin, title="Badger")
        assert (keys("otter"), keys("badger")) == ([], ["document new"])

        change_content(subject=document, write=document.delete, by=admin, at=NOON)
        assert keys("badger") == []
        assert "badger" not in words_kept()

    def test_what_is_named_after_a_row_follows_it(self, admin: User) -> None:
        document = DocumentFactory(symbol="A/1")
        RecommendationFactory(slug="recommended", document=document, paragraph="3")
        benchmark = BenchmarkFactory(number=6)
        MeasureFactory(benchmark=benchmark, order=2, title="Otter")
        paragraph = ResolutionParagraphFactory()
        refresh_everything()

        change(document, admin, symbol="CCPR/C/99")
        change(benchmark, admin, number=16)
        change(paragraph.resolution, admin, symbol="A/RES/77")

        assert keys("CCPR/C/99", kind="recommendation") == ["recommendation recommended"]
        assert keys("otter") == ["measure 16-2"]
        assert len(keys("A/RES/77", kind="resolution_paragraph")) == 1
        assert refresh_everything() == {}

    def test_what_is_deleted_with_a_row_goes_too(self, admin: User) -> None:
        benchmark = BenchmarkFactory()
        MeasureFactory(benchmark=benchmark, title="Otter")
        refresh_everything()

        change_content(subject=benchmark, write=benchmark.delete, by=admin, at=NOON)

        assert keys("otter") == []
        assert refresh_everything() == {}

    def test_themes_follow_the_rows_between(self, admin: User) -> None:
        land = ThemeFactory(slug="land")
        benchmark = BenchmarkFactory()
        recommendation = RecommendationFactory(slug="recommended", summary="Otter", benchmarks=[])
        refresh_everything()

        change_content(subject=benchmark, write=lambda: benchmark.themes.add(land), by=admin, at=NOON)
        line = BenchmarkRecommendation(benchmark=benchmark, recommendation=recommendation, order=1)
        change(line, admin)
        assert keys("otter", theme="land") == ["recommendation recommended"]

        change(land, admin, slug="land-rights")
        assert keys("otter", theme="land-rights") == ["recommendation recommended"]

        change_content(subject=line, write=line.delete, by=admin, at=NOON)
        assert keys("otter", theme="land-rights") == []
        assert refresh_everything() == {}

    def test_the_admin_screen_does_it(self, client: Client, admin: User) -> None:
        theme = ThemeFactory(name="Otter", summary="")
        client.force_login(admin)

        sent = {"slug": theme.slug, "name": "Badger", "summary": "", "reason_for_change": ""}
        answer = client.post(reverse("admin:core_theme_change", args=[theme.pk]), sent)

        assert answer.status_code == 302
        assert keys("badger") == [f"theme {theme.slug}"]


class TestWhatGoesPastTheServices:
    """Loading, and whatever was written otherwise."""

    def test_loaded_fixtures_are_found_and_their_index_is_right(self) -> None:
        call_command("loaddata", *settings.FIXTURES, verbosity=0)

        assert "benchmark 6" in keys("prisons")
        assert refresh_everything() == {}

    def test_the_command_says_what_it_wrote(self) -> None:
        DocumentFactory(title="Otter")
        first, second = StringIO(), StringIO()

        call_command("reindex_search", stdout=first)
        call_command("reindex_search", stdout=second)

        assert "1 written or taken out: document" in first.getvalue()
        assert second.getvalue() == "The search is up to date.\n"
        assert len(keys("otter")) == 1

    def test_the_nightly_task_mends_and_logs(self, caplog: pytest.LogCaptureFixture) -> None:
        DocumentFactory(title="Otter")
        SearchEntry.objects.create(
            type="unheard-of",
            place=0,
            object_id=1,
            key="",
            holder="",
            title_terms=(),
            terms=("otter",),
            fingerprint="",
        )

        reindex_search.delay()

        assert "The search was not up to date: 1 entries of document." in caplog.text
        assert "1 entries of unknown" in caplog.text
        assert [entry.type for entry in SearchEntry.objects.defer("terms", "title_terms")] == ["document"]

    def test_migrate_writes_words_of_an_older_edition_anew(self, monkeypatch: pytest.MonkeyPatch) -> None:
        DocumentFactory(title="Otter")
        refresh_everything()
        SearchEntry.objects.update(terms=("ottr",))
        told = StringIO()

        call_command("migrate", stdout=told)
        assert (keys("otter"), "The search" in told.getvalue()) == ([], False)
        monkeypatch.setattr(search_index, "EDITION", search_index.EDITION + 1)
        call_command("migrate", stdout=told)

        assert len(keys("otter")) == 1
        assert "The search is up to date: 1 entries written or taken out." in told.getvalue()
        assert not search_index.is_of_an_older_edition()

    def test_migrate_mends_the_search_when_a_migration_may_have_changed_rows(self) -> None:
        DocumentFactory(title="Otter")
        (last,) = MigrationLoader(connection).graph.leaf_nodes("core")
        MigrationRecorder(connection).record_unapplied(*last)

        call_command("migrate", "core", fake=True, verbosity=0)

        assert len(keys("otter")) == 1

    def test_a_new_edition_writes_everything_anew(self, monkeypatch: pytest.MonkeyPatch) -> None:
        DocumentFactory()
        refresh_everything()

        monkeypatch.setattr(search_index, "EDITION", search_index.EDITION + 1)

        assert refresh_everything() == {"document": 1}
