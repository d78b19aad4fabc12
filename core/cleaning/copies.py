"""The door: an uploaded file goes in, the copy to publish comes out, or a refusal that says why."""

import hashlib
import json
import logging
from dataclasses import dataclass

from core.cleaning import caps, sandbox
from core.cleaning.kinds import Kind, kind_of, refuse_contradiction
from core.cleaning.refusals import refused
from core.errors import RuleBroken

_LONGEST_LINE = 200
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class CleanCopy:
    """What may be published of a file."""

    kind: Kind
    content: bytes

    @property
    def sha256(self) -> str:
        """The copy's own hash, by which anybody can check it."""
        return hashlib.sha256(self.content).hexdigest()


def clean(content: bytes, *, name: str = "", declared: str = "") -> CleanCopy:
    """The copy to publish; `name` and `declared` type are believed by nobody and must not contradict it."""
    if not content:
        raise refused("empty")
    if len(content) > caps.MOST_BYTES:
        raise refused("too_many_bytes", limit=caps.MOST_BYTES // caps.MEGABYTE)
    kind = kind_of(content)
    refuse_contradiction(kind, name=name, declared=declared)
    outcome = sandbox.run(content, kind)
    if outcome is None:
        raise refused("busy")
    return CleanCopy(kind, _copy_in(outcome, kind))


def _copy_in(outcome: sandbox.Outcome, kind: Kind) -> bytes:
    """The copy that the process wrote, when it ended as it should."""
    if outcome.ended != 0:
        raise _broken_reader(outcome, kind)
    line, _end, copy = outcome.written.partition(b"\n")
    refusal = _refusal_in(line)
    if refusal:
        raise refusal
    if kind_of(copy) != kind:
        raise refused("broke_the_reader")
    return copy


def _refusal_in(line: bytes) -> RuleBroken | None:
    """What the process said; a file may have taken it over, so it is believed only in our own words."""
    try:
        said = json.loads(line[:_LONGEST_LINE])
        return refused(said["unfit"], **said["values"]) if said else None
    except (ValueError, KeyError, TypeError):
        return refused("broke_the_reader")


def _broken_reader(outcome: sandbox.Outcome, kind: Kind) -> RuleBroken:
    """The refusal for a file that ended the process; the log says how, and nothing of the file."""
    logger.warning("The reader of a file that said it was %s ended with %s.", kind.value, outcome.ended)
    return refused("too_much_time" if outcome.took_too_long else "broke_the_reader")
