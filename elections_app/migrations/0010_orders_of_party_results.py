"""PostgreSQL reads party results by votes or seats in their order, however many there are."""

from django.db import migrations

# Empty values come last both ways; SQLite has no index that says so, and sorts.
ORDERS = {
    f"party_result_{column}_{way}": f"({column} {way} NULLS LAST, id)"
    for column in ("votes", "seats")
    for way in ("asc", "desc")
}


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name, columns in ORDERS.items():
            schema_editor.execute(f"CREATE INDEX {name} ON elections_app_partyresult {columns}")


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in ORDERS:
            schema_editor.execute(f"DROP INDEX {name}")


class Migration(migrations.Migration):
    dependencies = [
        ("elections_app", "0002_ties_settled"),
    ]

    operations = [migrations.RunPython(add, remove)]
