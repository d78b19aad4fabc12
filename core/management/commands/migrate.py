"""Django's own `migrate`, and what follows it: triggers, copies that are true, and an up to date search."""

from typing import Any

from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

from core import copied_triggers, moment_triggers, public_triggers
from core.models import PublicMoment, PublicStamp
from core.readiness import is_migrated
from core.search_index import is_of_an_older_edition, refresh_everything


class Command(migrate.Command):
    """SQLite forgets a table's triggers when a migration remakes it, and new tables have none yet.

    The search is brought up to date when rows may have changed, or words are made by other rules than before.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        """Take the triggers down, migrate, set them up for the tables there are then, and mend the search."""
        if any(options.get(name) for name in ("plan", "check_unapplied", "prune")):
            super().handle(*args, **options)
            return
        connection = connections[options["database"]]
        before = applied(connection)
        moment_triggers.take_down(connection)
        public_triggers.take_down(connection)
        copied_triggers.take_down(connection)
        super().handle(*args, **options)
        copied_triggers.set_up(connection)
        tables = connection.introspection.table_names()
        if PublicMoment._meta.db_table in tables:
            rewritten = {app for app, _ in before ^ applied(connection)}
            moment_triggers.set_up(connection, rewritten=rewritten)
        if PublicStamp._meta.db_table in tables:
            public_triggers.set_up(connection)
        holds_the_search = connection.alias == DEFAULT_DB_ALIAS and is_migrated()
        if holds_the_search and (applied(connection) != before or is_of_an_older_edition()):
            self.mend_search(options["verbosity"])

    def mend_search(self, verbosity: int) -> None:
        """Write what is missing or wrong, and say so: of very many rows it takes its time."""
        written = sum(refresh_everything().values())
        if verbosity > 0 and written:
            self.stdout.write(f"The search is up to date: {written} entries written or taken out.")


def applied(connection: BaseDatabaseWrapper) -> set[tuple[str, str]]:
    """The migrations that this database has had."""
    return set(MigrationRecorder(connection).applied_migrations())
