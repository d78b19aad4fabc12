"""The trigger by which a kept archive goes with the stamp under which it was made, raw SQL included.

What is withdrawn or erased moves the stamp, and is in no archive once that is committed. On PostgreSQL the
stamp is written at the commit, and whoever keeps an archive holds it meanwhile: none can come in between.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

NAME = "lets_go_of_kept_archives"
EVENTS = ("INSERT", "UPDATE", "DELETE")
LET_GO = "DELETE FROM core_keptarchive"


def create(vendor: str) -> list[str]:
    """The statements that make it."""
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {NAME}_{event.lower()} AFTER {event} ON core_publicstamp BEGIN {LET_GO}; END"
            for event in EVENTS
        ]
    return [
        f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {LET_GO}; RETURN NULL; END $$",
        f"CREATE TRIGGER {NAME} AFTER {' OR '.join(EVENTS)} ON core_publicstamp"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {NAME}()",
    ]


def drop(vendor: str) -> list[str]:
    """The statements that remove it, if it is there."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {NAME}_{event.lower()}" for event in EVENTS]
    return [f"DROP FUNCTION IF EXISTS {NAME}() CASCADE"]


def set_up(connection: BaseDatabaseWrapper) -> None:
    """Make it, anew where it is there already."""
    with connection.cursor() as cursor:
        for statement in (*drop(connection.vendor), *create(connection.vendor)):
            cursor.execute(statement)


def take_down(connection: BaseDatabaseWrapper) -> None:
    """Remove it."""
    with connection.cursor() as cursor:
        for statement in drop(connection.vendor):
            cursor.execute(statement)
