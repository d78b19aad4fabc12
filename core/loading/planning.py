"""What files would do, found out by doing it and taking it back: a plan is never a guess."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import NotPermitted, RuleBroken
from core.loading.effects import Effect, Kind
from core.loading.given import MOST_BYTES, BroughtFile, Unreadable
from core.loading.manifest import whole_by_its_own_line
from core.loading.reading import read
from core.loading.rows import Writer
from core.models import User
from core.permissions import Action, may

Tell = Callable[[int, int], None]


def untold(done: int, of: int) -> None:
    """For whoever does not ask how far it is."""


@dataclass(frozen=True)
class Plan:
    """What becomes of every row of some files, against the database as it was when this was found out."""

    files: tuple[BroughtFile, ...]
    effects: tuple[Effect, ...]

    def of(self, kind: Kind) -> list[Effect]:
        """The rows of one kind."""
        return [effect for effect in self.effects if effect.kind is kind]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each kind."""
        found = Counter(effect.kind for effect in self.effects)
        return {kind.value: found[kind] for kind in Kind}

    @property
    def changes_something(self) -> bool:
        """Whether any row would be added or changed."""
        return any(effect.kind in (Kind.NEW, Kind.CHANGED) for effect in self.effects)

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the files and of what they do: another one as soon as the rows have changed."""
        said = [[file.sha256 for file in self.files], [effect.said for effect in self.effects]]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def make_plan(
    *, files: Sequence[BroughtFile], by: User, whole: Iterable[str] = (), tell: Tell = untold
) -> Plan:
    """What these files would do now; nothing stays written.

    `whole` names the files that a manifest of their set, or else the person, vouches for; `tell` is told
    after each row how many are done of how many.
    """
    admins_only(by)
    refuse_unless_whole(files, whole)
    with transaction.atomic():
        plan = carry_out(files, tell)
        transaction.set_rollback(True)
    return plan


def carry_out(files: Sequence[BroughtFile], tell: Tell = untold) -> Plan:
    """Write every row that can be, in the caller's transaction."""
    writer, effects = Writer(), []
    given = [row for file in files for row in read(file)]
    for done, row in enumerate(given, start=1):
        effects.append(writer.write(row))
        tell(done, len(given))
    return Plan(tuple(files), tuple(effects))


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
