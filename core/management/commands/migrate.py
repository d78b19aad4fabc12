"""Django's own `migrate`, after which every public table tells the public stamp of its changes."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from core import public_triggers
from core.models import PublicStamp


class Command(migrate.Command):
    """SQLite forgets a table's triggers when a migration remakes it, and new tables have none yet."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Take the triggers down, migrate, and set them up for the tables that are there then."""
        if any(options.get(name) for name in ("plan", "check_unapplied", "prune")):
            super().handle(*args, **options)
            return
        connection = connections[options["database"]]
        public_triggers.take_down(connection)
        super().handle(*args, **options)
        if PublicStamp._meta.db_table in connection.introspection.table_names():
            public_triggers.set_up(connection)
