"""What was published stays as it was published: the database refuses, whichever door the change comes by."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from benchmarks_app import services
from benchmarks_app.models import Evidence, Observation, ProgressUpdate, ProposedObservation
from benchmarks_app.published_triggers import (
    CONTENT,
    ERASABLE,
    ERASABLE_EVIDENCE,
    EVIDENCE,
    NOTE,
    OBSERVED,
    PROPOSED,
    WITHDRAWAL,
    WITHDRAWN_WITH,
)
from core.models import User
from tests.factories.benchmarks import (
    BenchmarkFactory,
    EvidenceFactory,
    IndicatorFactory,
    ObservationFactory,
    ProgressUpdateFactory,
)
from tests.factories.core import NOON, UserFactory
from tests.without_triggers import check_what_is_pending

pytestmark = pytest.mark.django_db


@pytest.fixture
def update() -> ProgressUpdate:
    """A published update that rests on one piece of evidence and brought one number."""
    update = ProgressUpdateFactory(published=True)
    EvidenceFactory(update=update)
    number: dict[str, Any] = {
        "indicator": IndicatorFactory(benchmark=update.benchmark),
        "period": "2023",
        "value": Decimal(7),
    }
    ProposedObservation.objects.create(update=update, order=1, **number)
    Observation.objects.create(update=update, **number)
    return update


def only(model: type) -> Any:
    """Every row of a model, to change in one statement."""
    return model._default_manager.all()  # type: ignore[attr-defined]


def execute(statement: str) -> None:
    """Raw SQL."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


def with_other_words(update: ProgressUpdate) -> ProgressUpdate:
    """The update with another narrative, unsaved."""
    update.narrative = "Other."
    return update


CHANGES: dict[str, Callable[[ProgressUpdate], Any]] = {
    "its narrative": lambda update: only(ProgressUpdate).update(narrative="Other."),
    "its status": lambda update: only(ProgressUpdate).update(status="achieved"),
    "its trend, from something to nothing": lambda update: only(ProgressUpdate).update(trend=""),
    "its benchmark": lambda update: only(ProgressUpdate).update(benchmark=BenchmarkFactory()),
    "its measure, from nothing to something": lambda update: execute(
        f"UPDATE benchmarks_app_progressupdate SET measure_id = {update.pk}"  # noqa: S608
    ),
    "when it was published": lambda update: only(ProgressUpdate).update(published_at=NOON),
    "its author": lambda update: only(ProgressUpdate).update(author=UserFactory()),
    "its state back to a draft": lambda update: only(ProgressUpdate).update(state="draft"),
    "the reason of a withdrawal that is none": lambda update: only(ProgressUpdate).update(
        withdrawal_reason="Because."
    ),
    "several in bulk": lambda update: only(ProgressUpdate).bulk_update(
        [ProgressUpdate(pk=update.pk, narrative="Other.")], ["narrative"]
    ),
    "itself, by saving it": lambda update: with_other_words(update).save(),
    "its being there": lambda update: execute("DELETE FROM benchmarks_app_progressupdate"),
    "what evidence says": lambda update: only(Evidence).update(description="Other."),
    "who may see evidence": lambda update: only(Evidence).update(visibility="restricted"),
    "whose evidence it is": lambda update: only(Evidence).update(update=ProgressUpdateFactory()),
    "that evidence is there": lambda update: only(Evidence).delete(),
    "that evidence is there, by raw SQL": lambda update: execute("DELETE FROM benchmarks_app_evidence"),
    "a number it brought": lambda update: only(Observation).update(value=8),
    "how exact a number is": lambda update: only(Observation).update(qualifier="about"),
    "that a number is there": lambda update: only(Observation).delete(),
    "a number as it was recorded": lambda update: only(ProposedObservation).update(value=8),
    "that a number was recorded": lambda update: only(ProposedObservation).delete(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_of_a_published_update_the_database_refuses_to_change(update: ProgressUpdate, change: Any) -> None:
    with pytest.raises(IntegrityError, match="stays as it was published"), transaction.atomic():
        change(update)


@pytest.mark.parametrize(
    ("model", "kept", "free"),
    [
        (ProgressUpdate, (*CONTENT, *WITHDRAWAL, *WITHDRAWN_WITH, *ERASABLE), {"version"}),
        (Evidence, (*EVIDENCE, *ERASABLE_EVIDENCE), set()),
        (ProposedObservation, (*PROPOSED, *NOTE), set()),
        (Observation, (*OBSERVED, *NOTE), set()),
    ],
)
def test_every_column_is_kept(model: type, kept: tuple[str, ...], free: set[str]) -> None:
    """A column added later belongs to one side or the other: say which in published_triggers.py."""
    columns = {field.column for field in model._meta.concrete_fields}  # type: ignore[attr-defined]

    assert {name.strip('"') for name in kept} | free == columns


@pytest.mark.parametrize("table", ["progressupdate", "evidence", "proposedobservation", "observation"])
def test_the_database_refuses_to_empty_the_table(update: ProgressUpdate, table: str) -> None:
    check_what_is_pending(connection)
    emptying = "DELETE FROM {}" if connection.vendor == "sqlite" else "TRUNCATE {} CASCADE"

    with pytest.raises(IntegrityError, match="stays as it was published"), transaction.atomic():
        execute(emptying.format(f"benchmarks_app_{table}"))


def test_a_published_update_cannot_be_replaced_by_another_row(update: ProgressUpdate) -> None:
    table = "benchmarks_app_progressupdate"
    sqlite = "INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
    postgresql = (
        "INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (id) DO UPDATE SET narrative = 'Other.'"
    )
    replacing = sqlite if connection.vendor == "sqlite" else postgresql

    with pytest.raises(IntegrityError, match="stays as it was published"), transaction.atomic():
        execute(replacing.format(table=table))


def test_evidence_cannot_be_added_to_what_came_through_a_service(reviewer: User) -> None:
    update = ProgressUpdateFactory(submitted=True)
    services.publish_update(update=update, names_nobody=True, by=reviewer, at=NOON)

    with pytest.raises(IntegrityError, match="stays as it was published"), transaction.atomic():
        EvidenceFactory(update=update)


def test_evidence_cannot_be_moved_to_a_published_update(update: ProgressUpdate) -> None:
    row = EvidenceFactory(update=ProgressUpdateFactory(), order=9)

    with pytest.raises(IntegrityError, match="stays as it was published"), transaction.atomic():
        Evidence.objects.filter(pk=row.pk).update(update=update)


def test_a_withdrawal_is_let_through_once(update: ProgressUpdate, reviewer: User) -> None:
    services.withdraw_update(update=update, reason="The source took it back.", by=reviewer, at=NOON)

    withdrawn = ProgressUpdate.objects.get()
    assert (withdrawn.state, withdrawn.withdrawn_by) == ("withdrawn", reviewer)
    for change in ({"state": "published"}, {"withdrawal_reason": "Other."}, {"narrative": "Other."}):
        with pytest.raises(IntegrityError, match="stays as it was published"), transaction.atomic():
            only(ProgressUpdate).update(**change)
    with pytest.raises(IntegrityError, match="stays as it was published"), transaction.atomic():
        only(Evidence).delete()


def test_a_withdrawal_cannot_change_the_words_on_its_way(update: ProgressUpdate) -> None:
    withdrawal = {"state": "withdrawn", "withdrawn_at": NOON, "withdrawal_reason": "x"}

    with pytest.raises(IntegrityError, match="stays as it was published"), transaction.atomic():
        only(ProgressUpdate).update(**withdrawal, withdrawn_by=UserFactory(), narrative="Other.")


def test_the_version_and_what_changes_nothing_are_let_through(update: ProgressUpdate) -> None:
    only(ProgressUpdate).update(version=7)
    for model in (ProgressUpdate, Evidence, Observation, ProposedObservation):
        model.objects.get().save()

    assert ProgressUpdate.objects.get().version == 7


def test_a_draft_is_still_free() -> None:
    draft = ProgressUpdateFactory()
    evidence = EvidenceFactory(update=draft)
    baseline = ObservationFactory()

    only(ProgressUpdate).update(narrative="Other.")
    only(Evidence).update(description="Other.")
    only(Observation).update(note="Other.")
    for row in (baseline, evidence, draft):
        row.delete()

    assert not ProgressUpdate.objects.exists()


@pytest.mark.usefixtures("report")
def test_the_fixtures_can_be_loaded_again_over_what_they_published() -> None:
    before = ProgressUpdate.objects.published().count()
    call_command("loaddata", *settings.FIXTURES, verbosity=0)

    assert ProgressUpdate.objects.published().count() == before > 0
