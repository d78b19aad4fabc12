"""What inviting people, counting guesses and ending sign-ins rest on."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0022_history_stays"),
    ]

    operations = [
        migrations.CreateModel(
            name="GuessCount",
            fields=[
                (
                    "source",
                    models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name="source"),
                ),
                ("kind", models.CharField(max_length=20, verbose_name="kind")),
                ("guesses", models.PositiveIntegerField(default=0, verbose_name="guesses")),
                ("forgotten_at", models.DateTimeField(db_index=True, verbose_name="forgotten at")),
            ],
            options={
                "verbose_name": "guesses at a sign-in",
                "verbose_name_plural": "guesses at a sign-in",
                "ordering": ["forgotten_at"],
            },
        ),
        migrations.AddField(
            model_name="user",
            name="session_epoch",
            field=models.PositiveIntegerField(
                default=0,
                editable=False,
                help_text="Sessions of an earlier count are over.",
                verbose_name="times signed out everywhere",
            ),
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "digest",
                    models.CharField(max_length=64, unique=True, verbose_name="fingerprint of the code"),
                ),
                ("created_at", models.DateTimeField(verbose_name="made at")),
                ("expires_at", models.DateTimeField(verbose_name="good until")),
                ("was_accepted", models.BooleanField(default=False, verbose_name="accepted")),
                (
                    "closed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="used or replaced at"),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations_made",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="invited by",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation",
                "verbose_name_plural": "invitations",
                "ordering": ["-created_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)),
                        fields=("person",),
                        name="one_open_invitation_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("created_at"))),
                        name="invitation_expires_later",
                    ),
                ],
            },
        ),
    ]
