"""The triggers that keep copied fields true, whoever writes what they are copied from, raw SQL included.

On PostgreSQL a copy is read under a lock: a change of the original that is under way is waited for, and has
to wait itself for the rows that copy it, so that neither misses the other.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

from core.copied_fields import is_copy


@dataclass(frozen=True)
class Copy:
    """A column, and the column of another table that it repeats, found by a link."""

    column: str
    link: str
    source: str
    original: str

    def read(self, row: str, lock: str = "") -> str:
        """What the original says, by the link of this row; nothing as long as the other row is not there."""
        asked = f"SELECT {self.original} FROM {self.source} WHERE id = {row}.{self.link}{lock}"  # noqa: S608
        return f"COALESCE(({asked}), '')"


@dataclass(frozen=True)
class Copying:
    """One table with its copies."""

    table: str
    copies: tuple[Copy, ...]

    @property
    def columns(self) -> str:
        """The columns that a copy turns on, and the copies: a change of any may make one untrue."""
        names = (name for copy in self.copies for name in (copy.link, copy.column))
        return ", ".join(dict.fromkeys(names))

    def triggers(self, vendor: str) -> list[str]:
        """The names of the triggers on this table."""
        name = f"copies_into_{self.table}"
        return [f"{name}_insert", f"{name}_update"] if vendor == "sqlite" else [name]

    def create(self, vendor: str) -> list[str]:
        """The statements that make them."""
        if vendor == "sqlite":
            return list(self._for_sqlite())
        (name,) = self.triggers(vendor)
        lines = (f"NEW.{copy.column} := {copy.read('NEW', ' FOR SHARE')};" for copy in self.copies)
        return [
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {' '.join(lines)} RETURN NEW; END $$",
            f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE OF {self.columns} ON {self.table}"
            f" FOR EACH ROW EXECUTE FUNCTION {name}()",
        ]

    def put_right(self) -> str:
        """The statement that writes the copies that are not true."""
        return f"UPDATE {self.table} SET {self._said(self.table)} WHERE {self.untrue(self.table)}"  # noqa: S608

    def untrue(self, row: str) -> str:
        """The condition that a row has a copy that is not true."""
        return " OR ".join(f"{row}.{copy.column} <> {copy.read(row)}" for copy in self.copies)

    def _for_sqlite(self) -> Iterator[str]:
        events = ("INSERT", f"UPDATE OF {self.columns}")
        said, untrue = self._said("NEW"), self.untrue("NEW")
        for name, event in zip(self.triggers("sqlite"), events, strict=True):
            yield (
                f"CREATE TRIGGER {name} AFTER {event} ON {self.table} FOR EACH ROW WHEN {untrue}"  # noqa: S608
                f" BEGIN UPDATE {self.table} SET {said} WHERE id = NEW.id; END"
            )

    def _said(self, row: str) -> str:
        return ", ".join(f"{copy.column} = {copy.read(row)}" for copy in self.copies)


@dataclass(frozen=True)
class Original:
    """One column of a table, and a copy of it: the copy follows when the original is written."""

    copying: str
    copy: Copy

    @property
    def name(self) -> str:
        """What its triggers and their function are called."""
        return f"copied_into_{self.copying}_{self.copy.column}"

    def triggers(self, vendor: str) -> list[str]:
        """The names of its triggers."""
        return [f"{self.name}_insert", f"{self.name}_update"] if vendor == "sqlite" else [self.name]

    def create(self, vendor: str) -> list[str]:
        """The statements that make them."""
        copy = self.copy
        follow = (
            f"UPDATE {self.copying} SET {copy.column} = NEW.{copy.original}"  # noqa: S608
            f" WHERE {copy.link} = NEW.id AND {copy.column} <> NEW.{copy.original};"
        )
        if vendor == "sqlite":
            events = ("INSERT", f"UPDATE OF {copy.original}")
            return [
                f"CREATE TRIGGER {name} AFTER {event} ON {copy.source} FOR EACH ROW BEGIN {follow} END"
                for name, event in zip(self.triggers(vendor), events, strict=True)
            ]
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {follow} RETURN NULL; END $$",
            f"CREATE TRIGGER {self.name} AFTER INSERT OR UPDATE OF {copy.original} ON {copy.source}"
            f" FOR EACH ROW EXECUTE FUNCTION {self.name}()",
        ]


def copyings() -> list[Copying]:
    """Every table that has copies."""
    found = []
    for model in apps.get_models():
        copies = tuple(_copy(model, field) for field in model._meta.local_concrete_fields if is_copy(field))
        if copies:
            found.append(Copying(model._meta.db_table, copies))
    return found


def _copy(model: type, field: object) -> Copy:
    link, _, original = field.of.partition("__")  # type: ignore[attr-defined]
    by = model._meta.get_field(link)  # type: ignore[attr-defined]
    source = by.related_model._meta
    return Copy(field.column, by.column, source.db_table, source.get_field(original).column)  # type: ignore[attr-defined]


def there(connection: BaseDatabaseWrapper) -> list[Copying]:
    """Those tables of which this database has the copies already."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        return [each for each in copyings() if each.table in tables and _has(each, connection, cursor)]


def _has(copying: Copying, connection: BaseDatabaseWrapper, cursor: Any) -> bool:
    columns = connection.introspection.get_table_description(cursor, copying.table)
    return {copy.column for copy in copying.copies} <= {column.name for column in columns}


def _makers(tables: list[Copying]) -> list[Copying | Original]:
    return [*tables, *(Original(table.table, copy) for table in tables for copy in table.copies)]


def set_up(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers, anew where they are there already, and write what is not copied yet."""
    take_down(connection)
    tables = there(connection)
    _execute(connection, (line for each in _makers(tables) for line in each.create(connection.vendor)))
    _execute(connection, (each.put_right() for each in tables))


def take_down(connection: BaseDatabaseWrapper) -> None:
    """Remove the triggers that are there."""
    names = [name for each in _makers(copyings()) for name in each.triggers(connection.vendor)]
    on_sqlite = connection.vendor == "sqlite"
    drop = "DROP TRIGGER IF EXISTS {}" if on_sqlite else "DROP FUNCTION IF EXISTS {}() CASCADE"
    _execute(connection, (drop.format(name) for name in names))


def untrue(connection: BaseDatabaseWrapper) -> int:
    """How many rows have a copy that is not true: none, or the triggers were off."""
    number = 0
    with connection.cursor() as cursor:
        for each in copyings():
            cursor.execute(f"SELECT count(*) FROM {each.table} WHERE {each.untrue(each.table)}")  # noqa: S608
            number += cursor.fetchone()[0]
    return number


def _execute(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
