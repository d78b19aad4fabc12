"""The triggers that keep the moments of `core.public_moments` true, raw SQL and fixtures included.

On PostgreSQL they run as the transaction commits, after the one that writes the public stamp (hence the
name): who holds the stamp is alone, so that two who change the same rows cannot wait for each other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from core.models import PublicMoment
from core.public_moments import ITSELF, Models, Source, sources

PREFIX = "times_"
TABLE = PublicMoment._meta.db_table
NOW = {"postgresql": "clock_timestamp()", "sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now') || '000'"}
ROWS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
# What of ours is there, of earlier versions too.
FOUND = {
    "postgresql": f"SELECT proname FROM pg_proc WHERE starts_with(proname::text, '{PREFIX}')",  # noqa: S608
    "sqlite": f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND name GLOB '{PREFIX}*'",  # noqa: S608
}
DROP = {"postgresql": "DROP FUNCTION IF EXISTS {}() CASCADE", "sqlite": "DROP TRIGGER IF EXISTS {}"}


@dataclass(frozen=True)
class Reached:
    """The rows that a path leads to from a row of a table."""

    model: Models
    keys: str

    @property
    def kind(self) -> str:
        """What stands for their model."""
        return self.model._meta.label_lower

    def rows(self, public: str) -> str:
        """The question for those that are there; the others go with their moments."""
        when = f" AND ({public})" if public else ""
        table, key = self.model._meta.db_table, _key(self.model)
        return f"FROM {table} AS target WHERE target.{key} IN ({self.keys}){when}"


def reached(model: Models, path: str) -> Reached:
    """Where a path of relations leads to from "ROW"."""
    keys, current = f"ROW.{_key(model)}", model
    for place, name in enumerate(path.split("__") if path else ()):
        step: Any = current._meta.get_field(name)
        keys, current = _step(step, keys, is_first=place == 0), step.related_model
    return Reached(current, keys)


def _step(step: Any, keys: str, *, is_first: bool) -> str:
    """The keys at the end of one relation, from those at its beginning."""
    if step.many_to_one:
        table, own, other = step.model._meta.db_table, step.model._meta.pk.column, step.column
        if is_first:
            return f"ROW.{other}"
    elif step.one_to_many:
        remote = step.related_model._meta
        table, own, other = remote.db_table, step.field.column, remote.pk.column
    elif step.concrete:
        table, own, other = step.m2m_db_table(), step.m2m_column_name(), step.m2m_reverse_name()
    else:
        link = step.field
        table, own, other = link.m2m_db_table(), link.m2m_reverse_name(), link.m2m_column_name()
    return f"SELECT {other} FROM {table} WHERE {own} IN ({keys})"  # noqa: S608 (names of ours)


@dataclass(frozen=True)
class Timing:
    """The triggers on one table."""

    source: Source

    @property
    def table(self) -> str:
        """The table."""
        return self.source.model._meta.db_table

    @property
    def name(self) -> str:
        """What its triggers and their function are called."""
        return f"{PREFIX}{self.table}"

    def triggers(self, vendor: str) -> list[str]:
        """The names of its triggers."""
        return [self.name] if vendor == "postgresql" else [f"{self.name}_{event.lower()}" for event in ROWS]

    def create(self, vendor: str) -> list[str]:
        """The statements that make them."""
        if vendor == "sqlite":
            return [self._for_sqlite(event) for event in ROWS]
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {self._body()} RETURN NULL; END $$",
            f"CREATE CONSTRAINT TRIGGER {self.name} AFTER INSERT OR UPDATE OR DELETE ON {self.table}"
            f" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {self.name}()",
        ]

    def _body(self) -> str:
        columns = self.source.columns
        old, new = (", ".join(f'{row}."{column}"' for column in columns) for row in ("OLD", "NEW"))
        same = f"IF TG_OP = 'UPDATE' AND ROW({old}) IS NOT DISTINCT FROM ROW({new}) THEN RETURN NULL; END IF;"
        was = f"IF TG_OP <> 'INSERT' THEN {self._moves('OLD', 'postgresql')} END IF;"
        now = f"IF TG_OP <> 'DELETE' THEN {self._moves('NEW', 'postgresql')} END IF;"
        gone = f"IF TG_OP = 'DELETE' THEN {self._gone()} END IF;" if self._gone() else ""
        return f"{same} {was} {now} {gone}"

    def _for_sqlite(self, event: str) -> str:
        changed = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in self.source.columns)
        when = f"WHEN {changed}" if event == "UPDATE" else ""
        moved = " ".join(self._moves(row, "sqlite") for row in ROWS[event])
        gone = self._gone() if event == "DELETE" else ""
        return (
            f"CREATE TRIGGER {self.name}_{event.lower()} AFTER {event} ON {self.table} FOR EACH ROW {when}"
            f" BEGIN {moved} {gone} END"
        )

    def _moves(self, row: str, vendor: str) -> str:
        """The statements by which the rows that one row leads to have changed now."""
        paths = dict.fromkeys(self.source.paths)
        written = (_written(reached(self.source.model, path), self.source.public, vendor) for path in paths)
        return " ".join(written).replace("ROW.", f"{row}.")

    def _gone(self) -> str:
        """A row that is gone has no moment."""
        if ITSELF not in self.source.paths:
            return ""
        model = self.source.model
        return f"DELETE FROM {TABLE} WHERE kind = '{model._meta.label_lower}' AND row_id = OLD.{_key(model)};"  # noqa: S608


def _written(found: Reached, public: str, vendor: str) -> str:
    """The statements that write now as the moment of these rows.

    Two for SQLite: inside an INSERT OR IGNORE, it would ignore what a conflict asks for.
    """
    rows = found.rows(public)
    if vendor == "sqlite":
        moved = f"SET modified_at = {NOW[vendor]} WHERE kind = '{found.kind}' AND row_id IN ({found.keys})"
        moved += f" AND ({public})" if public else ""
        return f"UPDATE {TABLE} {moved}; {_added(found, rows, vendor)};"
    conflict = "ON CONFLICT (kind, row_id) DO UPDATE SET modified_at = EXCLUDED.modified_at"
    return f"{_inserted(found, rows, vendor)} {conflict};"


def _inserted(found: Reached, rows: str, vendor: str) -> str:
    return (
        f"INSERT INTO {TABLE} (kind, row_id, modified_at)"
        f" SELECT '{found.kind}', target.{_key(found.model)}, {NOW[vendor]} {rows}"
    )


def _added(found: Reached, rows: str, vendor: str) -> str:
    """The statement that gives now to those of these rows that have no moment."""
    its_own = f"known.kind = '{found.kind}' AND known.row_id = target.{_key(found.model)}"
    known = f"SELECT 1 FROM {TABLE} AS known WHERE {its_own}"  # noqa: S608 (names of ours)
    return f"{_inserted(found, rows, vendor)} AND NOT EXISTS ({known})"


def _key(model: Models) -> str:
    pk: Any = model._meta.pk
    return str(pk.column)


def timings(connection: BaseDatabaseWrapper) -> list[Timing]:
    """One for each table that is there."""
    there = set(connection.introspection.table_names())
    every = (Timing(found) for found in sources())
    return [timing for timing in every if timing.table in there]


def set_up(connection: BaseDatabaseWrapper, *, rewritten: Iterable[str] = ()) -> None:
    """Make the triggers anew; rows of apps that were `rewritten`, and those without a moment, get now.

    What a migration does to rows happens while there are no triggers, so it counts as a change of every one.
    """
    take_down(connection)
    vendor, own, changed = connection.vendor, timings(connection), set(rewritten)
    _execute(connection, (line for timing in own for line in timing.create(vendor)))
    models = [timing.source.model for timing in own if ITSELF in timing.source.paths]
    _execute(connection, (_forgotten(model) for model in models if model._meta.app_label in changed))
    _execute(connection, (_begun(model, vendor) for model in models))


def take_down(connection: BaseDatabaseWrapper) -> None:
    """Remove the triggers that are there, of earlier versions too."""
    with connection.cursor() as cursor:
        cursor.execute(FOUND[connection.vendor])
        names = [name for (name,) in cursor.fetchall()]
    _execute(connection, (DROP[connection.vendor].format(name) for name in names))


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of the triggers that this database should have and has not."""
    found = (
        FOUND["sqlite"]
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(found)
        there = {name for (name,) in cursor.fetchall()}
    due = (name for timing in timings(connection) for name in timing.triggers(connection.vendor))
    return [name for name in due if name not in there]


def _forgotten(model: Models) -> str:
    return f"DELETE FROM {TABLE} WHERE kind = '{model._meta.label_lower}'"  # noqa: S608 (names of ours)


def _begun(model: Models, vendor: str) -> str:
    """The statement that gives now to the rows without a moment."""
    every = Reached(model, f"SELECT {_key(model)} FROM {model._meta.db_table}")  # noqa: S608
    return _added(every, every.rows(""), vendor)


def _execute(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
