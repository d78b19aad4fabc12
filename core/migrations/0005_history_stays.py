"""From here on every entry has its number; the triggers that keep it come with `0022`."""

from django.db import migrations, models


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
    ]
