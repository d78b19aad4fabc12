"""The clean copy of a file that shows a row of evidence; from here on triggers keep what was published."""

import django.db.models.deletion
from django.db import migrations, models

import benchmarks_app.models.files
from benchmarks_app.published_triggers import TRIGGERS
from core.kept_rows import keep, let_go


class Migration(migrations.Migration):
    dependencies = [
        ("benchmarks_app", "0020_erasure"),
    ]

    operations = [
        let_go(TRIGGERS),
        migrations.CreateModel(
            name="EvidenceFile",
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
                        default=benchmarks_app.models.files.random_name,
                        editable=False,
                        max_length=60,
                        verbose_name="name",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("jpeg", "JPEG"),
                            ("png", "PNG"),
                            ("webp", "WebP"),
                            ("pdf", "PDF"),
                            ("text", "text"),
                        ],
                        max_length=5,
                        verbose_name="kind",
                    ),
                ),
                ("size", models.PositiveIntegerField(verbose_name="size in bytes")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("attached_at", models.DateTimeField(verbose_name="attached at")),
                (
                    "evidence",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="file",
                        to="benchmarks_app.evidence",
                        verbose_name="evidence",
                    ),
                ),
            ],
            options={
                "verbose_name": "evidence file",
                "verbose_name_plural": "evidence files",
                "ordering": ["evidence_id"],
                "constraints": [
                    models.UniqueConstraint(fields=("name",), name="evidence_file_has_a_name_of_its_own"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["jpeg", "png", "webp", "pdf", "text"])),
                        name="evidence_file_is_of_a_known_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("size__gt", 0)), name="evidence_file_holds_something"
                    ),
                ],
            },
        ),
        keep(TRIGGERS),
    ]
