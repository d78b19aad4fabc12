"""The triggers that keep the moments of `core.public_moments` true, raw SQL and fixtures included.

Those of SQLite are here, row by row; those of PostgreSQL are in `core/moments_at_commit.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

from core.moment_paths import TABLE, Reached, key_of, reached
from core.moments_at_commit import AT_COMMIT, StatementTiming, make_pending
from core.public_moments import ITSELF, Models, Source, kinds, sources

PREFIX = "times_"
NOW = {"postgresql": "clock_timestamp()", "sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now') || '000'"}
ROWS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
# What of ours is there, of earlier versions too.
FOUND = {
    "postgresql": f"SELECT proname FROM pg_proc WHERE starts_with(proname::text, '{PREFIX}')",  # noqa: S608
    "sqlite": f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND name GLOB '{PREFIX}*'",  # noqa: S608
}
DROP = {"postgresql": "DROP FUNCTION IF EXISTS {}() CASCADE", "sqlite": "DROP TRIGGER IF EXISTS {}"}


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

    @property
    def by_statement(self) -> StatementTiming:
        """Those of PostgreSQL."""
        return StatementTiming(self.source, self.name)

    def triggers(self, vendor: str) -> list[str]:
        """The names of its triggers."""
        if vendor == "postgresql":
            return self.by_statement.triggers
        return [f"{self.name}_{event.lower()}" for event in ROWS]

    def create(self, vendor: str) -> list[str]:
        """The statements that make them."""
        if vendor == "sqlite":
            return [self._for_sqlite(event) for event in ROWS]
        return list(self.by_statement.create())

    def _for_sqlite(self, event: str) -> str:
        changed = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in self.source.columns)
        when = f"WHEN {changed}" if event == "UPDATE" else ""
        moved = " ".join(self._moves(row) for row in ROWS[event])
        gone = self._gone() if event == "DELETE" else ""
        return (
            f"CREATE TRIGGER {self.name}_{event.lower()} AFTER {event} ON {self.table} FOR EACH ROW {when}"
            f" BEGIN {moved} {gone} END"
        )

    def _moves(self, row: str) -> str:
        """The statements by which the rows that one row leads to have changed now."""
        paths = dict.fromkeys(self.source.paths)
        written = (_written(reached(self.source.model, path), self.source.public) for path in paths)
        return " ".join(written).replace("ROW.", f"{row}.")

    def _gone(self) -> str:
        """A row that is gone has no moment."""
        if ITSELF not in self.source.paths:
            return ""
        model = self.source.model
        return (
            f"DELETE FROM {TABLE} WHERE kind = '{model._meta.label_lower}' AND row_id = OLD.{key_of(model)};"  # noqa: S608
        )


def _written(found: Reached, public: str) -> str:
    """The statements that write now as the moment of these rows.

    Two of them: inside an INSERT OR IGNORE, SQLite would ignore what a conflict asks for.
    """
    moved = f"SET modified_at = {NOW['sqlite']} WHERE kind = '{found.kind}' AND row_id IN ({found.keys})"
    moved += f" AND ({public})" if public else ""
    return f"UPDATE {TABLE} {moved}; {_added(found, found.rows(public), 'sqlite')};"


def _inserted(found: Reached, rows: str, vendor: str) -> str:
    return (
        f"INSERT INTO {TABLE} (kind, row_id, modified_at)"
        f" SELECT '{found.kind}', target.{key_of(found.model)}, {NOW[vendor]} {rows}"
    )


def _added(found: Reached, rows: str, vendor: str) -> str:
    """The statement that gives now to those of these rows that have no moment."""
    its_own = f"known.kind = '{found.kind}' AND known.row_id = target.{key_of(found.model)}"
    known = f"SELECT 1 FROM {TABLE} AS known WHERE {its_own}"  # noqa: S608 (names of ours)
    return f"{_inserted(found, rows, vendor)} AND NOT EXISTS ({known})"


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
    if vendor == "postgresql":
        _execute(connection, make_pending(kinds().values()))
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
    at_commit = [AT_COMMIT] if connection.vendor == "postgresql" else []
    due = (name for timing in timings(connection) for name in timing.triggers(connection.vendor))
    return [name for name in (*due, *at_commit) if name not in there]


def _forgotten(model: Models) -> str:
    return f"DELETE FROM {TABLE} WHERE kind = '{model._meta.label_lower}'"  # noqa: S608 (names of ours)


def _begun(model: Models, vendor: str) -> str:
    """The statement that gives now to the rows without a moment."""
    every = Reached(model, f"SELECT {key_of(model)} FROM {model._meta.db_table}")  # noqa: S608
    return _added(every, every.rows(""), vendor)


def _execute(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
