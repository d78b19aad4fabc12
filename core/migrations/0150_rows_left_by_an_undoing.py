"""How many rows an undone load left as they were edited since."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0140_planned_loads"),
    ]

    operations = [
        migrations.AddField(
            model_name="load",
            name="rows_left",
            field=models.PositiveIntegerField(
                default=0, help_text="When it was undone.", verbose_name="rows left as edited since"
            ),
        ),
    ]
