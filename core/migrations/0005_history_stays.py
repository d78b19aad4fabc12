"""From here on every entry has its number, and the database refuses to change or delete one."""

from django.db import migrations, models

from core.history_triggers import TRIGGERS
from core.kept_rows import keep


class Migration(migrations.Migration):
    dependencies = [("core", "0004_history_of_before")]

    operations = [
        migrations.AlterField(
            model_name="historyentry",
            name="sequence",
            field=models.PositiveBigIntegerField(unique=True, verbose_name="number"),
        ),
        migrations.AlterModelOptions(
            name="historyentry",
            options={
                "ordering": ["-sequence"],
                "verbose_name": "history entry",
                "verbose_name_plural": "history",
            },
        ),
        keep(TRIGGERS),
    ]
