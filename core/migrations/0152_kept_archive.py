"""The archive that is made ahead, and the trigger by which it goes with the public stamp."""

from typing import Any

from django.db import migrations, models

from core import kept_archive_triggers


def set_up(apps: Any, schema_editor: Any) -> None:
    kept_archive_triggers.set_up(schema_editor.connection)


def take_down(apps: Any, schema_editor: Any) -> None:
    kept_archive_triggers.take_down(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0151_undoings"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptArchive",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stamp", models.CharField(max_length=32, verbose_name="public stamp")),
                ("address", models.CharField(max_length=300, verbose_name="address of the data page")),
                ("day", models.DateField(verbose_name="day it speaks of")),
                ("licence", models.JSONField(default=dict, verbose_name="licence")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                (
                    "content",
                    models.BinaryField(
                        help_text="None where they are too many to be kept.", verbose_name="bytes"
                    ),
                ),
            ],
            options={
                "verbose_name": "archive that is kept",
                "verbose_name_plural": "archives that are kept",
                "default_permissions": (),
            },
        ),
        migrations.RunPython(set_up, take_down),
    ]
