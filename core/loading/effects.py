"""What a load does to one row, and why it refuses one."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from core.loading.given import Place
from core.loading.states import State, named


class Kind(StrEnum):
    """What becomes of a row of a file."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Problem:
    """Why a row is refused, and where to look."""

    reason: str
    place: Place
    field: str = ""


@dataclass(frozen=True)
class Difference:
    """One field before and after."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Effect:
    """One row of a file with what it does: of a changed row only the fields that change."""

    kind: Kind
    model: str
    name: str
    place: Place
    before: State = field(default_factory=dict)
    after: State = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    pk: Any = field(default=None, compare=False, repr=False)

    @property
    def differences(self) -> list[Difference]:
        """Field by field, as people read it; of a new row what it holds."""
        return [
            Difference(name, named(self.before.get(name)), named(value))
            for name, value in self.after.items()
            if name in self.before or named(value) not in (None, "", [])
        ]

    @property
    def said(self) -> list[Any]:
        """All of it as plain values, without the numbers of rows, which differ from try to try."""
        before, after = (
            {name: named(value) for name, value in state.items()} for state in (self.before, self.after)
        )
        problems = [(problem.field, str(problem.reason)) for problem in self.problems]
        return [self.kind.value, self.model, self.name, before, after, problems]
