"""Two worlds that differ only in what one reader may not see.

`Scene` is what both share: people, and one of every kind of public content. `World` adds to it all that
somebody may not see, once in the way of world "one" and once in the way of world "other":

- a hidden *row* is there in one world only (`world.rows(3, seen_by=…)` gives the ids of three rows in one
  world and none in the other; each row gets its id here, so that what is public has the same id in both);
- a hidden *value* of something public differs (`world.secret("review note", seen_by=…)`).

What the reader may see (`seen_by`) is the same in both.

**To add a hidden thing:** write a function in `hidden_things.py` that takes a `World`, makes its rows with
the factories, asks `world.rows` which of them are there and `world.secret` for every confidential text,
says who may see each, and add it to `EVERYTHING` there. The twin worlds, the canaries and the planted
defects take it up from that list; nothing else names it.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import factory
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from factory.django import DjangoModelFactory

from benchmarks_app.models import Benchmark, Indicator, Measure, ProgressUpdate, Recommendation
from core.models import Document, User
from core.search_index import refresh_everything
from tests.api.test_query_bounds import MAKERS
from tests.factories.benchmarks import BenchmarkFactory, IndicatorFactory, MeasureFactory
from tests.factories.core import DocumentFactory, ThemeFactory, UserFactory
from tests.leaks.readers import Caller, Reader, calling_with_token, signed_in

ONE, OTHER = "one", "other"
# Benchmark numbers have at most four digits: far from those of other tests, and not too far.
FIRST_IN_SEQUENCE = 1000
# One of each kind is enough to show whether it changes; every row more is paid for in each answer.
PUBLIC_BESIDES = (
    *("recommendations", "follow-up-grades", "status-totals", "legal-instruments", "cases", "elections"),
    *("party-results", "turnouts", "consistency-checks", "resolutions", "mandate-holders"),
    *("milestones", "interlocutors"),
)


@dataclass
class Scene:
    """What both worlds share: the readers, somebody else who writes, and public content of every kind."""

    people: dict[Reader, User]
    callers: dict[Reader, Caller]
    writer: User
    benchmark: Benchmark
    measure: Measure
    indicator: Indicator
    recommendation: Recommendation
    document: Document
    first_id: int


def set_scene() -> Scene:
    """A new scene, without anything hidden in it."""
    for noun in PUBLIC_BESIDES:
        MAKERS[noun]()
    benchmark = BenchmarkFactory(themes=[ThemeFactory()])
    names = {
        Reader.NO_ROLE: UserFactory(username="no-role"),
        Reader.RESEARCHER: UserFactory(username="researcher", roles=["researcher"]),
        Reader.MONITOR: UserFactory(username="monitor", roles=["monitor"]),
        Reader.REVIEWER: UserFactory(username="reviewer", roles=["reviewer"]),
    }
    callers = {reader: signed_in(person) for reader, person in names.items()}
    newest = ProgressUpdate.objects.order_by("pk").last()
    return Scene(
        people=names,
        callers={
            Reader.ANONYMOUS: Caller(),
            **callers,
            Reader.READ_TOKEN: calling_with_token(names[Reader.MONITOR]),
        },
        writer=UserFactory(username="writer", roles=["monitor"]),
        benchmark=benchmark,
        measure=MeasureFactory(benchmark=benchmark, order=1),
        indicator=IndicatorFactory(benchmark=benchmark),
        recommendation=Recommendation.objects.earliest("pk"),
        document=DocumentFactory(),
        first_id=(newest.pk if newest else 0) + 1000,
    )


@dataclass
class World:
    """A scene as one reader must not be able to tell it from its twin."""

    scene: Scene
    reader: Reader
    name: str
    scale: int = 1
    ids: Any = None
    words: dict[str, frozenset[Reader]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ids = count(self.scene.first_id)
        self._numbers: dict[str, Iterator[int]] = defaultdict(count)

    def rows(self, number: int, seen_by: frozenset[Reader]) -> list[int]:
        """The ids of this many rows; none in the other world, where the reader may not see them."""
        return [pk for _ in range(number * self.scale) for pk in self.one_row(seen_by)]

    def one_row(self, seen_by: frozenset[Reader]) -> list[int]:
        """The id of one row, however large the world is; none in the other world, likewise."""
        pk = next(self.ids)
        return [pk] if self.is_alike_for(seen_by) else []

    def is_alike_for(self, seen_by: frozenset[Reader]) -> bool:
        """Whether what these see is as in world "one": the reader is one of them, or this is that world."""
        return self.name == ONE or self.reader in seen_by

    def hidden_from(self, reader: Reader) -> set[str]:
        """The words that this reader may not see."""
        return {word for word, seen_by in self.words.items() if reader not in seen_by}

    def hidden_updates(self) -> list[int]:
        """The ids of the updates there are and that this reader may not see."""
        person = self.scene.people.get(self.reader, AnonymousUser())
        seen = ProgressUpdate.objects.visible_to(person)
        made = ProgressUpdate.objects.filter(pk__gte=self.scene.first_id)
        return sorted(made.exclude(pk__in=seen.values("pk")).values_list("pk", flat=True))

    def secret(self, what: str, seen_by: frozenset[Reader]) -> str:
        """A text that occurs nowhere else: the same in both worlds only where the reader may see it."""
        world = "both" if self.reader in seen_by else self.name
        word = self.word(f"{world}{next(self._numbers[world])}{what}")
        self.words[word], self.kinds[word] = seen_by, what
        return f"{what} {'of the other world ' if world == OTHER else ''}{word}"

    def word(self, seed: str) -> str:
        """A word that nobody would write, the same for the same seed."""
        return "z" + hashlib.sha256(seed.encode()).hexdigest()[:12]


HiddenThing = Callable[[World], None]


def build(world: World, things: tuple[HiddenThing, ...]) -> World:
    """The world with these hidden things in it, and what of it the search finds."""
    for place, thing in enumerate(things):
        begin_sequences_at(FIRST_IN_SEQUENCE + 200 * place)
        thing(world)
    refresh_everything()
    return world


def begin_sequences_at(number: int) -> None:
    """Let every factory count from here: what is the same in both worlds then has the same names in both."""
    for each in all_factories(DjangoModelFactory):
        if not each._meta.abstract:
            each.reset_sequence(number, force=True)


def all_factories(base: type[factory.Factory]) -> list[Any]:
    """Every factory under this one."""
    return [found for each in base.__subclasses__() for found in [each, *all_factories(each)]]


@contextmanager
def passing(scene: Scene, reader: Reader, name: str, things: tuple[HiddenThing, ...]) -> Iterator[World]:
    """The world of this name, until the end of the block."""
    with transaction.atomic():
        yield build(World(scene, reader, name), things)
        transaction.set_rollback(True)
