"""Gives the history a number, the fingerprints and an end; the entries there are chained in the next step."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0002_roles")]

    operations = [
        migrations.CreateModel(
            name="HistoryHead",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("sequence", models.PositiveBigIntegerField(default=0, verbose_name="number of entries")),
                (
                    "hash",
                    models.CharField(
                        default="0000000000000000000000000000000000000000000000000000000000000000",
                        max_length=64,
                        verbose_name="fingerprint of the last entry",
                    ),
                ),
            ],
            options={
                "verbose_name": "end of the history",
                "verbose_name_plural": "end of the history",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="history_has_one_head")
                ],
            },
        ),
        migrations.AddField(
            model_name="historyentry", name="sequence", field=models.PositiveBigIntegerField(null=True)
        ),
        migrations.AddField(
            model_name="historyentry",
            name="by_username",
            field=models.CharField(
                default="",
                help_text="Stays, should the account be renamed.",
                max_length=150,
                verbose_name="user name at the time",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="historyentry",
            name="previous_hash",
            field=models.CharField(default="", max_length=64, verbose_name="fingerprint of the entry before"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="historyentry",
            name="hash",
            field=models.CharField(db_index=True, default="", max_length=64, verbose_name="fingerprint"),
            preserve_default=False,
        ),
    ]
