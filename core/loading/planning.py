"""What files would do, found out by doing it and taking it back: a plan is never a guess."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import NotPermitted, RuleBroken
from core.loading.batches import BatchWriter, batches
from core.loading.effects import Effect, Kind
from core.loading.given import MOST_BYTES, BroughtFile, Unreadable
from core.loading.kept_effects import KeptEffects
from core.loading.loadable import loadable_models
from core.loading.manifest import whole_by_its_own_line
from core.loading.reading import read
from core.models import User
from core.permissions import Action, may

Tell = Callable[[int, int], None]


def untold(done: int, of: int) -> None:
    """For whoever does not ask how far it is."""


@dataclass(frozen=True)
class Plan:
    """What becomes of every row of some files, against the database as it was when this was found out."""

    files: tuple[BroughtFile, ...]
    effects: KeptEffects

    def of(self, *kinds: Kind) -> Iterator[Effect]:
        """The rows of these kinds, one after the other."""
        return self.effects.of(*kinds)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each kind."""
        return {kind.value: self.effects.counted[kind] for kind in Kind}

    @property
    def changes_something(self) -> bool:
        """Whether any row would be added or changed."""
        return bool(self.effects.counted[Kind.NEW] or self.effects.counted[Kind.CHANGED])

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the files and of what they do: another one as soon as the rows have changed."""
        return self.effects.fingerprint


def make_plan(
    *, files: Sequence[BroughtFile], by: User, whole: Iterable[str] = (), tell: Tell = untold
) -> Plan:
    """What these files would do now; nothing stays written.

    `whole` names the files that a manifest of their set, or else the person, vouches for; `tell` is told
    after each batch how many rows are done of how many, and may end the work by raising.
    """
    admins_only(by)
    refuse_unless_whole(files, whole)
    with transaction.atomic():
        plan = carry_out(files, tell)
        transaction.set_rollback(True)
    return plan


def carry_out(files: Sequence[BroughtFile], tell: Tell = untold) -> Plan:
    """Write every row that can be, batch by batch, in the caller's transaction."""
    given = [read(file) for file in files]
    writer, effects = BatchWriter(), KeptEffects([file.sha256 for file in files])
    rows, known, of = chain.from_iterable(given), loadable_models(), sum(map(len, given))
    for batch in batches(rows, known):
        effects.add(writer.write(batch))
        tell(len(effects), of)
    return Plan(tuple(files), effects)


def admins_only(by: User) -> None:
    """Refuse everybody who does not load content."""
    if not may(by, Action.LOAD_CONTENT):
        raise NotPermitted(_("Only admins load content."))


def refuse_unless_whole(files: Sequence[BroughtFile], whole: Iterable[str]) -> None:
    """Refuse files that are too large, that were altered, or that nobody vouches for."""
    if not files:
        raise RuleBroken(_("There is no file."), field="file")
    vouched = set(whole)
    for file in files:
        if len(file.content) > MOST_BYTES:
            raise Unreadable(_("This file is too large: at most 16 MB are taken."))
        if not whole_by_its_own_line(file) and file.name not in vouched:
            raise WithoutManifest(file)


class WithoutManifest(RuleBroken):
    """Nothing says whether this file is whole; the person who brings it may say so."""

    def __init__(self, file: BroughtFile) -> None:
        said = _("%(name)s brings no manifest: nothing says whether it is whole. Confirm that it is.")
        super().__init__(said % {"name": file.name}, field="whole")
