"""What two releases differ in, table by table, row by row, field by field: complete, as data."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from core.models import Release, ReleaseFile
from core.releases.stored import content_of
from core.releases.tables import ADDRESSES, Row, Table, described_in, table_of


@dataclass(frozen=True)
class FieldChange:
    """One field of a row in both releases."""

    field: str
    title: str
    before: str
    after: str


@dataclass(frozen=True)
class RowChange:
    """One row that both releases hold, with the fields that differ; the row as the later one has it."""

    key: str
    row: Row
    fields: list[FieldChange]


@dataclass(frozen=True)
class NewRow:
    """One row that only one of the two holds."""

    key: str
    row: Row


@dataclass(frozen=True)
class TableDifference:
    """What became of one list: `is_new` and `is_gone` where only one of the two has it."""

    noun: str
    title: str
    is_new: bool
    is_gone: bool
    columns_added: list[str]
    columns_removed: list[str]
    added: list[NewRow]
    removed: list[NewRow]
    changed: list[RowChange]

    @property
    def count(self) -> int:
        """How many rows differ."""
        return len(self.added) + len(self.removed) + len(self.changed)


@dataclass(frozen=True)
class Differences:
    """Two releases side by side."""

    first: Release
    second: Release

    @cached_property
    def tables(self) -> list[TableDifference]:
        """The lists that differ, in the order of the later release; those that went stand last."""
        return list(_tables(self.first, self.second))

    @property
    def added(self) -> int:
        """How many rows only the second has."""
        return sum(len(table.added) for table in self.tables)

    @property
    def removed(self) -> int:
        """How many rows only the first has."""
        return sum(len(table.removed) for table in self.tables)

    @property
    def changed(self) -> int:
        """How many rows both have, differing."""
        return sum(len(table.changed) for table in self.tables)


# Where a row leads, and when it was last looked at, is not what it says.
NOT_WHAT_IT_SAYS = (*ADDRESSES, "checked_at")
# Stands for a list that one of two releases has not.
NOTHING = Table("", "", {}, {})


def differences(first: Release, second: Release) -> Differences:
    """What became of the data from the first release to the second; both were read with their files."""
    return Differences(first, second)


def _tables(first: Release, second: Release) -> Iterator[TableDifference]:
    before, after = _files(first), _files(second)
    described = _described(first), _described(second)
    for path in dict.fromkeys([*after, *before]):
        old, new = before.get(path), after.get(path)
        if old and new and old.served_id == new.served_id:
            continue
        one = table_of(described[0][path], content_of(old)) if old else None
        other = table_of(described[1][path], content_of(new)) if new else None
        found = _difference(one, other)
        if found.count or found.is_new or found.is_gone or found.columns_added or found.columns_removed:
            yield found


def _files(release: Release) -> dict[str, ReleaseFile]:
    return {file.path: file for file in release.files.all() if file.path.endswith(".csv")}


def _described(release: Release) -> dict[str, dict]:
    package = next(file for file in release.files.all() if file.path == "datapackage.json")
    return described_in(content_of(package))


def _difference(before: Table | None, after: Table | None) -> TableDifference:
    old, new = before or NOTHING, after or NOTHING
    shown = after or old
    both = before is not None and after is not None
    return TableDifference(
        noun=shown.noun,
        title=shown.title,
        is_new=before is None,
        is_gone=after is None,
        columns_added=[name for name in new.titles if both and name not in old.titles],
        columns_removed=[name for name in old.titles if both and name not in new.titles],
        added=[NewRow(key, row) for key, row in new.rows.items() if key not in old.rows],
        removed=[NewRow(key, row) for key, row in old.rows.items() if key not in new.rows],
        changed=list(_changed(old, new)),
    )


def _changed(old: Table, new: Table) -> Iterator[RowChange]:
    """The rows whose cells differ in a column that both tables have, and that says something."""
    shared = [name for name in new.titles if name in old.titles and name not in NOT_WHAT_IT_SAYS]
    for key, row in new.rows.items():
        was = old.rows.get(key)
        if was is None:
            continue
        fields = [
            FieldChange(name, new.titles[name], was[name], row[name])
            for name in shared
            if was[name] != row[name]
        ]
        if fields:
            yield RowChange(key, row, fields)
