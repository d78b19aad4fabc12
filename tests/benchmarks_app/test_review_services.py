"""Corroboration, publication with numbers, withdrawal and the versions of an update."""

import dataclasses
import datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from benchmarks_app import services
from benchmarks_app.models import Evidence, Observation, ProgressUpdate
from benchmarks_app.services import EvidenceItem, ObservationItem, content_of, missing_for_achieved
from core.errors import NotPermitted, RuleBroken, StaleVersion, WrongState
from core.models import HistoryEntry, User
from tests.factories.benchmarks import (
    EvidenceFactory,
    IndicatorFactory,
    ProgressUpdateFactory,
    ProposedObservationFactory,
)
from tests.factories.core import NOON, DocumentFactory

LATER = NOON + datetime.timedelta(days=2)
State = ProgressUpdate.State

pytestmark = pytest.mark.django_db


def publish(update: ProgressUpdate, reviewer: User, **changes: object) -> ProgressUpdate:
    return services.publish_update(
        **{"update": update, "names_nobody": True, "by": reviewer, "at": LATER} | changes
    )


class TestCorroboration:
    """Two independent origins; a shared one counts once."""

    @pytest.mark.parametrize(
        ("origins", "enough"),
        [
            ([], False),
            (["LICADHO"], False),
            (["LICADHO", " licadho "], False),
            (["LICADHO", "Licadho\tCambodia"], True),
            (["LICADHO", "ADHOC"], True),
            (["LICADHO", "LICADHO", "ADHOC"], True),
        ],
    )
    def test_counts_origins_however_spelled(self, origins: list[str], enough: bool) -> None:
        evidence = [EvidenceItem(description="A report", origin=origin) for origin in origins]

        assert (missing_for_achieved(evidence) == []) is enough

    def test_achieved_cannot_be_submitted_without_it(self) -> None:
        update = ProgressUpdateFactory(status="achieved")
        EvidenceFactory(update=update, origin="LICADHO")

        with pytest.raises(RuleBroken) as refusal:
            services.submit_update(update=update, by=update.author, at=LATER)

        assert refusal.value.field == "status"

    def test_achieved_can_be_submitted_with_it(self) -> None:
        update = ProgressUpdateFactory(status="achieved")
        EvidenceFactory(update=update, origin="LICADHO")
        EvidenceFactory(update=update, origin="ADHOC")

        services.submit_update(update=update, by=update.author, at=LATER)

        update.refresh_from_db()
        assert update.state == State.SUBMITTED

    def test_achieved_cannot_be_published_without_it_either(self, reviewer: User) -> None:
        update = ProgressUpdateFactory(status="achieved", submitted=True)

        with pytest.raises(RuleBroken):
            publish(update, reviewer)


class TestPublication:
    """With the reviewer's word that it names nobody, and with the numbers recorded."""

    @pytest.mark.parametrize("word", [False, None, "yes", 1])
    def test_is_refused_without_the_reviewers_word(self, reviewer: User, word: object) -> None:
        with pytest.raises(RuleBroken) as refusal:
            publish(ProgressUpdateFactory(submitted=True), reviewer, names_nobody=word)

        assert refusal.value.field == "names_nobody"

    def test_the_database_asks_for_the_word_too(self) -> None:
        update = ProgressUpdateFactory(submitted=True, names_nobody_confirmed=False)

        with pytest.raises(IntegrityError), transaction.atomic():
            ProgressUpdateFactory(published=True, names_nobody_confirmed=False, benchmark=update.benchmark)

    def test_makes_observations_of_the_numbers_recorded(self, reviewer: User) -> None:
        update = ProgressUpdateFactory(submitted=True)
        number = ProposedObservationFactory(update=update, period="2024", value=Decimal(38000))
        document = DocumentFactory(slug="prisons-2024")
        EvidenceFactory(update=update, document=document)
        EvidenceFactory(update=update, document=DocumentFactory(), visibility="restricted")

        publish(update, reviewer)

        observation = Observation.objects.get()
        assert (observation.indicator, observation.value, observation.update) == (
            number.indicator,
            Decimal(38000),
            update,
        )
        assert [passage.document for passage in observation.citations.all()] == [document]

    def test_a_number_is_no_observation_before(self) -> None:
        update = ProgressUpdateFactory()
        content = content_of(update)
        indicator = IndicatorFactory(benchmark=update.benchmark)
        numbers = dataclasses.replace(content, observations=(ObservationItem(indicator, "2024", Decimal(1)),))

        services.revise_update(update=update, content=numbers, by=update.author, at=LATER)

        assert update.proposed_observations.count() == 1
        assert not Observation.objects.exists()

    def test_numbers_alone_need_no_status(self, monitor: User) -> None:
        indicator = IndicatorFactory()
        content = services.UpdateContent(
            benchmark=indicator.benchmark,
            status="",
            assessor="ohchr",
            assessed_on="2024",
            narrative="Counted again.",
            observations=(ObservationItem(indicator, "2024", Decimal(38000), "about"),),
        )

        update = services.draft_update(content=content, by=monitor, at=NOON)

        assert update.proposed_observations.get().qualifier == "about"

    def test_neither_status_nor_number_is_refused(self, monitor: User) -> None:
        content = dataclasses.replace(content_of(ProgressUpdateFactory()), status="")

        with pytest.raises(RuleBroken) as refusal:
            services.draft_update(content=content, by=monitor, at=NOON)

        assert refusal.value.field == "status"

    def test_a_number_of_another_benchmarks_indicator_is_refused(self, monitor: User) -> None:
        content = content_of(ProgressUpdateFactory())
        foreign = ObservationItem(IndicatorFactory(), "2024", Decimal(1))

        with pytest.raises(RuleBroken) as refusal:
            services.draft_update(
                content=dataclasses.replace(content, observations=(foreign,)), by=monitor, at=NOON
            )

        assert refusal.value.field == "observations.1.indicator"


class TestWithdrawal:
    """By another person, with a reason that the public reads."""

    def withdraw(self, update: ProgressUpdate, reviewer: User, **changes: object) -> ProgressUpdate:
        given = {"update": update, "reason": "A source asked for it.", "by": reviewer, "at": LATER} | changes
        return services.withdraw_update(**given)

    def test_takes_it_back_and_says_why(self, reviewer: User) -> None:
        update = self.withdraw(ProgressUpdateFactory(published=True), reviewer)

        assert (update.state, update.withdrawn_at, update.withdrawn_by) == (State.WITHDRAWN, LATER, reviewer)
        assert HistoryEntry.objects.get().reason == "A source asked for it."

    def test_hides_its_content_from_the_public_and_not_from_the_team(self, reviewer: User) -> None:
        update = ProgressUpdateFactory(published=True)
        EvidenceFactory(update=update)

        withdrawn = self.withdraw(update, reviewer)

        public = AnonymousUser()
        assert not withdrawn.shows_content_to(public)
        assert not Evidence.objects.visible_to(public).exists()
        assert withdrawn.shows_content_to(reviewer)
        assert Evidence.objects.visible_to(reviewer).exists()
        assert ProgressUpdate.objects.visible_to(public).get() == update

    def test_hides_its_numbers(self, reviewer: User) -> None:
        update = ProgressUpdateFactory(submitted=True)
        ProposedObservationFactory(update=update)
        published = publish(update, reviewer)

        self.withdraw(published, reviewer)

        assert not Observation.objects.visible_to(AnonymousUser()).exists()

    def test_without_a_reason_is_refused(self, reviewer: User) -> None:
        with pytest.raises(RuleBroken) as refusal:
            self.withdraw(ProgressUpdateFactory(published=True), reviewer, reason=" ")

        assert refusal.value.field == "reason"

    def test_of_ones_own_is_refused(self, reviewer: User) -> None:
        with pytest.raises(NotPermitted):
            self.withdraw(ProgressUpdateFactory(published=True, author=reviewer), reviewer)

    def test_by_a_monitor_is_refused(self, monitor: User) -> None:
        with pytest.raises(NotPermitted):
            self.withdraw(ProgressUpdateFactory(published=True), monitor)

    def test_of_what_is_not_published_is_refused(self, reviewer: User) -> None:
        with pytest.raises(WrongState):
            self.withdraw(ProgressUpdateFactory(submitted=True), reviewer)

    def test_while_a_correction_stands_is_refused(self, reviewer: User) -> None:
        update = ProgressUpdateFactory(published=True)
        ProgressUpdateFactory(published=True, supersedes=update)

        with pytest.raises(WrongState):
            self.withdraw(update, reviewer)


class TestVersions:
    """Whoever read an older version changes nothing."""

    @pytest.fixture
    def read_before_it_changed(self) -> ProgressUpdate:
        """Version 1, as somebody still has it on the screen."""
        update = ProgressUpdateFactory()
        newer = dataclasses.replace(content_of(update), narrative="Newer.")
        assert services.revise_update(update=update, content=newer, by=update.author, at=NOON).version == 2
        return update

    def test_a_stale_revision_is_refused_with_what_stands_now(
        self, read_before_it_changed: ProgressUpdate
    ) -> None:
        update = read_before_it_changed
        mine = dataclasses.replace(content_of(update), narrative="Mine.")

        with pytest.raises(StaleVersion) as refusal:
            services.revise_update(update=update, content=mine, by=update.author, at=LATER, version=1)

        assert refusal.value.current.narrative == "Newer."

    def test_a_stale_submission_is_refused(self, read_before_it_changed: ProgressUpdate) -> None:
        update = read_before_it_changed

        with pytest.raises(StaleVersion):
            services.submit_update(update=update, by=update.author, at=LATER, version=1)

    def test_a_stale_reviewer_is_refused(self, reviewer: User) -> None:
        update = ProgressUpdateFactory(submitted=True, version=3)

        with pytest.raises(StaleVersion):
            publish(update, reviewer, version=2)

    def test_every_change_counts(self, reviewer: User) -> None:
        update = ProgressUpdateFactory()
        services.submit_update(update=update, by=update.author, at=NOON, version=1)

        published = publish(update, reviewer, version=2)

        assert published.version == 3


class TestTheSameRequestTwice:
    """A double click makes one update."""

    def test_the_same_key_gives_the_update_made_first(self, monitor: User) -> None:
        content = content_of(ProgressUpdateFactory())
        first = services.draft_update(content=content, by=monitor, at=NOON, client_key="click")

        second = services.draft_update(content=content, by=monitor, at=LATER, client_key="click")

        assert second == first
        assert ProgressUpdate.objects.filter(author=monitor).count() == 1
        assert HistoryEntry.objects.count() == 1

    def test_another_persons_key_is_another_request(self, monitor: User, reviewer: User) -> None:
        content = content_of(ProgressUpdateFactory())

        mine = services.draft_update(content=content, by=monitor, at=NOON, client_key="click")
        theirs = services.draft_update(content=content, by=reviewer, at=NOON, client_key="click")

        assert mine != theirs

    def test_without_a_key_each_request_makes_one(self, monitor: User) -> None:
        content = content_of(ProgressUpdateFactory())

        for _ in range(2):
            services.draft_update(content=content, by=monitor, at=NOON)

        assert ProgressUpdate.objects.filter(author=monitor).count() == 2
