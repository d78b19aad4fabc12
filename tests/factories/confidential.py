"""A cast for confidential evidence: a key whose private half is at hand, an update that holds a source."""

from typing import Any

import pyrage

from benchmarks_app import services
from benchmarks_app.models import Evidence, ProgressUpdate
from benchmarks_app.services import EvidenceItem, Source, UpdateContent
from core.models import User
from tests.factories.benchmarks import BenchmarkFactory
from tests.factories.core import NOON, SealingKeyFactory

TEXT = "canary-description"
ORIGIN = "canary-origin"
SOURCE = Source(identity="canary-identity", contact="canary-contact", place="canary-place")
SEALED_TEXTS = (SOURCE.identity, SOURCE.contact, SOURCE.place)


def key_in_force() -> Any:
    """A private key whose public half is in force."""
    identity = pyrage.x25519.Identity.generate()
    SealingKeyFactory(public_key=str(identity.to_public()))
    return identity


def confidential(**changes: Any) -> EvidenceItem:
    """A confidential row with a whole source."""
    said = {"description": TEXT, "origin": ORIGIN, "visibility": "confidential", "source": SOURCE}
    return EvidenceItem(**(said | changes))


def open_row(**changes: Any) -> EvidenceItem:
    """A public row."""
    return EvidenceItem(**({"description": "A report", "origin": "OHCHR"} | changes))


def content(*evidence: EvidenceItem, **changes: Any) -> UpdateContent:
    """What a monitor says, resting on these rows."""
    said = {"status": "off_target", "assessor": "ohchr", "assessed_on": "2023", "narrative": "What changed."}
    benchmark = changes.pop("benchmark", None) or BenchmarkFactory()
    return UpdateContent(benchmark=benchmark, evidence=evidence, **(said | changes))


def drafted(by: User, *evidence: EvidenceItem, **changes: Any) -> ProgressUpdate:
    """A draft resting on these rows; on one confidential row when none is given."""
    said = content(*(evidence or (confidential(),)), **changes)
    return services.draft_update(content=said, by=by, at=NOON)


def published(by: User, reviewer: User, *evidence: EvidenceItem, **changes: Any) -> ProgressUpdate:
    """The same, submitted by its author and published by a reviewer."""
    update = services.submit_update(update=drafted(by, *evidence, **changes), by=by, at=NOON)
    return services.publish_update(update=update, names_nobody=True, by=reviewer, at=NOON)


def the_row(update: ProgressUpdate) -> Evidence:
    """The confidential row of an update."""
    return Evidence.objects.get(update=update, visibility="confidential")
