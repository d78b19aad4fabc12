"""Any sequence of steps by anybody: the rules hold, the history is complete, both clocks keep their word."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from benchmarks_app import services
from benchmarks_app.models import Benchmark, ProgressUpdate
from benchmarks_app.services import EvidenceItem, UpdateContent, content_of
from core.errors import DomainError
from core.models import HistoryEntry, User
from tests.factories.benchmarks import BenchmarkFactory
from tests.factories.core import NOON, UserFactory

EXAMPLES, STEPS = 115, 50
MONITORS, REVIEWERS = ("first monitor", "second monitor"), ("first reviewer", "second reviewer")
PEOPLE = (*MONITORS, *REVIEWERS, "stranger")

people = st.sampled_from(PEOPLE)
statuses = st.sampled_from(["off_target", "achieved"])
origins = st.lists(st.sampled_from(["LICADHO", " licadho", "ADHOC"]), max_size=3)


@dataclass
class Expected:
    """What an update should be, by a second reading of the rules."""

    author: str
    status: str
    origins: frozenset[str]
    state: str = "draft"
    corrects: int | None = None
    published: dict[str, Any] = field(default_factory=dict)

    @property
    def is_corroborated(self) -> bool:
        return self.status != "achieved" or len(self.origins) > 1


class Life(RuleBasedStateMachine):
    """Five people and whatever they try, each step a minute later."""

    updates = Bundle("updates")
    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        roles = {**dict.fromkeys(MONITORS, ("monitor",)), **dict.fromkeys(REVIEWERS, ("reviewer",))}
        self.people: dict[str, User] = {name: UserFactory(roles=roles.get(name, ())) for name in PEOPLE}
        self.benchmark: Benchmark = BenchmarkFactory()
        self.expected: dict[int, Expected] = {}
        self.answers: dict[datetime.datetime, list[tuple[int, str]]] = {}
        self.now = NOON
        self.changes = 0
        self.history_before = HistoryEntry.objects.count()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def attempt(self, allowed: bool, change: Callable[..., Any], **arguments: Any) -> Any:
        """Try a change; it is refused exactly when the rules say so, and leaves an entry when it is not."""
        type(self).steps += 1
        self.now += datetime.timedelta(minutes=1)
        try:
            result = change(**arguments, at=self.now)
        except DomainError:
            assert not allowed, f"{change.__name__} was refused"
            return None
        assert allowed, f"{change.__name__} was allowed"
        self.changes += 1
        return result

    def may_record(self, name: str) -> bool:
        return name != "stranger"

    def may_review(self, name: str, update: int) -> bool:
        return name in REVIEWERS and self.expected[update].author != name

    def being_written(self, name: str, update: int) -> bool:
        expected = self.expected[update]
        return expected.author == name and expected.state in ("draft", "returned")

    def content(self, status: str, found: list[str]) -> UpdateContent:
        evidence = tuple(EvidenceItem(description="A report", origin=origin) for origin in found)
        return UpdateContent(self.benchmark, status, "ohchr", "2023-06", "What changed.", evidence=evidence)

    def row(self, update: int) -> ProgressUpdate:
        return ProgressUpdate.objects.get(pk=update)

    @rule(target=updates, name=people, status=statuses, found=origins)
    def draft(self, name: str, status: str, found: list[str]) -> Any:
        made = self.attempt(
            self.may_record(name),
            services.draft_update,
            content=self.content(status, found),
            by=self.people[name],
        )
        if made is None:
            return multiple()
        self.expected[made.pk] = Expected(name, status, frozenset(one.strip().lower() for one in found))
        return made.pk

    @rule(update=updates, name=people, status=statuses, found=origins)
    def revise(self, update: int, name: str, status: str, found: list[str]) -> None:
        content = self.content(status, found)
        arguments = {"update": self.row(update), "content": content, "by": self.people[name]}
        if self.attempt(self.being_written(name, update), services.revise_update, **arguments):
            folded = frozenset(one.strip().lower() for one in found)
            self.expected[update] = replace(self.expected[update], status=status, origins=folded)

    @rule(update=updates, name=people)
    def submit(self, update: int, name: str) -> None:
        allowed = self.being_written(name, update) and self.expected[update].is_corroborated
        if self.attempt(allowed, services.submit_update, update=self.row(update), by=self.people[name]):
            self.expected[update].state = "submitted"

    @rule(update=updates, name=people)
    def give_back(self, update: int, name: str) -> None:
        allowed = self.may_review(name, update) and self.expected[update].state == "submitted"
        arguments = {"update": self.row(update), "note": "Which one?", "by": self.people[name]}
        if self.attempt(allowed, services.return_update, **arguments):
            self.expected[update].state = "returned"

    @rule(update=updates, name=people, names_nobody=st.sampled_from([True, True, True, False]))
    def publish(self, update: int, name: str, names_nobody: bool) -> None:
        allowed = self.may_review(name, update) and self.expected[update].state == "submitted"
        arguments = {"update": self.row(update), "names_nobody": names_nobody, "by": self.people[name]}
        if self.attempt(allowed and names_nobody, services.publish_update, **arguments):
            self.expected[update].state = "published"
            self.expected[update].published = vars(content_of(self.row(update)))

    @rule(update=updates, name=people)
    def withdraw(self, update: int, name: str) -> None:
        allowed = self.may_review(name, update) and self.expected[update].state == "published"
        free = not self.is_being_corrected(update)
        arguments = {"update": self.row(update), "reason": "A mistake.", "by": self.people[name]}
        if self.attempt(allowed and free, services.withdraw_update, **arguments):
            self.expected[update].state = "withdrawn"

    @rule(target=updates, update=updates, name=people)
    def correct(self, update: int, name: str) -> Any:
        free = self.expected[update].state == "published" and not self.is_being_corrected(update)
        draft = self.attempt(
            self.may_record(name) and free,
            services.correct_update,
            update=self.row(update),
            by=self.people[name],
        )
        if draft is None:
            return multiple()
        was = self.expected[update]
        self.expected[draft.pk] = Expected(name, was.status, was.origins, corrects=update)
        return draft.pk

    def is_being_corrected(self, update: int) -> bool:
        others = self.expected.values()
        return any(other.corrects == update and other.state != "withdrawn" for other in others)

    @invariant()
    def every_state_is_the_expected_one(self) -> None:
        rows = ProgressUpdate.objects.filter(pk__in=self.expected)
        assert dict(rows.values_list("pk", "state")) == {
            pk: expected.state for pk, expected in self.expected.items()
        }

    @invariant()
    def nobody_published_or_withdrew_their_own(self) -> None:
        for update in ProgressUpdate.objects.filter(published_by__isnull=False):
            assert update.author_id not in (update.published_by_id, update.withdrawn_by_id)

    @invariant()
    def nothing_published_has_changed(self) -> None:
        for pk, expected in self.expected.items():
            if expected.published:
                assert vars(content_of(self.row(pk))) == expected.published

    @invariant()
    def every_change_left_one_entry(self) -> None:
        assert HistoryEntry.objects.count() - self.history_before == self.changes

    @invariant()
    def the_past_is_answered_as_it_was(self) -> None:
        shown = list(ProgressUpdate.objects.current().order_by("pk").values_list("pk", "status"))
        self.answers[self.now] = shown
        for moment in list(self.answers)[:: max(len(self.answers) // 4, 1)]:
            known = ProgressUpdate.objects.known_at(moment).order_by("pk").values_list("pk", "status")
            assert list(known) == self.answers[moment]


@pytest.mark.slow
@pytest.mark.django_db
def test_no_sequence_of_steps_breaks_a_rule(say: Callable[[str], None]) -> None:
    Life.steps = 0
    limits = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )

    run_state_machine_as_test(Life, settings=limits)

    say(f"{Life.steps} steps in the life of updates")
    assert Life.steps >= 5000
