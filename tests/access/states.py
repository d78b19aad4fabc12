"""What is there to be asked for: an update in every state, full of secrets, and a row of everything else."""

import datetime
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import Model

from benchmarks_app import services
from benchmarks_app.models import Benchmark, BenchmarkSet, Indicator, Observation, ProgressUpdate
from benchmarks_app.services import EvidenceItem, ObservationItem, Source, UpdateContent
from core.models import User
from core.search_index import refresh_everything
from tests.access.roles import Caller, Role, make_callers, make_people
from tests.api.test_query_bounds import MAKERS
from tests.core.loading.files import a_planned_load, a_planned_undoing, fixture, loaded, sheet, theme
from tests.factories import benchmarks, elections
from tests.factories.core import (
    NOON,
    CallCountFactory,
    DigestFactory,
    DigestSubscriptionFactory,
    DocumentFactory,
    GuessCountFactory,
    InvitationFactory,
    LinkCheckFactory,
    NoticeFactory,
    PassageFactory,
    ReleaseFactory,
    ScheduledRunFactory,
    SealingKeyFactory,
    SignedHeadFactory,
)

# A word in every narrative, to look for: whoever finds it reads the secret beside it.
WORD = "whisper"
PREFIX = "kept"


class State(StrEnum):
    """How far an update has come; the last two stand for such evidence of the published one."""

    ABSENT = "that is not there"
    DRAFT = "draft"
    RETURNED = "returned"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    RESTRICTED = "restricted"
    CONFIDENTIAL = "confidential"


OF_EVIDENCE = (State.RESTRICTED, State.CONFIDENTIAL)
UPDATES = [state for state in State if state not in (State.ABSENT, *OF_EVIDENCE)]


class Kind(StrEnum):
    """What is worth keeping from somebody."""

    NARRATIVE = "narrative"
    OBSERVATION_NOTE = "note of a number"
    PUBLIC_EVIDENCE = "public evidence"
    RESTRICTED_EVIDENCE = "restricted evidence"
    CONFIDENTIAL_EVIDENCE = "confidential evidence"
    REVIEW_NOTE = "reviewer's note"
    REQUEST_KEY = "key of the request"


@dataclass
class World:
    """Everything that is there, and which secret stands where."""

    people: dict[Role, User] = field(default_factory=dict)
    callers: dict[Role, Caller] = field(default_factory=dict)
    updates: dict[State, ProgressUpdate] = field(default_factory=dict)
    # From the random text to where it was put: an update's state or a role, and the kind of thing.
    secrets: dict[str, tuple[Any, str]] = field(default_factory=dict)
    rows: dict[type[Model], Model] = field(default_factory=dict)

    def secret(self, owner: Any, kind: str) -> str:
        """A new text that nobody can guess, and that stands nowhere else."""
        text = PREFIX + secrets.token_hex(6)
        self.secrets[text] = (owner, kind)
        return text

    def text_of(self, owner: Any, kind: str) -> str:
        """The secret that was put there."""
        return next(text for text, place in self.secrets.items() if place == (owner, kind))

    def row_of(self, model: type[Model]) -> Model:
        """The row of this model that stands for all of them."""
        if model not in self.rows:
            rows = model._base_manager.order_by("pk")
            # What an update brought is the update's; the baseline is content like any other.
            row = rows.filter(update=None).first() if model is Observation else rows.first()
            assert row, f"Make a row of {model.__name__} in tests/access/states.py, to be asked for."
            self.rows[model] = row
        return self.rows[model]


def make_world() -> World:
    """People, an update in each state, and one row of every kind of content."""
    world = World()
    world.people = make_people(world.secret)
    SealingKeyFactory(added_by=world.people[Role.ADMIN])
    benchmark: Any = benchmarks.BenchmarkFactory(citations=[PassageFactory()])
    indicator: Any = benchmarks.IndicatorFactory(benchmark=benchmark)
    for order, (state, bring) in enumerate(WAYS.items()):
        at = NOON + datetime.timedelta(minutes=order)
        content = with_secrets(world, state, benchmark, indicator, year=str(2010 + order))
        draft = services.draft_update(
            content=content,
            by=world.people[Role.AUTHOR],
            at=at,
            client_key=world.secret(state, Kind.REQUEST_KEY),
        )
        with_files(draft)
        world.updates[state] = bring(world, draft, at)
    make_content(world)
    refresh_everything()
    world.callers = make_callers(world.people)
    return world


def with_secrets(
    world: World, state: State, benchmark: Benchmark, indicator: Indicator, *, year: str
) -> UpdateContent:
    """What an update says, each part with its secret."""
    return UpdateContent(
        benchmark=benchmark,
        status="variable",
        assessor="ohchr",
        assessed_on=year,
        narrative=f"They {WORD} {world.secret(state, Kind.NARRATIVE)} here.",
        evidence=(
            evidence(world.secret(state, Kind.PUBLIC_EVIDENCE), "public"),
            evidence(world.secret(state, Kind.RESTRICTED_EVIDENCE), "restricted"),
            confidential(world.secret(state, Kind.CONFIDENTIAL_EVIDENCE), (world.people[Role.DEACTIVATED],)),
        ),
        observations=(
            ObservationItem(indicator, year, Decimal(7), note=world.secret(state, Kind.OBSERVATION_NOTE)),
        ),
    )


def evidence(description: str, visibility: str) -> EvidenceItem:
    """A thing an update rests on, with a document that nothing else cites."""
    document: Any = DocumentFactory()
    return EvidenceItem(description=description, origin="A group", document=document, visibility=visibility)


def confidential(description: str, readers: tuple[User, ...]) -> EvidenceItem:
    """A thing that its author may know of, and a reviewer who has left; with its source sealed."""
    source = Source(identity="Somebody")
    return EvidenceItem(
        description=description,
        origin="A lawyer",
        visibility="confidential",
        source=source,
        readers=readers,
    )


def with_files(draft: ProgressUpdate) -> None:
    """A picture to each row that may have a readable one, and its original sealed."""
    for row in draft.evidence.exclude(visibility="confidential"):
        benchmarks.EvidenceFileFactory(evidence=row)
        benchmarks.SealedPartFactory(evidence=row, kind="original")


def leave(world: World, update: ProgressUpdate, at: datetime.datetime) -> ProgressUpdate:
    """Still a draft."""
    return update


def submit(world: World, update: ProgressUpdate, at: datetime.datetime) -> ProgressUpdate:
    """Handed in by its author."""
    return services.submit_update(update=update, by=update.author, at=at)


def give_back(world: World, update: ProgressUpdate, at: datetime.datetime) -> ProgressUpdate:
    """Returned with a note that only its author is to read."""
    note = world.secret(State.RETURNED, Kind.REVIEW_NOTE)
    submitted = submit(world, update, at)
    return services.return_update(update=submitted, note=note, by=world.people[Role.REVIEWER], at=at)


def publish(world: World, update: ProgressUpdate, at: datetime.datetime) -> ProgressUpdate:
    """Published by the reviewer."""
    submitted = submit(world, update, at)
    return services.publish_update(update=submitted, names_nobody=True, by=world.people[Role.REVIEWER], at=at)


def withdraw(world: World, update: ProgressUpdate, at: datetime.datetime) -> ProgressUpdate:
    """Published, and taken back for a reason that everybody reads."""
    published = publish(world, update, at)
    reviewer = world.people[Role.REVIEWER]
    return services.withdraw_update(update=published, reason="It was wrong.", by=reviewer, at=at)


def supersede(world: World, update: ProgressUpdate, at: datetime.datetime) -> ProgressUpdate:
    """Published, and corrected by another monitor in plain words."""
    published, other = publish(world, update, at), world.people[Role.MONITOR]
    plain = UpdateContent(update.benchmark, "on_target", "ohchr", "2009", "It was otherwise.")
    draft = services.correct_update(update=published, by=other, at=at)
    publish(world, services.revise_update(update=draft, content=plain, by=other, at=at), at)
    return published


Bring = Callable[[World, ProgressUpdate, datetime.datetime], ProgressUpdate]
# In this order: what the public relies on is written first.
WAYS: dict[State, Bring] = {
    State.PUBLISHED: publish,
    State.SUPERSEDED: supersede,
    State.WITHDRAWN: withdraw,
    State.SUBMITTED: submit,
    State.RETURNED: give_back,
    State.DRAFT: leave,
}


def make_content(world: World) -> None:
    """A row of everything the API and the admin screens show."""
    for noun, make in MAKERS.items():
        if noun not in ("search", "progress-updates"):
            make()
    # The first set's pages have addresses of their own: of sets, another one is asked for.
    world.rows[BenchmarkSet] = benchmarks.BenchmarkFactory(set=benchmarks.BenchmarkSetFactory()).set
    elections.ElectionFigureFactory()
    # The two that the comparison is asked for.
    for slug in ("first-vote", "second-vote"):
        elections.ElectionFactory(slug=slug)
    for day in (1, 2):
        ReleaseFactory(made_at=datetime.datetime(2023, 1, day, tzinfo=datetime.UTC))
    benchmarks.CaseFigureFactory()
    NoticeFactory(recipient=world.people[Role.AUTHOR])
    InvitationFactory(person=world.people[Role.NO_ROLE], invited_by=world.people[Role.ADMIN])
    ScheduledRunFactory()
    LinkCheckFactory()
    DigestSubscriptionFactory()
    DigestFactory()
    SignedHeadFactory()
    GuessCountFactory()
    CallCountFactory()
    # Of the second the undoing is planned, so that of the first it can be begun.
    loaded(fixture(theme("loaded")), world.people[Role.ADMIN])
    load = loaded(fixture(theme("loaded-and-going")), world.people[Role.ADMIN])
    assert load is not None
    a_planned_undoing(load, world.people[Role.ADMIN])
    a_planned_load(sheet("core.theme", ["slug", "name"], ["brought", "Brought"]), world.people[Role.ADMIN])
