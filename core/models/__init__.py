"""The shared models, one module a subject."""

from core.models.content import Cited, CitedQuerySet, Content, ContentQuerySet
from core.models.counts import CallCount, GuessCount
from core.models.digests import Digest, DigestSubscription
from core.models.documents import Document, Passage, Theme
from core.models.history import HistoryEntry, HistoryHead
from core.models.invitations import Invitation, InvitationQuerySet
from core.models.kept_archives import KeptArchive
from core.models.link_checks import LinkCheck
from core.models.loads import Load, LoadedRow, LoadQuerySet
from core.models.moments import PublicMoment
from core.models.outbox import Notice, OutboxMessage, ScheduledRun
from core.models.people import User
from core.models.planned_loads import PlannedLoad, PlannedLoadQuerySet, PlannedRow
from core.models.release_requests import ReleaseRequest
from core.models.releases import Release, ReleaseContent, ReleaseFile, ReleaseRedaction
from core.models.sealing import SealingKey
from core.models.search import SearchEdition, SearchEntry
from core.models.signed_heads import SignedHead
from core.models.stamp import PublicStamp
from core.models.tokens import ApiToken
from core.models.undoings import Undoing, UndoingQuerySet, UndoingRow
from core.models.wording import OfficiallyWorded, nothing_said_of_no_wording

__all__ = [
    "ApiToken",
    "CallCount",
    "Cited",
    "CitedQuerySet",
    "Content",
    "ContentQuerySet",
    "Digest",
    "DigestSubscription",
    "Document",
    "GuessCount",
    "HistoryEntry",
    "HistoryHead",
    "Invitation",
    "InvitationQuerySet",
    "KeptArchive",
    "LinkCheck",
    "Load",
    "LoadQuerySet",
    "LoadedRow",
    "Notice",
    "OfficiallyWorded",
    "OutboxMessage",
    "Passage",
    "PlannedLoad",
    "PlannedLoadQuerySet",
    "PlannedRow",
    "PublicMoment",
    "PublicStamp",
    "Release",
    "ReleaseContent",
    "ReleaseFile",
    "ReleaseRedaction",
    "ReleaseRequest",
    "ScheduledRun",
    "SealingKey",
    "SearchEdition",
    "SearchEntry",
    "SignedHead",
    "Theme",
    "Undoing",
    "UndoingQuerySet",
    "UndoingRow",
    "User",
    "nothing_said_of_no_wording",
]
