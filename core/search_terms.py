"""What each database needs besides the table itself to find words in it fast."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

GIN = "core_searchentry USING gin"
# Without a list of what is still to be sorted in: it would be read with each search.
POSTGRESQL = (
    f"CREATE INDEX search_entry_terms ON {GIN} (terms) WITH (fastupdate = off)",
    f"CREATE INDEX search_entry_title_terms ON {GIN} (title_terms) WITH (fastupdate = off)",
)
OLD = (
    "INSERT INTO core_searchterms(core_searchterms, rowid, title_terms, terms)"
    " VALUES ('delete', OLD.id, OLD.title_terms, OLD.terms);"
)
NEW = "INSERT INTO core_searchterms(rowid, title_terms, terms) VALUES (NEW.id, NEW.title_terms, NEW.terms);"
# The words are split and stemmed already: "ascii" leaves every other letter as it is.
SQLITE = (
    "CREATE VIRTUAL TABLE core_searchterms USING fts5("
    "title_terms, terms, content='core_searchentry', content_rowid='id', tokenize='ascii')",
    f"CREATE TRIGGER search_entry_added AFTER INSERT ON core_searchentry BEGIN {NEW} END",
    f"CREATE TRIGGER search_entry_deleted AFTER DELETE ON core_searchentry BEGIN {OLD} END",
    f"CREATE TRIGGER search_entry_changed AFTER UPDATE ON core_searchentry BEGIN {OLD} {NEW} END",
)
TAKEN_DOWN = {
    "postgresql": ("DROP INDEX search_entry_terms", "DROP INDEX search_entry_title_terms"),
    "sqlite": (
        "DROP TRIGGER search_entry_added",
        "DROP TRIGGER search_entry_deleted",
        "DROP TRIGGER search_entry_changed",
        "DROP TABLE core_searchterms",
    ),
}
# FTS5 keeps the words of deleted rows until it merges its parts.
FORGET_DELETED = "INSERT INTO core_searchterms(core_searchterms) VALUES ('optimize')"


def set_up(apps: Any, schema_editor: Any) -> None:
    """The indexes, for a migration."""
    _execute(schema_editor, POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)


def take_down(apps: Any, schema_editor: Any) -> None:
    """Without them again."""
    _execute(schema_editor, TAKEN_DOWN[schema_editor.connection.vendor])


def _execute(schema_editor: Any, statements: tuple[str, ...]) -> None:
    for statement in statements:
        schema_editor.execute(statement)


def forget_deleted(connection: BaseDatabaseWrapper) -> None:
    """No word of a row that was deleted or replaced stays in the index, but for what a purge must reach."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(FORGET_DELETED)
