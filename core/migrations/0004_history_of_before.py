"""Numbers the entries that were written before there was a chain, in the order they were written."""

from django.db import migrations

from core.history_chain import plain


def number(apps, schema_editor):
    """Number every entry there is; `0021` gives them their fingerprints."""
    entries = apps.get_model("core", "HistoryEntry").objects
    sequence = 0
    for sequence, entry in enumerate(entries.select_related("by").order_by("pk").iterator(), start=1):
        entry.sequence, entry.by_username = sequence, entry.by.username
        entry.before, entry.after = plain(entry.before), plain(entry.after)
        entry.save()
    apps.get_model("core", "HistoryHead").objects.create(pk=1, sequence=sequence)


def forget(apps, schema_editor):
    """Forget the end; the columns go with the step before."""
    apps.get_model("core", "HistoryHead").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("core", "0003_history_chain")]
    operations = [migrations.RunPython(number, forget, elidable=False)]
