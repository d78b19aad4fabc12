"""Confidential evidence: who holds a row, who else reads it, and what is sealed with it."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from benchmarks_app.published_triggers import TRIGGERS
from core.kept_rows import let_go


def give_every_row_a_key(apps, schema_editor):
    """Rows recorded before get a key each; what came from a fixture gets the one that stands there now."""
    evidence = apps.get_model("benchmarks_app", "Evidence")
    natural = ("update__author__username", "update__client_key", "order")
    for number, *names in evidence.objects.values_list("pk", *natural):
        named = uuid.uuid5(uuid.NAMESPACE_URL, "/".join(str(name) for name in names))
        evidence.objects.filter(pk=number).update(key=named if names[1] else uuid.uuid4())


class Migration(migrations.Migration):
    dependencies = [
        ("benchmarks_app", "0004_published_stays"),
        ("core", "0011_sealing_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # They come back with `0020`, which knows more.
        let_go(TRIGGERS),
        migrations.CreateModel(
            name="EvidenceReader",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "verbose_name": "reader of confidential evidence",
                "verbose_name_plural": "readers of confidential evidence",
                "ordering": ["evidence_id", "reader_id"],
            },
        ),
        migrations.CreateModel(
            name="SealedPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("identity", "identity"),
                            ("contact", "contact"),
                            ("place", "place"),
                            ("original", "original file"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("ciphertext", models.BinaryField(verbose_name="sealed bytes")),
                ("keys", models.JSONField(verbose_name="fingerprints of the keys that open it")),
                ("sealed_at", models.DateTimeField(verbose_name="sealed at")),
                (
                    "resealed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="sealed to other keys at"),
                ),
            ],
            options={
                "verbose_name": "sealed part",
                "verbose_name_plural": "sealed parts",
                "ordering": ["evidence_id", "kind"],
            },
        ),
        migrations.AddField(
            model_name="evidence",
            name="holder",
            field=models.ForeignKey(
                blank=True,
                help_text="Whoever recorded a confidential row sees it, also in another person’s correction.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recorded by",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="key",
            field=models.UUIDField(editable=False, null=True, verbose_name="key"),
        ),
        migrations.RunPython(give_every_row_a_key, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="evidence",
            name="key",
            field=models.UUIDField(default=uuid.uuid4, editable=False, verbose_name="key"),
        ),
        migrations.AlterField(
            model_name="evidence",
            name="visibility",
            field=models.CharField(
                choices=[
                    ("public", "public"),
                    ("restricted", "the team only"),
                    ("confidential", "confidential: only people named"),
                ],
                default="public",
                max_length=12,
                verbose_name="who may see it",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(fields=("key",), name="evidence_has_a_key_of_its_own"),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("visibility", "confidential"), _negated=True),
                    ("holder__isnull", False),
                    _connector="OR",
                ),
                name="evidence_confidential_is_held_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("visibility", "confidential"), _negated=True),
                    ("document__isnull", True),
                    _connector="OR",
                ),
                name="evidence_confidential_names_no_document",
            ),
        ),
        migrations.AddField(
            model_name="evidencereader",
            name="evidence",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="readers",
                to="benchmarks_app.evidence",
                verbose_name="evidence",
            ),
        ),
        migrations.AddField(
            model_name="evidencereader",
            name="reader",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="reader",
            ),
        ),
        migrations.AddField(
            model_name="sealedpart",
            name="evidence",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="sealed_parts",
                to="benchmarks_app.evidence",
                verbose_name="evidence",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidencereader",
            constraint=models.UniqueConstraint(
                fields=("evidence", "reader"), name="evidence_reader_named_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="sealedpart",
            constraint=models.UniqueConstraint(fields=("evidence", "kind"), name="sealed_part_once_per_kind"),
        ),
        migrations.AddConstraint(
            model_name="sealedpart",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["identity", "contact", "place", "original"])),
                name="sealed_part_is_of_a_known_kind",
            ),
        ),
    ]
