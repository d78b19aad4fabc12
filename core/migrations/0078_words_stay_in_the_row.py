"""PostgreSQL keeps the words of a search entry in its row: each phrase and each rank reads them."""

from typing import Any

from django.db import migrations

LARGEST_ROW, AS_BEFORE = "SET (toast_tuple_target = 8160)", "RESET (toast_tuple_target)"


def keep_words_in_the_row(apps: Any, schema_editor: Any) -> None:
    """For what is written from now on; the next reindexing writes all of it anew."""
    _alter(schema_editor, LARGEST_ROW)


def as_before(apps: Any, schema_editor: Any) -> None:
    """Long rows are packed elsewhere again."""
    _alter(schema_editor, AS_BEFORE)


def _alter(schema_editor: Any, how: str) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE core_searchentry {how}")


class Migration(migrations.Migration):
    """The setting of the table."""

    dependencies = [("core", "0070_public_stamp")]

    operations = [migrations.RunPython(keep_words_in_the_row, as_before)]
