"""The public stamp moves with every change of what the public sees, and with no other."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from benchmarks_app.models import ProgressUpdate
from core import public_stamp
from core.models import PlannedRow, PublicMoment, PublicStamp, User
from core.public_tables import public_tables
from core.public_triggers import missing, tellings
from tests.core.loading.files import a_planned_load, fixture, theme
from tests.factories import benchmarks
from tests.factories.core import ThemeFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
CONTENT = ("benchmarks_app", "elections_app", "resolutions_app")


def moves(change: Callable[[], Any]) -> bool:
    """Whether a change moved the stamp."""
    before = PublicStamp.objects.values_list("value", flat=True).first()
    change()
    return PublicStamp.objects.values_list("value", flat=True).first() != before


def test_every_table_of_the_content_has_its_triggers() -> None:
    models = [
        model
        for app in CONTENT
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        if model.__name__ != "EvidenceReader"
    ]

    assert {model._meta.db_table for model in models} <= public_tables().keys()
    assert {"core_theme", "core_document", "core_passage", "core_searchentry"} <= public_tables().keys()
    assert missing(connection) == []
    assert len(tellings(connection)) == len(public_tables())


def test_whatever_is_added_changed_or_deleted_moves_it() -> None:
    theme = ThemeFactory()
    benchmark = benchmarks.BenchmarkFactory()

    assert moves(ThemeFactory)
    assert moves(lambda: type(theme).objects.filter(pk=theme.pk).update(name="Otherwise"))
    assert moves(lambda: benchmark.themes.add(theme))
    assert moves(benchmark.themes.clear)
    assert moves(theme.delete)


def test_raw_sql_moves_it_too() -> None:
    benchmarks.BenchmarkFactory()

    def by_hand() -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE benchmarks_app_benchmark SET title = 'By hand'")

    assert moves(by_hand)


def test_what_nobody_may_see_does_not_move_it() -> None:
    draft = benchmarks.ProgressUpdateFactory()
    evidence = benchmarks.EvidenceFactory(update=draft)
    indicator = benchmarks.IndicatorFactory(benchmark=draft.benchmark)
    file = benchmarks.EvidenceFileFactory(evidence=evidence)

    assert not moves(lambda: benchmarks.ProgressUpdateFactory(benchmark=draft.benchmark, author=draft.author))
    assert not moves(lambda: ProgressUpdate.objects.filter(pk=draft.pk).update(narrative="More"))
    assert not moves(lambda: benchmarks.EvidenceFactory(update=draft, document=None))
    assert not moves(lambda: benchmarks.ProposedObservationFactory(update=draft, indicator=indicator))
    assert not moves(file.delete)
    assert not moves(evidence.delete)
    assert not moves(draft.delete)
    assert not moves(UserFactory)


def test_a_load_that_is_planned_moves_neither_the_stamp_nor_a_moment(admin: User) -> None:
    ThemeFactory(slug="press", name="The press")
    before = set(PublicMoment.objects.values_list())

    assert not moves(lambda: a_planned_load(fixture(theme("courts"), theme("press")), admin))
    assert PlannedRow.objects.count() == 2
    assert set(PublicMoment.objects.values_list()) == before


def test_evidence_for_the_team_does_not_move_it_and_public_evidence_does() -> None:
    update = benchmarks.ProgressUpdateFactory(published=True)

    assert not moves(
        lambda: benchmarks.EvidenceFactory(update=update, visibility="restricted", document=None)
    )
    assert moves(lambda: benchmarks.EvidenceFactory(update=update, document=None))


def test_publishing_and_withdrawing_move_it() -> None:
    update = benchmarks.ProgressUpdateFactory(submitted=True)
    reviewer = UserFactory(roles=["reviewer"])
    rows = ProgressUpdate.objects.filter(pk=update.pk)
    published = {"state": "published", "published_at": update.submitted_at, "published_by": reviewer}
    withdrawn = {"state": "withdrawn", "withdrawn_at": update.submitted_at, "withdrawn_by": reviewer}

    assert moves(lambda: rows.update(**published, names_nobody_confirmed=True))
    assert moves(lambda: rows.update(**withdrawn, withdrawal_reason="Wrong."))


def test_a_change_that_is_undone_leaves_it_and_never_shows_the_stamp_of_the_next() -> None:
    def undone() -> None:
        with transaction.atomic():
            ThemeFactory()
            transaction.set_rollback(True)

    assert not moves(undone)


def test_inside_a_transaction_there_is_none() -> None:
    ThemeFactory()
    outside = public_stamp.current()

    with transaction.atomic():
        inside = public_stamp.current()

    assert outside == PublicStamp.objects.get().value
    assert inside is None


def test_it_is_read_as_one_row_by_its_key(django_assert_num_queries: Any) -> None:
    ThemeFactory()
    public_stamp.current()

    with django_assert_num_queries(1) as asked:
        public_stamp.current()

    assert "WHERE id = 1" in asked[0]["sql"]
