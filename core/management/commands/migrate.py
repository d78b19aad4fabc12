"""Django's own `migrate`, then every public table tells the stamp and the moments of its changes."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

from core import moment_triggers, public_triggers
from core.models import PublicMoment, PublicStamp


class Command(migrate.Command):
    """SQLite forgets a table's triggers when a migration remakes it, and new tables have none yet."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Take the triggers down, migrate, and set them up for the tables that are there then."""
        if any(options.get(name) for name in ("plan", "check_unapplied", "prune")):
            super().handle(*args, **options)
            return
        connection = connections[options["database"]]
        before = applied(connection)
        moment_triggers.take_down(connection)
        public_triggers.take_down(connection)
        super().handle(*args, **options)
        tables = connection.introspection.table_names()
        if PublicMoment._meta.db_table in tables:
            rewritten = {app for app, _ in before ^ applied(connection)}
            moment_triggers.set_up(connection, rewritten=rewritten)
        if PublicStamp._meta.db_table in tables:
            public_triggers.set_up(connection)


def applied(connection: BaseDatabaseWrapper) -> set[tuple[str, str]]:
    """The migrations that this database has had."""
    return set(MigrationRecorder(connection).applied_migrations())
