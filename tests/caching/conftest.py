"""The live site with a row of each kind, and four who ask: anonymous, two people, a program with a token."""

import logging
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from core.models import ApiToken, User
from core.permissions import Role, Scope
from core.search_index import refresh_everything
from tests.caching.proof import NOBODY, Visitor
from tests.core.loading.files import fixture, loaded, theme
from tests.factories import benchmarks, core, elections, resolutions
from tests.factories.benchmarks import BenchmarkFactory, EvidenceFactory, ProgressUpdateFactory
from tests.factories.core import HistoryEntryFactory, NoticeFactory, UserFactory

# Each makes what it hangs on as well.
ROW_OF_EACH_KIND = (
    benchmarks.MeasureFactory,
    benchmarks.BenchmarkRecommendationFactory,
    benchmarks.ObservationFactory,
    benchmarks.LegalInstrumentFactory,
    benchmarks.CaseFigureFactory,
    benchmarks.ProposedObservationFactory,
    benchmarks.FollowUpGradeFactory,
    benchmarks.StatusTotalFactory,
    benchmarks.EvidenceFileFactory,
    benchmarks.EvidenceReaderFactory,
    benchmarks.SealedPartFactory,
    core.ThemeFactory,
    core.PassageFactory,
    core.SealingKeyFactory,
    core.InvitationFactory,
    core.GuessCountFactory,
    core.ReleaseFactory,
    elections.ElectionFigureFactory,
    elections.ObserverDelegationFactory,
    elections.FindingFactory,
    elections.PartyResultFactory,
    elections.TurnoutFactory,
    elections.ConsistencyCheckFactory,
    resolutions.ResolutionParagraphFactory,
    resolutions.MandateHolderFactory,
    resolutions.MilestoneFactory,
    resolutions.InterlocutorFactory,
)
EVERY_ROLE = [role.value for role in Role]


def with_a_session(person: User) -> Visitor:
    """A person who has signed in."""
    client = Client()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    return Visitor(person.username, {"cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"})


def with_a_token(person: User) -> Visitor:
    """A person's program."""
    _, token = ApiToken.objects.create(user=person, scope=Scope.REVIEW.value)
    return Visitor("a program", {"authorization": f"Token {token}"})


@pytest.fixture
def visitors(transactional_db: None) -> list[Visitor]:
    """Everybody who asks; the two people see different things everywhere, by name at least."""
    monitor: Any = UserFactory(username="monitor", roles=["monitor"])
    admin: Any = UserFactory(username="admin", roles=EVERY_ROLE, is_staff=True, is_superuser=True)
    reviewer: Any = UserFactory(username="reviewer", roles=["reviewer"])
    return [
        NOBODY,
        with_a_session(monitor),
        with_a_session(admin),
        with_a_token(reviewer),
    ]


@pytest.fixture
def world(visitors: list[Visitor]) -> None:
    """A row or two of everything there is, and of updates one in each state, with restricted evidence."""
    for make in ROW_OF_EACH_KIND:
        make()
    loaded(fixture(theme("loaded")), User.objects.get(username="admin"))
    updates_in_each_state(BenchmarkFactory(number=1))
    refresh_everything()


def updates_in_each_state(benchmark: Any) -> None:
    """What the monitor recorded: hidden, half hidden and public."""
    monitor = User.objects.get(username="monitor")
    for states in ({}, {"submitted": True}, {"returned": True}, {"published": True}):
        update: Any = ProgressUpdateFactory(benchmark=benchmark, author=monitor, **states)
        EvidenceFactory(update=update)
        EvidenceFactory(update=update, visibility="restricted", description="Only for the team")
    HistoryEntryFactory(by=monitor)
    NoticeFactory(recipient=monitor, text="Something of the monitor's own.")


@pytest.fixture
def site(live_server: LiveServer, caplog: pytest.LogCaptureFixture) -> str:
    """Where the site is; it does not write down each of the hundreds of pages that somebody may not see."""
    caplog.set_level(logging.CRITICAL, logger="django.request")
    return live_server.url
