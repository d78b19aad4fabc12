"""Copies of what figures are listed by, and indexes in the order of the lists.

`manage.py migrate` sets up what keeps the copies true, and fills them, when all migrations are done.
"""

import django.db.models.deletion
from django.db import migrations, models

from core.copied_fields import CopiedField

# Each list in its own order, whole and of one election.
RESULTS, TURNOUTS = "elections_app_partyresult", "elections_app_turnout"
ORDERS = {
    "party_result_in_order": (RESULTS, "election_date, stage, place_code, {votes}, party_code, id"),
    "party_result_of_election": (RESULTS, "election_id, stage, place_code, {votes}, party_code, id"),
    "turnout_in_order": (TURNOUTS, "election_date, stage, place_code, id"),
    "turnout_of_election": (TURNOUTS, "election_id, stage, place_code, id"),
}
# Empty values come last. SQLite has them there anyway, and no way to say so.
VOTES = {"postgresql": "votes DESC NULLS LAST", "sqlite": "votes DESC"}


def add(apps, schema_editor):
    votes = VOTES[schema_editor.connection.vendor]
    for name, (table, columns) in ORDERS.items():
        schema_editor.execute(f"CREATE INDEX {name} ON {table} ({columns.format(votes=votes)})")


def remove(apps, schema_editor):
    for name in ORDERS:
        schema_editor.execute(f"DROP INDEX IF EXISTS {name}")


def copied(model, name, of, length, called):
    """The operation that adds a copy to a table."""
    field = CopiedField(max_length=length, of=of, verbose_name=called)
    return migrations.AddField(model_name=model, name=name, field=field)


def without_index_of_its_own(model):
    """The operation that drops an index that others begin with."""
    link = models.ForeignKey(
        db_index=False,
        on_delete=django.db.models.deletion.CASCADE,
        related_name="%(class)ss",
        to="elections_app.election",
        verbose_name="election",
    )
    return migrations.AlterField(model_name=model, name="election", field=link)


class Migration(migrations.Migration):
    dependencies = [
        ("elections_app", "0020_places_have_times"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="partyresult",
            options={
                "ordering": ["election_date", "stage", "place_code", "-votes", "party_code", "pk"],
                "verbose_name": "party result",
                "verbose_name_plural": "party results",
            },
        ),
        migrations.AlterModelOptions(
            name="turnout",
            options={
                "ordering": ["election_date", "stage", "place_code", "pk"],
                "verbose_name": "turnout",
                "verbose_name_plural": "turnouts",
            },
        ),
        *(
            copied(name, "election_date", "election__date", 10, "date of the election")
            for name in ("partyresult", "turnout")
        ),
        *(
            copied(name, "place_code", "place__code", 10, "code of the place")
            for name in ("partyresult", "turnout")
        ),
        copied("partyresult", "party_code", "party__code", 50, "key of the party"),
        *(without_index_of_its_own(name) for name in ("partyresult", "turnout")),
        migrations.RunPython(add, remove),
    ]
