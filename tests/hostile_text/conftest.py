"""The running site whose every field is spoiled, and a browser whose own protection is switched off."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from benchmarks_app import services
from benchmarks_app.models import ProgressUpdate
from core.models import User
from tests.browser.conftest import Site, browser, database, fill, open_context
from tests.factories.core import HistoryEntryFactory
from tests.hostile_text.strings import HOSTILE
from tests.hostile_text.writing import Written, write_everywhere

__all__ = ["browser", "database", "open_context"]


@pytest.fixture(scope="package")
def spoiled(database: None) -> tuple[dict[str, str], Written]:
    """The content of the fixtures with hostile text in every field, and the sessions of each role."""
    sessions = fill()
    HistoryEntryFactory(before={"narrative": HOSTILE[0]}, after={"narrative": "\n\n".join(HOSTILE)})
    erase()
    return sessions, write_everywhere()


def erase() -> None:
    """Erase one update that was published, and of another its evidence."""
    admin, reviewer = User.objects.get(username="admin"), User.objects.get(username="reviewer")
    one, other = ProgressUpdate.objects.filter(evidence__isnull=False, state="published").distinct()[:2]
    when, reason = timezone.now(), "At their wish."
    withdrawn = services.withdraw_update(update=one, reason="It was wrong.", by=reviewer, at=when)
    services.erase_update(update=withdrawn, reason=reason, by=admin, at=when)
    services.erase_evidence(evidence=other.evidence.get(), reason=reason, by=admin, at=when)


@pytest.fixture(scope="package")
def site(spoiled: tuple[dict[str, str], Written]) -> Iterator[Site]:
    """The site that shows all this."""
    server = LiveServer("localhost")
    yield Site(server.url, spoiled[0])
    server.stop()
