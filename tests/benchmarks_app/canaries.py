"""An update that goes through its whole life with a canary in every text."""

from decimal import Decimal

from benchmarks_app import services
from benchmarks_app.models import ProgressUpdate
from benchmarks_app.services import EvidenceItem, ObservationItem, UpdateContent
from core.models import Document, User
from tests.factories.benchmarks import BenchmarkFactory, IndicatorFactory
from tests.factories.core import NOON

CANARY = "kestrel-7f3a"


def content(document: Document | None = None) -> UpdateContent:
    """What an update says, the canary in every text."""
    benchmark = BenchmarkFactory()
    number = ObservationItem(IndicatorFactory(benchmark=benchmark), "2023", Decimal(7), note=f"Note {CANARY}")
    items = [
        EvidenceItem(f"Testimony {CANARY}", f"Group {CANARY}", url=f"https://example.org/{CANARY}"),
        EvidenceItem("A record", f"Office {CANARY}", document=document, visibility="restricted"),
    ]
    return UpdateContent(
        benchmark=benchmark,
        status="variable",
        assessor="ohchr",
        assessed_on="2023-06",
        narrative=f"What {CANARY} said.",
        evidence=tuple(items),
        observations=(number,),
    )


def draft(by: User, document: Document | None = None) -> ProgressUpdate:
    """A draft that was revised once."""
    said = content(document)
    update = services.draft_update(content=said, by=by, at=NOON)
    return services.revise_update(update=update, content=said, by=by, at=NOON)


def submitted(by: User, reviewer: User, document: Document | None = None) -> ProgressUpdate:
    """One that was returned with a note and submitted again."""
    update = services.submit_update(update=draft(by, document), by=by, at=NOON)
    services.return_update(update=update, note=f"Leave {CANARY} out.", by=reviewer, at=NOON)
    return services.submit_update(update=update, by=by, at=NOON)


def published(by: User, reviewer: User, document: Document | None = None) -> ProgressUpdate:
    """One that everybody can read."""
    update = submitted(by, reviewer, document)
    return services.publish_update(update=update, names_nobody=True, by=reviewer, at=NOON)


def withdrawn(by: User, reviewer: User) -> ProgressUpdate:
    """One that went through its whole life."""
    update = published(by, reviewer)
    return services.withdraw_update(update=update, reason=f"{CANARY} asked.", by=reviewer, at=NOON)
