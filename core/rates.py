"""How many calls of the API anybody has in a span of time, counted once for all processes.

A process takes calls from the database a few at a time and hands them out from memory: what is handed out is
never more than the limit, and most calls cost no write. A caller is a keyed hash that is new in every span.
"""

import datetime
import logging
from dataclasses import dataclass
from threading import Lock

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils.crypto import salted_hmac

from core.models import CallCount

PARTS = 20
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rate:
    """How many calls a kind of caller has in a span of seconds."""

    kind: str
    most: int
    span: int

    @property
    def policy(self) -> str:
        """As the header `RateLimit-Policy` says it."""
        return f'"{self.kind}";q={self.most};w={self.span}'

    def ends(self, at: datetime.datetime) -> datetime.datetime:
        """When the span ends in which this moment lies."""
        seconds = (int(at.timestamp()) // self.span + 1) * self.span
        return datetime.datetime.fromtimestamp(seconds, datetime.UTC)


@dataclass(frozen=True)
class Standing:
    """Where a caller stands after a call."""

    rate: Rate
    allowed: bool
    left: int
    seconds: int


@dataclass
class Held:
    """Calls of one caller that this process may still hand out, and how many are left to take."""

    calls: int
    left: int
    until: datetime.datetime


_held: dict[str, Held] = {}
_lock = Lock()


def rate_of(kind: str) -> Rate | None:
    """The rate of a kind of caller; None where the settings set no limit."""
    found = settings.API_RATES.get(kind)
    return Rate(kind, *found) if found else None


def spend(*, rate: Rate, source: str, at: datetime.datetime) -> Standing:
    """Pay for one call of a caller, or say that none is left in this span."""
    until, key = rate.ends(at), _key(rate, source, at)
    with _lock:
        held = _held.get(key)
        if held is None or (held.calls == 0 and held.left > 0):
            held = _held[key] = _taken(key, rate, until, at)
        allowed = held.calls > 0
        held.calls -= allowed
    seconds = max(1, -int((at - until).total_seconds() // 1))
    return Standing(rate, allowed, held.calls + held.left, seconds)


def give_back(*, rate: Rate, source: str, at: datetime.datetime) -> None:
    """Give back a call that was paid for at this moment; this process may hand it out again."""
    with _lock:
        if held := _held.get(_key(rate, source, at)):
            held.calls += 1


def _key(rate: Rate, source: str, at: datetime.datetime) -> str:
    told = f"{rate.ends(at).isoformat()}:{rate.kind}:{source}"
    return salted_hmac("core.rates", told, algorithm="sha256").hexdigest()


def _taken(key: str, rate: Rate, until: datetime.datetime, at: datetime.datetime) -> Held:
    """A few more calls, taken from what is left for all processes."""
    for over in [other for other, held in _held.items() if held.until <= at]:
        del _held[over]
    try:
        return _take(key, rate, until, at)
    except OperationalError:
        if connection.vendor != "sqlite":
            raise
        # One long write locks out all others on SQLite: readers are not turned away for that.
        log.warning("calls are not counted while the database is busy")
        return Held(1, rate.most, until)


@transaction.atomic
def _take(key: str, rate: Rate, until: datetime.datetime, at: datetime.datetime) -> Held:
    count, is_new = CallCount.objects.select_for_update().get_or_create(
        source=key, defaults={"kind": rate.kind, "forgotten_at": until}
    )
    if is_new:
        CallCount.objects.forget_what_is_over(at)
    taken = min(max(1, rate.most // PARTS), rate.most - count.calls)
    if taken > 0:
        count.calls += taken
        count.save(update_fields=["calls"])
    return Held(max(0, taken), max(0, rate.most - count.calls), until)
