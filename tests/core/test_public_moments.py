"""A row's public moment moves with every change of what its list says of it, and with no other."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core import serializers
from django.core.management import call_command
from django.db import connection, transaction

from benchmarks_app.models import Observation
from config.api import ENDPOINTS
from core import moment_triggers
from core.models import PublicMoment, Theme, User
from core.public_moments import kinds
from elections_app.services import refresh_consistency_checks
from tests.core.loading import files
from tests.factories import benchmarks, elections, resolutions
from tests.factories.core import PassageFactory, ThemeFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

LONG_AGO = datetime.datetime(2023, 1, 10, tzinfo=datetime.UTC)
# Updates, grades and releases know by themselves when they changed; lineages and the search hold no rows.
WITHOUT = {"progress-updates", "follow-up-grades", "releases", "lineages", "search"}


def moved_by(change: Callable[[], Any]) -> set[str]:
    """The rows whose moment a change moves, as "model key"."""
    PublicMoment.objects.update(modified_at=LONG_AGO)
    change()
    moved = PublicMoment.objects.exclude(modified_at=LONG_AGO)
    return {f"{kind} {key}" for kind, key in moved.values_list("kind", "row_id")}


def named(*rows: Any) -> set[str]:
    """These rows, in the same form."""
    return {f"{row._meta.label_lower} {row.pk}" for row in rows}


def rewrite(row: Any, **fields: Any) -> Callable[[], Any]:
    """A change of some fields of a row, past every service."""
    return lambda: type(row)._base_manager.filter(pk=row.pk).update(**fields)


def test_every_list_of_the_api_has_moments_or_is_named_here() -> None:
    models = {noun: endpoint.queryset.model for noun, endpoint in ENDPOINTS.items() if noun not in WITHOUT}

    assert set(models.values()) == set(kinds().values())
    assert moment_triggers.missing(connection) == []


def test_a_row_has_a_moment_from_when_it_is_added_until_it_is_deleted() -> None:
    theme: Any = None

    def added() -> None:
        nonlocal theme
        theme = ThemeFactory()

    assert moved_by(added) == named(theme)
    key = theme.pk
    theme.delete()
    assert not PublicMoment.objects.filter(kind="core.theme", row_id=key).exists()


def test_what_is_written_as_it_was_is_no_change() -> None:
    theme: Any = ThemeFactory()

    assert moved_by(theme.save) == set()
    assert moved_by(rewrite(theme, summary="Otherwise.")) == named(theme)


def test_raw_sql_counts_and_what_is_rolled_back_does_not() -> None:
    theme: Any = ThemeFactory()

    def by_hand(*, undone: bool) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE core_theme SET name = 'By hand'")
            transaction.set_rollback(undone)

    assert moved_by(lambda: by_hand(undone=True)) == set()
    assert moved_by(lambda: by_hand(undone=False)) == named(theme)


def test_what_a_savepoint_took_back_does_not_count_and_what_follows_a_check_of_links_does() -> None:
    first, second, third = ThemeFactory(), ThemeFactory(), ThemeFactory()

    def in_one_transaction() -> None:
        with transaction.atomic():
            with transaction.atomic():
                rewrite(first, name="Taken back")()
                transaction.set_rollback(True)
            rewrite(second, name="Before")()
            connection.check_constraints()
            rewrite(third, name="After")()

    assert moved_by(in_one_transaction) == named(second, third)


def test_many_rows_of_one_statement_count_each_if_it_is_another_now() -> None:
    themes = ThemeFactory.create_batch(3)
    Theme.objects.filter(pk=themes[0].pk).update(summary="The same.")

    assert moved_by(lambda: Theme.objects.update(summary="The same.")) == named(*themes[1:])
    assert moved_by(lambda: Theme.objects.all().delete()) == set()
    assert not PublicMoment.objects.filter(kind="core.theme").exists()


def test_parts_may_be_written_before_what_they_belong_to_and_what_they_cite() -> None:
    indicator: Any = benchmarks.IndicatorFactory(citations=[])
    observation: Any = benchmarks.ObservationFactory(indicator=indicator, citations=[PassageFactory()])
    rows = [observation, indicator, *observation.citations.all()]
    written = list(serializers.deserialize("json", serializers.serialize("json", rows)))
    shown = named(indicator, indicator.benchmark)
    for row in rows:
        row.delete()

    def brought_back() -> None:
        with transaction.atomic():
            for each in written:
                each.save()

    assert moved_by(brought_back) == shown


def test_a_load_moves_what_it_changes_and_its_plan_and_the_same_file_again_move_nothing(admin: User) -> None:
    first = files.fixture(files.theme("courts"), files.theme("press"))
    other = files.fixture(files.theme("courts", summary="Otherwise."))
    loads: list[Any] = []

    assert moved_by(lambda: files.planned(first, admin)) == set()
    brought = moved_by(lambda: files.loaded(first, admin))
    assert brought == named(*Theme.objects.all()) != set()
    assert moved_by(lambda: files.loaded(first, admin)) == set()
    courts = named(Theme.objects.get(slug="courts"))
    assert moved_by(lambda: loads.append(files.loaded(other, admin))) == courts
    assert moved_by(lambda: files.undone(loads[0], admin)) == courts


def test_fixtures_loaded_past_the_services_count_once(tmp_path: Path) -> None:
    path = tmp_path / "themes.json"
    path.write_text('[{"model": "core.theme", "fields": {"slug": "land", "name": "Land"}}]')

    def fill() -> None:
        call_command("loaddata", str(path), verbosity=0)

    assert len(moved_by(fill)) == 1
    assert moved_by(fill) == set()


def test_links_count_for_the_row_that_shows_them() -> None:
    benchmark, theme, passage = benchmarks.BenchmarkFactory(), ThemeFactory(), PassageFactory()
    measure: Any = benchmarks.MeasureFactory(benchmark=benchmark)

    assert moved_by(lambda: benchmark.themes.add(theme)) == named(benchmark)
    assert moved_by(lambda: benchmark.themes.set([theme])) == set()
    assert moved_by(benchmark.themes.clear) == named(benchmark)
    assert moved_by(lambda: measure.citations.add(passage)) == named(measure, benchmark)
    assert moved_by(rewrite(passage, locator="para. 99")) == named(measure, benchmark)


def test_parts_count_for_the_row_that_shows_them_whole() -> None:
    indicator: Any = benchmarks.IndicatorFactory()
    observation: Any = benchmarks.ObservationFactory(indicator=indicator, citations=[])
    paragraph: Any = resolutions.ResolutionParagraphFactory()
    figure: Any = elections.ElectionFigureFactory()

    assert moved_by(rewrite(observation, note="Rounded.")) == named(indicator, indicator.benchmark)
    assert moved_by(observation.delete) == named(indicator, indicator.benchmark)
    assert moved_by(rewrite(paragraph, summary="Otherwise.")) == named(paragraph, paragraph.resolution)
    assert moved_by(rewrite(figure, note="Rounded.")) == named(figure.election)


def test_what_moves_from_one_row_to_another_counts_for_both() -> None:
    measure: Any = benchmarks.MeasureFactory()
    before, after = measure.benchmark, benchmarks.BenchmarkFactory()
    party, election = elections.PartyFactory(elections=[]), elections.ElectionFactory()
    other: Any = elections.ElectionFactory()
    party.elections.add(election, other)

    assert moved_by(rewrite(measure, benchmark=after)) == named(measure, before, after)
    assert moved_by(lambda: party.elections.remove(election)) == named(party, election)
    assert moved_by(rewrite(party, name="Otherwise")) == named(party, other)


def test_a_draft_moves_nothing_and_what_is_published_or_withdrawn_moves_what_it_judges() -> None:
    update: Any = benchmarks.ProgressUpdateFactory(submitted=True)
    at, reviewer = update.submitted_at, UserFactory(roles=["reviewer"])
    judged = named(update.benchmark)
    withdrawn = {"state": "withdrawn", "withdrawn_at": at, "withdrawn_by": reviewer}

    assert moved_by(lambda: benchmarks.ProgressUpdateFactory(benchmark=update.benchmark)) == set()
    assert moved_by(rewrite(update, narrative="More.")) == set()
    publish = {"state": "published", "published_at": at, "published_by": reviewer}
    assert moved_by(rewrite(update, **publish, names_nobody_confirmed=True)) == judged
    assert moved_by(lambda: benchmarks.EvidenceFactory(update=update, document=None)) == set()
    assert moved_by(rewrite(update, **withdrawn, withdrawal_reason="Wrong.")) == judged


def test_what_an_update_brought_counts_while_it_stands() -> None:
    update: Any = benchmarks.ProgressUpdateFactory(published=True)
    indicator: Any = benchmarks.IndicatorFactory(benchmark=update.benchmark)
    shown, passage = named(indicator, update.benchmark), PassageFactory()

    def brought() -> None:
        benchmarks.ObservationFactory(indicator=indicator, update=update, citations=[passage])

    assert moved_by(brought) == shown
    at, reviewer = update.published_at, UserFactory(roles=["reviewer"])
    withdrawn = {"state": "withdrawn", "withdrawn_at": at, "withdrawn_by": reviewer}
    assert moved_by(rewrite(update, **withdrawn, withdrawal_reason="Wrong.")) == shown
    assert moved_by(Observation.objects.get(update=update).citations.clear) == set()


def test_a_check_made_again_with_the_same_result_is_no_change() -> None:
    election: Any = elections.ElectionFactory(slug="2030-commune")
    country = elections.PlaceFactory(code="00", level="country")
    source = PassageFactory(document__slug="gazette", locator="")
    told = {"unit": "seats", "stage": "official", "label": "Seats", "value": 10}
    elections.ElectionFigureFactory(election=election, **told, citations=[source])
    elections.PartyResultFactory(election=election, place=country, source=source, seats=6)
    later = LONG_AGO + datetime.timedelta(days=1)
    refresh_consistency_checks(at=LONG_AGO)

    assert PublicMoment.objects.filter(kind="elections_app.consistencycheck").exists()
    assert moved_by(lambda: refresh_consistency_checks(at=later)) == set()


def test_what_was_there_before_has_changed_when_the_site_is_upgraded() -> None:
    theme: Any = ThemeFactory()
    PublicMoment.objects.all().delete()

    def upgrade(**options: Any) -> Callable[[], Any]:
        return lambda: moment_triggers.set_up(connection, **options)

    assert moved_by(upgrade()) == named(theme)
    assert moved_by(upgrade()) == set()
    assert moved_by(upgrade(rewritten=["benchmarks_app"])) == set()
    assert moved_by(upgrade(rewritten=["core"])) == named(theme)


def test_migrating_leaves_the_triggers_and_moments_as_they_were() -> None:
    ThemeFactory()

    assert moved_by(lambda: call_command("migrate", verbosity=0)) == set()
    assert moment_triggers.missing(connection) == []
