"""The triggers of PostgreSQL that write public moments: one for each statement, and one as it commits.

A statement writes down which rows it reaches; at the commit their moments are written together. Whoever does
that holds the public stamp, so that two who change the same rows cannot wait for each other. The questions
that join tables are planned anew each time: a plan kept from when tables were empty goes through all of them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.moment_paths import TABLE, Reached, key_of, reached
from core.public_moments import Models, Source

PENDING = "core_movedrow"
AT_COMMIT = "times_at_commit"
EVENTS = {"INSERT": ("new",), "UPDATE": ("old", "new"), "DELETE": ("old",)}
# Everybody sees only what their own transaction wrote here: it goes as that ends, so no log has to keep it.
MAKE_PENDING = (
    f"CREATE UNLOGGED TABLE IF NOT EXISTS {PENDING}"
    " (kind varchar(60) NOT NULL, row_id bigint NOT NULL, is_gone boolean NOT NULL)"
)
PROMISED = f"""
IF moved AND current_setting('tracker.moved', true) IS DISTINCT FROM txid_current()::text THEN
  PERFORM set_config('tracker.moved', txid_current()::text, true);
  INSERT INTO {PENDING} VALUES ('', 0, false);
END IF;
"""  # noqa: S608 (names of ours)


@dataclass(frozen=True)
class StatementTiming:
    """The triggers on one table, each for one kind of statement."""

    source: Source
    name: str

    @property
    def triggers(self) -> list[str]:
        """The names of its triggers."""
        return [self._named(event) for event in EVENTS if self._reached(event)]

    def create(self) -> Iterator[str]:
        """The statements that make them."""
        for event, sides in EVENTS.items():
            if not self._reached(event):
                continue
            name, table = self._named(event), self.source.model._meta.db_table
            rows = " ".join(f"{side.upper()} TABLE AS {side}_rows" for side in sides)
            yield _function(name, f"DECLARE moved boolean := false; many bigint; BEGIN {self._body(event)}")
            yield (
                f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {rows}"
                f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
            )

    def _named(self, event: str) -> str:
        return f"{self.name}_{event.lower()}"

    def _reached(self, event: str) -> list[Reached]:
        """Where a statement of this kind leads to.

        What links to a row that is new or gone was written in the same transaction and counts by that; only
        where not every row is public, it may have been written before the row became so.
        """
        every = (reached(self.source.model, path) for path in dict.fromkeys(self.source.paths))
        return [found for found in every if event == "UPDATE" or found.begins_here or self.source.public]

    def _body(self, event: str) -> str:
        same = (
            f"IF NOT EXISTS ({self._rows('new', event)}) THEN RETURN NULL; END IF;"
            if event == "UPDATE"
            else ""
        )
        notes = (self._noted(found, side, event) for found in self._reached(event) for side in EVENTS[event])
        return f"{same} {' '.join(notes)} {PROMISED} RETURN NULL; END"

    def _rows(self, side: str, event: str) -> str:
        """The rows of a statement as they were or are now; of an update those that differ."""
        other = "old" if side == "new" else "new"
        columns = ", ".join(
            dict.fromkeys(f'"{name}"' for name in (key_of(self.source.model), *self.source.columns))
        )
        less = f" EXCEPT SELECT {columns} FROM {other}_rows" if event == "UPDATE" else ""  # noqa: S608
        return f"SELECT {columns} FROM {side}_rows{less}"  # noqa: S608 (names of ours)

    def _noted(self, found: Reached, side: str, event: str) -> str:
        """The statement that writes down which rows are reached."""
        if found.is_itself and side == "old" and event == "UPDATE":
            return ""
        public = self.source.public.replace("ROW.", "changed.")
        rows = f"({self._rows(side, event)}) AS changed" + (f" WHERE {public}" if public else "")
        each = "" if found.is_itself else "DISTINCT"
        is_gone = str(found.is_itself and event == "DELETE").lower()
        asked = (
            f"INSERT INTO {PENDING} SELECT {each} '{found.kind}', key, {is_gone}"  # noqa: S608 (names of ours)
            f" FROM ({found.from_all(rows)}) AS reached(key) WHERE key IS NOT NULL"
        )
        run = f"EXECUTE $asked${asked}$asked$" if found.joins or public else asked
        return f"{run}; GET DIAGNOSTICS many = ROW_COUNT; moved := moved OR many > 0;"


def make_pending(models: Iterable[Models]) -> Iterator[str]:
    """The statements that make what runs at the commit, for rows of these models."""
    yield MAKE_PENDING
    tables = {model._meta.label_lower: (model._meta.db_table, key_of(model)) for model in models}
    yield _function(AT_COMMIT, _at_commit(tables))
    yield (
        f"CREATE CONSTRAINT TRIGGER {AT_COMMIT} AFTER INSERT ON {PENDING} DEFERRABLE INITIALLY DEFERRED"
        f" FOR EACH ROW WHEN (NEW.kind = '') EXECUTE FUNCTION {AT_COMMIT}()"
    )


def _at_commit(tables: dict[str, tuple[str, str]]) -> str:
    """Gives now to the rows that were reached and are there; of those that are gone the moments go.

    Each row is looked up by its key, never joined: nobody counted what stands in the table of those reached,
    and a plan for few of them would compare all of many with each other.
    """
    its_table = " ".join(f"WHEN '{kind}' THEN '{table}'" for kind, (table, _key) in tables.items())
    its_key = " ".join(f"WHEN '{kind}' THEN '{key}'" for kind, (_table, key) in tables.items())
    return f"""
    DECLARE each record; at timestamptz; is_there text;
    BEGIN
      PERFORM set_config('tracker.moved', '', true);
      PERFORM 1 FROM core_publicstamp FOR UPDATE;
      at := clock_timestamp();
      FOR each IN SELECT kind, bool_or(is_gone) AS some_gone FROM {PENDING} WHERE kind <> '' GROUP BY kind
      LOOP
        is_there := format('(SELECT true FROM %I AS there WHERE there.%I = moved.row_id LIMIT 1)',
          CASE each.kind {its_table} END, CASE each.kind {its_key} END);
        EXECUTE 'INSERT INTO {TABLE} (kind, row_id, modified_at) SELECT $1, moved.row_id, $2'
          ' FROM (SELECT DISTINCT row_id FROM {PENDING} WHERE kind = $1) AS moved WHERE ' || is_there ||
          ' ON CONFLICT (kind, row_id) DO UPDATE SET modified_at = EXCLUDED.modified_at' USING each.kind, at;
        IF each.some_gone THEN
          EXECUTE 'DELETE FROM {TABLE} AS moved WHERE kind = $1 AND row_id = ANY (ARRAY('
            'SELECT row_id FROM {PENDING} WHERE kind = $1 AND is_gone)) AND ' || is_there || ' IS NULL'
            USING each.kind;
        END IF;
      END LOOP;
      DELETE FROM {PENDING};
      RETURN NULL;
    END"""  # noqa: S608 (names of ours)


def _function(name: str, body: str) -> str:
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
