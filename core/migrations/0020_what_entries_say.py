"""Gives each entry of the history a salt and a fingerprint of what it says, so that this can be erased."""

from django.db import migrations, models

from core.history_triggers import TRIGGERS
from core.kept_rows import let_go


class Migration(migrations.Migration):
    dependencies = [("core", "0011_sealing_keys")]

    operations = [
        let_go(TRIGGERS),
        migrations.AddField(
            model_name="historyentry",
            name="salt",
            field=models.CharField(blank=True, default="", max_length=64, verbose_name="salt"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="historyentry",
            name="content_hash",
            field=models.CharField(default="", max_length=64, verbose_name="fingerprint of what it says"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="historyentry",
            name="erased_by_entry",
            field=models.PositiveBigIntegerField(
                blank=True,
                help_text="The number of the entry that says why.",
                null=True,
                verbose_name="erased by entry",
            ),
        ),
    ]
