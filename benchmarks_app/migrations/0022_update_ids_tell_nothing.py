"""New updates get a number at random; those there are keep theirs, and so do their addresses."""

from django.db import migrations, models

import benchmarks_app.models.progress
from benchmarks_app.published_triggers import TRIGGERS
from core.kept_rows import keep, let_go


class Migration(migrations.Migration):
    dependencies = [
        ("benchmarks_app", "0021_evidence_file"),
    ]

    operations = [
        let_go(TRIGGERS),
        migrations.AlterField(
            model_name="progressupdate",
            name="id",
            field=models.BigIntegerField(
                default=benchmarks_app.models.progress.random_number,
                editable=False,
                primary_key=True,
                serialize=False,
            ),
        ),
        keep(TRIGGERS),
    ]
