"""Drafting, submitting, returning and publishing: it works, it leaves history, and it refuses."""

import dataclasses
import datetime

import pytest
from django.db import IntegrityError, transaction

from benchmarks_app import services
from benchmarks_app.models import Benchmark, Evidence, ProgressUpdate
from benchmarks_app.services import EvidenceItem, UpdateContent
from core import history
from core.errors import NotPermitted, RuleBroken, WrongState
from core.models import HistoryEntry, OutboxMessage, User
from tests.factories.benchmarks import (
    BenchmarkFactory,
    EvidenceFactory,
    MeasureFactory,
    ProgressUpdateFactory,
)
from tests.factories.core import NOON

LATER = NOON + datetime.timedelta(hours=1)
State = ProgressUpdate.State

pytestmark = pytest.mark.django_db


@pytest.fixture
def benchmark() -> Benchmark:
    return BenchmarkFactory(number=6)


@pytest.fixture
def content(benchmark: Benchmark) -> UpdateContent:
    return UpdateContent(
        benchmark=benchmark,
        status="variable",
        trend="improving",
        assessor="ohchr",
        assessed_on="2023-06",
        narrative="Bail is granted more often.",
        evidence=(
            EvidenceItem(description="Court statistics", origin="Ministry of Justice", dated="2023"),
            EvidenceItem(description="Interview notes", origin="A lawyer", visibility="restricted"),
        ),
    )


def test_drafting_keeps_everything_that_was_said(content: UpdateContent, monitor: User) -> None:
    update = services.draft_update(content=content, by=monitor, at=NOON)

    kept = ProgressUpdate.objects.get(pk=update.pk)
    assert (kept.state, kept.author, kept.created_at) == (State.DRAFT, monitor, NOON)
    assert (kept.status, kept.trend, kept.assessed_on) == ("variable", "improving", "2023-06")
    assert [row.description for row in kept.evidence.all()] == ["Court statistics", "Interview notes"]


def test_drafting_leaves_one_history_entry(content: UpdateContent, monitor: User) -> None:
    update = services.draft_update(content=content, by=monitor, at=NOON)

    entry = HistoryEntry.objects.get()
    assert (entry.action, entry.subject_key, entry.by, entry.at) == ("drafted", str(update.pk), monitor, NOON)
    assert entry.before is None
    assert entry.after["narrative"] == "Bail is granted more often."
    assert len(entry.after["evidence"]) == 2


def test_the_numbers_of_updates_tell_neither_their_order_nor_how_many_there_are(
    content: UpdateContent, monitor: User
) -> None:
    made = [services.draft_update(content=content, by=monitor, at=NOON) for _ in range(12)]

    numbers = [update.pk for update in made]
    assert numbers != sorted(numbers)
    assert max(numbers) - min(numbers) > 10**9
    assert all(len(str(number)) == 12 for number in numbers)


def test_a_stranger_may_not_draft(content: UpdateContent, stranger: User) -> None:
    with pytest.raises(NotPermitted):
        services.draft_update(content=content, by=stranger, at=NOON)

    assert not ProgressUpdate.objects.exists()
    assert not HistoryEntry.objects.exists()


def test_a_deactivated_monitor_may_not_draft(content: UpdateContent, monitor: User) -> None:
    monitor.is_active = False

    with pytest.raises(NotPermitted):
        services.draft_update(content=content, by=monitor, at=NOON)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", "splendid"),
        ("trend", "sideways"),
        ("assessor", "nobody"),
        ("assessed_on", "last summer"),
        ("assessed_on", "2023-02-30"),
        ("narrative", ""),
    ],
)
def test_a_wrong_value_is_refused_by_field(
    content: UpdateContent, monitor: User, field: str, value: str
) -> None:
    wrong = dataclasses.replace(content, **{field: value})

    with pytest.raises(RuleBroken) as refusal:
        services.draft_update(content=wrong, by=monitor, at=NOON)

    assert refusal.value.field == field
    assert not ProgressUpdate.objects.exists()


def test_a_wrong_evidence_row_is_refused_by_number_and_nothing_is_kept(
    content: UpdateContent, monitor: User
) -> None:
    wrong = dataclasses.replace(content, evidence=(*content.evidence, EvidenceItem("Photo", origin="")))

    with pytest.raises(RuleBroken) as refusal:
        services.draft_update(content=wrong, by=monitor, at=NOON)

    assert refusal.value.field == "evidence.3.origin"
    assert not ProgressUpdate.objects.exists()


def test_a_measure_of_another_benchmark_is_refused(content: UpdateContent, monitor: User) -> None:
    foreign = dataclasses.replace(content, measure=MeasureFactory())

    with pytest.raises(RuleBroken) as refusal:
        services.draft_update(content=foreign, by=monitor, at=NOON)

    assert refusal.value.field == "measure"


def test_a_broken_history_write_undoes_the_draft(
    content: UpdateContent, monitor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(history, "record", broken)

    with pytest.raises(OSError, match="disk is full"):
        services.draft_update(content=content, by=monitor, at=NOON)

    assert not ProgressUpdate.objects.exists()
    assert not Evidence.objects.exists()


def test_revising_replaces_content_and_evidence(content: UpdateContent, monitor: User) -> None:
    update = services.draft_update(content=content, by=monitor, at=NOON)
    changed = dataclasses.replace(content, status="on_target", evidence=content.evidence[:1])

    services.revise_update(update=update, content=changed, by=monitor, at=LATER)

    update.refresh_from_db()
    assert update.status == "on_target"
    assert update.evidence.count() == 1
    entry = HistoryEntry.objects.get(action="revised")
    assert (entry.before["status"], entry.after["status"]) == ("variable", "on_target")


def test_only_the_author_revises(content: UpdateContent, another_monitor: User) -> None:
    update = ProgressUpdateFactory()

    with pytest.raises(NotPermitted):
        services.revise_update(update=update, content=content, by=another_monitor, at=LATER)


@pytest.mark.parametrize("far", ["submitted", "published"])
def test_what_has_left_the_authors_hands_cannot_be_revised(content: UpdateContent, far: str) -> None:
    update = ProgressUpdateFactory(**{far: True})

    with pytest.raises(WrongState):
        services.revise_update(update=update, content=content, by=update.author, at=LATER)


def test_submitting_hands_it_to_the_reviewers_and_promises_a_notice() -> None:
    update = ProgressUpdateFactory()

    services.submit_update(update=update, by=update.author, at=LATER)

    update.refresh_from_db()
    assert (update.state, update.submitted_at) == (State.SUBMITTED, LATER)
    assert HistoryEntry.objects.get().action == "submitted"
    assert OutboxMessage.objects.get().arguments == {"update": update.pk}


def test_only_the_author_submits(another_monitor: User) -> None:
    with pytest.raises(NotPermitted):
        services.submit_update(update=ProgressUpdateFactory(), by=another_monitor, at=LATER)


def test_a_second_submission_is_refused_by_its_state() -> None:
    update = ProgressUpdateFactory()
    services.submit_update(update=update, by=update.author, at=LATER)

    with pytest.raises(WrongState):
        services.submit_update(update=update, by=update.author, at=LATER)

    assert OutboxMessage.objects.count() == 1


def test_returning_gives_it_back_with_the_note(reviewer: User) -> None:
    update = ProgressUpdateFactory(submitted=True)

    services.return_update(update=update, note="Which prison?", by=reviewer, at=LATER)

    update.refresh_from_db()
    assert (update.state, update.review_note) == (State.RETURNED, "Which prison?")
    assert HistoryEntry.objects.get().reason == "Which prison?"


def test_returning_without_a_note_is_refused(reviewer: User) -> None:
    update = ProgressUpdateFactory(submitted=True)

    with pytest.raises(RuleBroken) as refusal:
        services.return_update(update=update, note="  ", by=reviewer, at=LATER)

    assert refusal.value.field == "note"


def test_a_returned_update_can_be_submitted_again(reviewer: User) -> None:
    update = ProgressUpdateFactory(returned=True)

    services.submit_update(update=update, by=update.author, at=LATER)

    update.refresh_from_db()
    assert (update.state, update.review_note) == (State.SUBMITTED, "")


def test_publishing_says_who_and_when(reviewer: User) -> None:
    update = ProgressUpdateFactory(submitted=True)

    services.publish_update(update=update, names_nobody=True, by=reviewer, at=LATER)

    update.refresh_from_db()
    assert (update.state, update.published_at, update.published_by) == (State.PUBLISHED, LATER, reviewer)
    assert HistoryEntry.objects.get().by == reviewer


def test_a_monitor_may_not_publish(monitor: User) -> None:
    with pytest.raises(NotPermitted):
        services.publish_update(
            update=ProgressUpdateFactory(submitted=True), names_nobody=True, by=monitor, at=LATER
        )


def test_an_admin_who_is_no_reviewer_may_not_publish(admin: User) -> None:
    with pytest.raises(NotPermitted):
        services.publish_update(
            update=ProgressUpdateFactory(submitted=True), names_nobody=True, by=admin, at=LATER
        )


def test_nobody_publishes_their_own(reviewer: User) -> None:
    update = ProgressUpdateFactory(submitted=True, author=reviewer)

    with pytest.raises(NotPermitted):
        services.publish_update(update=update, names_nobody=True, by=reviewer, at=LATER)


def test_the_database_itself_refuses_an_author_as_publisher() -> None:
    update = ProgressUpdateFactory(published=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        ProgressUpdate.objects.filter(pk=update.pk).update(published_by=update.author)


def test_a_draft_cannot_be_published(reviewer: User) -> None:
    with pytest.raises(WrongState):
        services.publish_update(update=ProgressUpdateFactory(), names_nobody=True, by=reviewer, at=LATER)


class TestWhoSeesWhat:
    """`visible_to` for every kind of visitor."""

    @pytest.fixture
    def updates(self, monitor: User) -> dict[str, ProgressUpdate]:
        return {
            "draft": ProgressUpdateFactory(author=monitor),
            "submitted": ProgressUpdateFactory(author=monitor, submitted=True),
            "published": ProgressUpdateFactory(author=monitor, published=True),
        }

    @pytest.mark.parametrize(
        ("visitor", "seen"),
        [
            ("stranger", {"published"}),
            ("researcher", {"published"}),
            ("another_monitor", {"published"}),
            ("admin", {"published"}),
            ("reviewer", {"published", "submitted"}),
            ("monitor", {"published", "submitted", "draft"}),
        ],
    )
    def test_of_updates(
        self,
        updates: dict[str, ProgressUpdate],
        visitor: str,
        seen: set[str],
        request: pytest.FixtureRequest,
    ) -> None:
        visible = set(ProgressUpdate.objects.visible_to(request.getfixturevalue(visitor)))

        assert visible == {updates[name] for name in seen}

    @pytest.mark.parametrize(
        ("visitor", "seen"),
        [
            ("stranger", {"public"}),
            ("researcher", {"public"}),
            ("another_monitor", {"public", "restricted"}),
            ("reviewer", {"public", "restricted"}),
            ("monitor", {"public", "restricted"}),
        ],
    )
    def test_of_evidence(
        self, monitor: User, visitor: str, seen: set[str], request: pytest.FixtureRequest
    ) -> None:
        update = ProgressUpdateFactory(author=monitor, published=True)
        for visibility in ("public", "restricted"):
            EvidenceFactory(update=update, visibility=visibility)

        visible = Evidence.objects.visible_to(request.getfixturevalue(visitor))

        assert {row.visibility for row in visible} == seen

    def test_evidence_of_an_unpublished_update_is_hidden_even_when_public(self, stranger: User) -> None:
        EvidenceFactory(update=ProgressUpdateFactory(submitted=True), visibility="public")

        assert not Evidence.objects.visible_to(stranger).exists()
