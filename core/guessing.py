"""Slows guessing at passwords and codes in a way with which nobody can lock somebody else out.

A guess is paid for before it is looked at and given back when it was right. A browser that has signed in
before pays from an allowance of its own; all others pay from that of their network address and, far larger,
from that of the account. So whoever guesses from one address runs dry long before the account does, and the
person at their own browser does not notice. Sources are kept as keyed hashes that change every day.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from allauth.core.internal.httpkit import get_client_ip
from allauth.core.internal.ratelimit import truncate_ip
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from core import known_browsers
from core.errors import DomainError
from core.models import GuessCount, User

QUARTER, HOUR = datetime.timedelta(minutes=15), datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


class TooManyGuesses(DomainError):
    """There were too many wrong tries; the same whether or not there is such an account."""

    status = 429


@dataclass(frozen=True)
class Allowance:
    """How many guesses one source has in a span of time."""

    kind: str
    source: str
    most: int
    span: datetime.timedelta

    def key(self, at: datetime.datetime) -> str:
        """What the source is counted under today."""
        told = f"{at.date()}:{self.kind}:{self.source}"
        return salted_hmac("core.guessing", told, algorithm="sha256").hexdigest()


def for_password(request: HttpRequest, username: str) -> list[Allowance]:
    """What a guess at a password is paid from."""
    if number := known_browsers.known_as(request, username):
        return [Allowance("browser", f"{number}:{username.casefold()}", 20, QUARTER)]
    return [
        Allowance("address", network_address(request), 20, QUARTER),
        Allowance("account", username.casefold(), 200, HOUR),
    ]


def for_code(request: HttpRequest, person: User) -> list[Allowance]:
    """What a guess at a code of the second factor is paid from, once the password was right."""
    if number := known_browsers.known_as(request, person.get_username()):
        return [Allowance("code, browser", f"{number}:{person.pk}", 10, HOUR)]
    return [Allowance("code, account", str(person.pk), 10, HOUR)]


def for_invitation(request: HttpRequest) -> list[Allowance]:
    """What a guess at the code of an invitation is paid from."""
    return [Allowance("invitation", network_address(request), 20, QUARTER)]


def for_confirming(person: User) -> list[Allowance]:
    """What somebody pays from who is signed in and has to show once more that it is them."""
    return [Allowance("confirmation", str(person.pk), 10, HOUR)]


def for_address(person: User) -> Allowance:
    """What a mail to an address is paid from that its owner has not confirmed: it could be anybody's."""
    return Allowance("unconfirmed address", str(person.pk), 6, DAY)


def network_address(request: HttpRequest) -> str:
    """The network address a call comes from; of the longer kind only the part that names the network."""
    return truncate_ip(get_client_ip(request) or "")


def pay(allowances: Sequence[Allowance], *, at: datetime.datetime, refusal: str = "") -> None:
    """Pay for one guess from each allowance, or refuse; what was paid stays paid even then."""
    for allowance in allowances:
        if not _paid(allowance, at):
            raise TooManyGuesses(
                refusal
                or _(
                    "Too many wrong tries. Wait a while and try again; a browser in which you have signed in "
                    "before still lets you in, and an admin can give you a new link."
                )
            )


def give_back(allowances: Sequence[Allowance], *, at: datetime.datetime) -> None:
    """Give the guess back: it was right."""
    keys = [allowance.key(at) for allowance in allowances]
    GuessCount.objects.filter(source__in=keys, guesses__gt=0).update(guesses=F("guesses") - 1)


@transaction.atomic
def _paid(allowance: Allowance, at: datetime.datetime) -> bool:
    """Count one more guess, unless the allowance is used up; two at the same moment wait for each other."""
    count, is_new = GuessCount.objects.select_for_update().get_or_create(
        source=allowance.key(at), defaults={"kind": allowance.kind, "forgotten_at": at + allowance.span}
    )
    if is_new:
        GuessCount.objects.forget_what_is_over(at)
    if count.forgotten_at <= at:
        count.guesses, count.forgotten_at = 0, at + allowance.span
    if count.guesses >= allowance.most:
        return False
    count.guesses += 1
    count.save(update_fields=["guesses", "forgotten_at"])
    return True
