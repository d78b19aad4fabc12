"""Chains the entries that were written before there was a chain, in the order they were written."""

from django.db import migrations

from core.history_chain import GENESIS, digest, plain


def chain(apps, schema_editor):
    """Number and fingerprint every entry there is, and keep the end."""
    entries = apps.get_model("core", "HistoryEntry").objects
    sequence, last = 0, GENESIS
    for sequence, entry in enumerate(entries.select_related("by").order_by("pk").iterator(), start=1):
        entry.sequence, entry.previous_hash, entry.by_username = sequence, last, entry.by.username
        entry.before, entry.after = plain(entry.before), plain(entry.after)
        last = entry.hash = digest(entry)
        entry.save()
    apps.get_model("core", "HistoryHead").objects.create(pk=1, sequence=sequence, hash=last)


def unchain(apps, schema_editor):
    """Forget the end; the columns go with the step before."""
    apps.get_model("core", "HistoryHead").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("core", "0003_history_chain")]
    operations = [migrations.RunPython(chain, unchain, elidable=False)]
