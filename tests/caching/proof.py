"""Asks for addresses through a cache, as several people in many orders, and writes down what went wrong."""

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from core.caching import TURNS_ON
from tests.caching.proxy import Answer, Cache

SEED = 4
# The one part of a public page that differs each time: the token of its form.
FORM_TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]+')


@dataclass(frozen=True)
class Visitor:
    """Somebody who asks, by what their requests carry."""

    name: str
    headers: dict[str, str]

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody can know who asks."""
        return not {"cookie", "authorization"} & self.headers.keys()


NOBODY = Visitor("nobody", {})


@dataclass
class Found:
    """What asking everything brought to light."""

    asked: int = 0
    addresses: int = 0
    from_cache: int = 0
    given_what_is_public: int = 0
    faults: list[str] = field(default_factory=list)


def prove(
    site: str, before: str, cache: Cache, visitors: Sequence[Visitor], addresses: Iterable[str]
) -> Found:
    """Ask for each address in an order drawn for it, and once more as nobody after all others."""
    found, chance = Found(), random.Random(SEED)  # noqa: S311 - an order, not a secret
    alone, through = Cache(site), Cache(before)
    named = {"host": alone.host}  # both ways the same: pages print their own address
    for address in addresses:
        cold = alone.ask(address, named)
        found.addresses += 1
        for visitor in (*chance.sample(visitors, len(visitors)), NOBODY):
            found.asked += 1
            judge(address, visitor, through.ask(address, {**named, **visitor.headers}), cold, found)
    found.faults += [f"{address}: kept what was personal" for address in kept_for_somebody(cache)]
    return found


def judge(address: str, visitor: Visitor, answer: Answer, cold: Answer, found: Found) -> None:
    """Look at one answer that came through the cache."""
    is_kept = answer.told("X-Kept") == "yes"
    found.from_cache += is_kept
    if visitor.is_anonymous:
        found.faults += [f"{address}: {fault}" for fault in faults_of_a_public(answer, cold)]
    elif is_kept:
        found.given_what_is_public += 1
    elif "no-store" not in answer.directives:
        found.faults.append(f"{address}: may be kept though {visitor.name} asked")


def faults_of_a_public(answer: Answer, cold: Answer) -> Iterable[str]:
    """How an anonymous answer through the cache differs from one without, and what it fails to say."""
    if (answer.status, plain(answer.body)) != (cold.status, plain(cold.body)):
        yield "not what a cold cache gives"
    if "no-store" in answer.directives:
        return
    missing = {name.lower() for name in TURNS_ON_ALL} - answer.turns_on
    if missing:
        yield f"does not say that it turns on {', '.join(sorted(missing))}"
    if answer.told("Set-Cookie"):
        yield "sets a cookie for everybody"


# A copy, so that a fault planted in the site's list is measured against the whole.
TURNS_ON_ALL = tuple(TURNS_ON)


def plain(body: bytes) -> bytes:
    """A page without the token of its form."""
    return FORM_TOKEN.sub(rb"\1", body)


def kept_for_somebody(cache: Cache) -> list[str]:
    """The addresses of which the cache kept what somebody with a session or a token was given."""
    return [
        address
        for address, answers in cache.kept.items()
        if any({"cookie", "authorization"} & one.request.keys() for one in answers)
    ]
