"""The triggers that write the public stamp anew with every change of what the public sees, raw SQL included.

On PostgreSQL the stamp is written when the transaction commits, once: writers wait for each other no longer
than that, and whoever reads sees the stamp and what it stands for change at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

from core.public_tables import public_tables

EVENTS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
MOVED = """
IF current_setting('tracker.stamped', true) IS DISTINCT FROM txid_current()::text THEN
  INSERT INTO core_publicstamp (id, value) VALUES (1, md5(random()::text || clock_timestamp()::text))
    ON CONFLICT (id) DO UPDATE SET value = EXCLUDED.value;
  PERFORM set_config('tracker.stamped', txid_current()::text, true);
END IF;
"""
# No INSERT OR REPLACE: within an INSERT OR IGNORE, SQLite would ignore that too.
MOVED_ON_SQLITE = (
    "INSERT INTO core_publicstamp (id, value) SELECT 1, '' WHERE NOT EXISTS (SELECT 1 FROM core_publicstamp)",
    "UPDATE core_publicstamp SET value = lower(hex(randomblob(16)))",
)


@dataclass(frozen=True)
class Telling:
    """The triggers on one table; `public` says of a row "ROW" whether the public sees it."""

    table: str
    public: str

    @property
    def name(self) -> str:
        """What its triggers and their function are called."""
        return f"tells_{self.table}"

    def triggers(self, vendor: str) -> list[str]:
        """The names of its triggers."""
        events = EVENTS if vendor == "sqlite" else ("rows", "truncate")
        return [f"{self.name}_{event.lower()}" for event in events]

    def create(self, vendor: str) -> list[str]:
        """The statements that make them."""
        if vendor == "sqlite":
            return [self._for_sqlite(event, rows) for event, rows in EVENTS.items()]
        rows, truncate = self.triggers(vendor)
        run = f"EXECUTE FUNCTION {self.name}()"
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {self._body()} RETURN NULL; END $$",
            f"CREATE CONSTRAINT TRIGGER {rows} AFTER INSERT OR UPDATE OR DELETE ON {self.table}"
            f" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW {run}",
            f"CREATE TRIGGER {truncate} AFTER TRUNCATE ON {self.table} FOR EACH STATEMENT {run}",
        ]

    def drop(self, vendor: str) -> list[str]:
        """The statements that remove them, if they are there."""
        if vendor == "sqlite":
            return [f"DROP TRIGGER IF EXISTS {name}" for name in self.triggers(vendor)]
        return [f"DROP FUNCTION IF EXISTS {self.name}() CASCADE"]

    def _body(self) -> str:
        if not self.public:
            return MOVED
        old, new = (self.public.replace("ROW.", f"{row}.") for row in ("OLD", "NEW"))
        asks = (
            f"WHEN 'INSERT' THEN moved := ({new});",
            f"WHEN 'UPDATE' THEN moved := ({old}) OR ({new});",
            f"WHEN 'DELETE' THEN moved := ({old});",
        )
        return (
            f"DECLARE moved boolean := true; BEGIN CASE TG_OP {' '.join(asks)} ELSE NULL; END CASE;"
            f" IF moved THEN {MOVED} END IF; END;"
        )

    def _for_sqlite(self, event: str, rows: Iterable[str]) -> str:
        public = " OR ".join(f"({self.public.replace('ROW.', f'{row}.')})" for row in rows)
        when = f"WHEN {public}" if self.public else ""
        return (
            f"CREATE TRIGGER {self.name}_{event.lower()} AFTER {event} ON {self.table} FOR EACH ROW {when}"
            f" BEGIN {'; '.join(MOVED_ON_SQLITE)}; END"
        )


def tellings(connection: BaseDatabaseWrapper) -> list[Telling]:
    """One for each public table that is there."""
    there = set(connection.introspection.table_names())
    return [Telling(table, public) for table, public in sorted(public_tables().items()) if table in there]


def set_up(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers, anew where they are there already; whatever was kept so far counts no longer."""
    take_down(connection)
    vendor = connection.vendor
    _execute(connection, (line for each in tellings(connection) for line in each.create(vendor)))
    _execute(connection, ["DELETE FROM core_publicstamp", *first(vendor)])


def first(vendor: str) -> list[str]:
    """The statements that write a stamp now."""
    return [*MOVED_ON_SQLITE] if vendor == "sqlite" else [f"DO $$ BEGIN {MOVED} END $$"]


def take_down(connection: BaseDatabaseWrapper) -> None:
    """Remove the triggers that are there."""
    _execute(connection, (line for each in tellings(connection) for line in each.drop(connection.vendor)))


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of the triggers that this database should have and has not, or has switched off."""
    found = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(found)
        there = {name for (name,) in cursor.fetchall()}
    due = (name for each in tellings(connection) for name in each.triggers(connection.vendor))
    return [name for name in due if name not in there]


def _execute(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
