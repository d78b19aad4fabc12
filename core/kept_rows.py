"""Database triggers that refuse to change or delete rows which must stay as they are, raw SQL included."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations.special import RunPython


@dataclass(frozen=True)
class Trigger:
    """Refuses one kind of statement on one table, with a sentence; `when` narrows it by OLD and NEW.

    TRUNCATE is PostgreSQL's. REPLACE is SQLite's: an INSERT that silently puts a row in another's place.
    """

    name: str
    table: str
    event: str
    says: str
    when: str = ""

    def create(self, vendor: str) -> list[str]:
        """The statements that make it; none where the database has no such event."""
        if self.event == ("TRUNCATE" if vendor == "sqlite" else "REPLACE"):
            return []
        if vendor == "sqlite":
            return [self._for_sqlite()]
        return [self._function_for_postgresql(), self._for_postgresql()]

    def drop(self, vendor: str) -> list[str]:
        """The statements that remove it, if it is there."""
        if vendor == "sqlite":
            return [f"DROP TRIGGER IF EXISTS {self.name}"]
        return [
            f"DROP TRIGGER IF EXISTS {self.name} ON {self.table}",
            f"DROP FUNCTION IF EXISTS {self.name}()",
        ]

    def _for_sqlite(self) -> str:
        when = f"WHEN {self.when.replace('IS DISTINCT FROM', 'IS NOT')}" if self.when else ""
        event = "INSERT" if self.event == "REPLACE" else self.event
        return (
            f"CREATE TRIGGER {self.name} BEFORE {event} ON {self.table} FOR EACH ROW {when}"
            f" BEGIN SELECT RAISE(ABORT, '{self.says}'); END"
        )

    def _for_postgresql(self) -> str:
        each = "STATEMENT" if self.event == "TRUNCATE" else "ROW"
        return (
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} FOR EACH {each}"
            f" EXECUTE FUNCTION {self.name}()"
        )

    def _function_for_postgresql(self) -> str:
        refuse = f"RAISE EXCEPTION '{self.says}' USING ERRCODE = 'integrity_constraint_violation';"
        if self.when:
            goes_on = "OLD" if self.event == "DELETE" else "NEW"
            refuse = f"IF {self.when} THEN {refuse} END IF; RETURN {goes_on};"
        return (
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {refuse} END $$"
        )


def changed(*columns: str) -> str:
    """The condition that at least one of these columns gets another value."""
    return " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)


def keep(triggers: Iterable[Trigger]) -> RunPython:
    """The migration step that sets these triggers up; backwards it removes them.

    SQLite forgets a table's triggers when a later migration remakes the table: that migration ends with
    this step again. The tests, and for the history `manage.py verify_history`, tell when a trigger is gone.
    """
    every = tuple(triggers)
    return RunPython(_step(every, _kept), _step(every, take_down), elidable=False)


def let_go(triggers: Iterable[Trigger]) -> RunPython:
    """The step before a migration changes tables that triggers stand on or ask; its last step is `keep`.

    SQLite remakes a table by renaming another, and refuses that while any trigger asks the one that is gone.
    """
    return RunPython(_step(tuple(triggers), _let_go), RunPython.noop, elidable=False)


def set_up(triggers: Iterable[Trigger], connection: BaseDatabaseWrapper) -> None:
    """Make the triggers, anew where they are there already."""
    take_down(triggers, connection)
    _execute([statement for each in triggers for statement in each.create(connection.vendor)], connection)


def take_down(triggers: Iterable[Trigger], connection: BaseDatabaseWrapper) -> None:
    """Remove the triggers that are there."""
    _execute([statement for each in triggers for statement in each.drop(connection.vendor)], connection)


def missing(triggers: Iterable[Trigger], connection: BaseDatabaseWrapper) -> list[str]:
    """The names of the triggers that this database should have and has not, or has switched off."""
    found = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(found)
        there = {name for (name,) in cursor.fetchall()}
    due = (trigger.name for trigger in triggers if trigger.create(connection.vendor))
    return [name for name in due if name not in there]


def _let_go(triggers: Iterable[Trigger], connection: BaseDatabaseWrapper) -> None:
    take_down(triggers, connection)
    if connection.vendor == "sqlite":
        _execute(["PRAGMA legacy_alter_table=ON"], connection)


def _kept(triggers: Iterable[Trigger], connection: BaseDatabaseWrapper) -> None:
    set_up(triggers, connection)
    if connection.vendor == "sqlite":
        _execute(["PRAGMA legacy_alter_table=OFF"], connection)


def _execute(statements: Iterable[str], connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _step(triggers: tuple[Trigger, ...], change: Callable[..., None]) -> Callable[[Any, Any], None]:
    return lambda apps, schema_editor: change(triggers, schema_editor.connection)
