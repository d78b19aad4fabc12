"""The public keys that the identity of a source is sealed to."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0010_api_token"),
    ]

    operations = [
        migrations.CreateModel(
            name="SealingKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="Whose key it is, such as an office.", max_length=100, verbose_name="name"
                    ),
                ),
                (
                    "public_key",
                    models.CharField(
                        help_text="Begins with “age1”.", max_length=100, verbose_name="public key"
                    ),
                ),
                ("added_at", models.DateTimeField(verbose_name="added at")),
                ("retired_at", models.DateTimeField(blank=True, null=True, verbose_name="retired at")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sealing_keys_added",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="added by",
                    ),
                ),
                (
                    "retired_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sealing_keys_retired",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="retired by",
                    ),
                ),
            ],
            options={
                "verbose_name": "sealing key",
                "verbose_name_plural": "sealing keys",
                "ordering": ["added_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("public_key",), name="sealing_key_is_there_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("retired_at__isnull", True), ("retired_by__isnull", True)),
                            models.Q(("retired_at__isnull", False), ("retired_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="sealing_key_retired_has_time_and_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("public_key__startswith", "age1")),
                        name="sealing_key_is_a_public_key",
                    ),
                ],
            },
        ),
    ]
