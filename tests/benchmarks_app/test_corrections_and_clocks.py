"""Corrections, "no change", numbers for many, grades; and what was known when."""

import datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser

from benchmarks_app import services
from benchmarks_app.models import Benchmark, FollowUpGrade, Observation, ProgressUpdate
from core.errors import NotPermitted, RuleBroken, WrongState
from core.models import HistoryEntry, OutboxMessage, User
from tests.factories.benchmarks import (
    EvidenceFactory,
    IndicatorFactory,
    ObservationFactory,
    ProgressUpdateFactory,
    ProposedObservationFactory,
    RecommendationFactory,
)
from tests.factories.core import NOON, PassageFactory

DAY = datetime.timedelta(days=1)
State = ProgressUpdate.State

pytestmark = pytest.mark.django_db


class TestCorrecting:
    """A correction supersedes; both remain."""

    def test_starts_from_what_was_published(self, monitor: User) -> None:
        update = ProgressUpdateFactory(published=True, narrative="Six prisons.")
        EvidenceFactory(update=update, origin="LICADHO")

        draft = services.correct_update(update=update, by=monitor, at=NOON)

        assert (draft.state, draft.supersedes, draft.narrative) == (State.DRAFT, update, "Six prisons.")
        assert draft.evidence.get().origin == "LICADHO"
        assert HistoryEntry.objects.get().subject_key == str(draft.pk)

    def test_the_old_one_counts_until_the_new_one_is_published(self, monitor: User, reviewer: User) -> None:
        update = ProgressUpdateFactory(published=True)
        draft = services.correct_update(update=update, by=monitor, at=NOON)
        assert set(ProgressUpdate.objects.current()) == {update}

        services.submit_update(update=draft, by=monitor, at=NOON)
        services.publish_update(update=draft, names_nobody=True, by=reviewer, at=NOON + 2 * DAY)

        assert set(ProgressUpdate.objects.current()) == {draft}
        assert set(ProgressUpdate.objects.published()) == {draft, update}

    def test_a_withdrawn_correction_gives_way_to_what_it_corrected(self, reviewer: User) -> None:
        update = ProgressUpdateFactory(published=True)
        correction = ProgressUpdateFactory(published=True, supersedes=update)

        services.withdraw_update(update=correction, reason="Wrong after all.", by=reviewer, at=NOON + 2 * DAY)

        assert set(ProgressUpdate.objects.current()) == {update}

    def test_two_people_cannot_correct_at_once(self, monitor: User, reviewer: User) -> None:
        update = ProgressUpdateFactory(published=True)
        services.correct_update(update=update, by=monitor, at=NOON)

        with pytest.raises(WrongState):
            services.correct_update(update=update, by=reviewer, at=NOON)

    def test_a_draft_is_not_corrected_but_revised(self, monitor: User) -> None:
        with pytest.raises(WrongState):
            services.correct_update(update=ProgressUpdateFactory(), by=monitor, at=NOON)

    def test_a_stranger_is_refused(self, stranger: User) -> None:
        with pytest.raises(NotPermitted):
            services.correct_update(update=ProgressUpdateFactory(published=True), by=stranger, at=NOON)


class TestNoChange:
    """The same again, for many at once."""

    def test_submits_one_copy_of_each_with_its_own_history(self, monitor: User) -> None:
        updates = [ProgressUpdateFactory(published=True, status="variable") for _ in range(3)]

        made = services.record_no_change(updates=updates, checked_on="2024-06", by=monitor, at=NOON)

        assert {(row.state, row.status, row.trend, row.assessed_on) for row in made} == {
            ("submitted", "variable", "unchanged", "2024-06")
        }
        assert HistoryEntry.objects.count() == OutboxMessage.objects.count() == 3

    def test_is_all_or_nothing(self, monitor: User) -> None:
        good, withdrawn = ProgressUpdateFactory(published=True), ProgressUpdateFactory(submitted=True)

        with pytest.raises(WrongState):
            services.record_no_change(updates=[good, withdrawn], checked_on="2024-06", by=monitor, at=NOON)

        assert not HistoryEntry.objects.exists()

    def test_a_wrong_date_is_refused(self, monitor: User) -> None:
        with pytest.raises(RuleBroken) as refusal:
            services.record_no_change(
                updates=[ProgressUpdateFactory(published=True)], checked_on="June", by=monitor, at=NOON
            )

        assert refusal.value.field == "assessed_on"

    def test_none_chosen_is_refused(self, monitor: User) -> None:
        with pytest.raises(RuleBroken):
            services.record_no_change(updates=[], checked_on="2024-06", by=monitor, at=NOON)

    def test_the_same_request_twice_makes_one_of_each(self, monitor: User) -> None:
        update = ProgressUpdateFactory(published=True)

        for _ in range(2):
            services.record_no_change(
                updates=[update], checked_on="2024-06", by=monitor, at=NOON, client_key="click"
            )

        assert ProgressUpdate.objects.filter(author=monitor).count() == 1


def test_new_values_of_many_indicators_make_one_update_a_benchmark(monitor: User) -> None:
    first = IndicatorFactory()
    second, other = IndicatorFactory(benchmark=first.benchmark), IndicatorFactory()

    made = services.observe_again(
        values=[(row, Decimal(7), "exact") for row in (first, second, other)],
        period="2024",
        assessor="ohchr",
        source_note="Prison department",
        by=monitor,
        at=NOON,
    )

    assert [row.proposed_observations.count() for row in made] == [2, 1]
    assert all(row.status == "" and row.evidence.get().origin == "Prison department" for row in made)


def test_a_grade_keeps_its_source(reviewer: User) -> None:
    passage, recommendation = PassageFactory(), RecommendationFactory()

    services.grade_follow_up(
        recommendation=recommendation, grade="B", source=passage, graded_on="2024-07", by=reviewer, at=NOON
    )

    grade = FollowUpGrade.objects.get()
    assert (grade.grade, grade.source, grade.recorded_by) == ("B", passage, reviewer)
    assert HistoryEntry.objects.get().action == "graded"


@pytest.mark.parametrize(
    ("grade", "graded_on", "field"), [("F", "2024", "grade"), ("A", "soon", "graded_on")]
)
def test_a_wrong_grade_is_refused(reviewer: User, grade: str, graded_on: str, field: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        services.grade_follow_up(
            recommendation=RecommendationFactory(),
            grade=grade,
            source=PassageFactory(),
            graded_on=graded_on,
            by=reviewer,
            at=NOON,
        )

    assert refusal.value.field == field


def test_a_monitor_does_not_grade(monitor: User) -> None:
    with pytest.raises(NotPermitted):
        services.grade_follow_up(
            recommendation=RecommendationFactory(),
            grade="A",
            source=PassageFactory(),
            graded_on="2024",
            by=monitor,
            at=NOON,
        )


class TestTwoClocks:
    """What was true on a day, as the public knew it at a moment."""

    @pytest.fixture
    def story(self) -> dict[str, ProgressUpdate]:
        """Published on day 1, corrected on day 5, the correction withdrawn on day 9."""
        first = ProgressUpdateFactory(published=True, published_at=NOON + DAY, status="off_target")
        correction = ProgressUpdateFactory(
            published=True,
            published_at=NOON + 5 * DAY,
            supersedes=first,
            benchmark=first.benchmark,
            status="variable",
        )
        ProgressUpdate.objects.filter(pk=correction.pk).update(
            state=State.WITHDRAWN,
            withdrawn_at=NOON + 9 * DAY,
            withdrawn_by=first.published_by,
            withdrawal_reason="Wrong after all.",
        )
        return {"first": first, "correction": correction}

    @pytest.mark.parametrize(
        ("day", "known"),
        [(0, None), (1, "first"), (4, "first"), (5, "correction"), (8, "correction"), (9, "first")],
    )
    def test_a_moment_in_the_past_is_answered_as_it_was_then(
        self, story: dict[str, ProgressUpdate], day: int, known: str | None
    ) -> None:
        found = list(ProgressUpdate.objects.known_at(NOON + day * DAY))

        assert found == ([story[known]] if known else [])

    @pytest.mark.parametrize(
        ("day", "status"), [(0, None), (1, "off_target"), (5, "variable"), (9, "off_target")]
    )
    def test_so_is_the_status_of_a_benchmark(
        self, story: dict[str, ProgressUpdate], day: int, status: str | None
    ) -> None:
        benchmark = Benchmark.objects.with_current_status(known_at=NOON + day * DAY).get()

        assert benchmark.current_status == status

    def test_what_is_now_is_what_is_known_now(self, story: dict[str, ProgressUpdate]) -> None:
        assert list(ProgressUpdate.objects.current()) == list(
            ProgressUpdate.objects.known_at(NOON + 99 * DAY)
        )

    def test_what_was_assessed_later_was_not_true_yet(self) -> None:
        early = ProgressUpdateFactory(published=True, assessed_on="2023-03")
        ProgressUpdateFactory(published=True, assessed_on="2023-09-15")

        assert list(ProgressUpdate.objects.published().as_of(datetime.date(2023, 9, 14))) == [early]

    def test_numbers_follow_their_update(self, reviewer: User) -> None:
        baseline = ObservationFactory()
        update = ProgressUpdateFactory(submitted=True)
        ProposedObservationFactory(update=update)
        services.publish_update(update=update, names_nobody=True, by=reviewer, at=NOON + 2 * DAY)
        number = update.observations.get()

        assert set(Observation.objects.known_at(NOON + DAY)) == {baseline}
        assert set(Observation.objects.known_at(NOON + 3 * DAY)) == {baseline, number}
        assert set(Observation.objects.visible_to(AnonymousUser())) == {baseline, number}
