"""The official wording says its language and the document it was taken from."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("benchmarks_app", "0022_update_ids_tell_nothing"),
        ("core", "0090_outbox_attempts"),
    ]

    operations = [
        migrations.AddField(
            model_name="measure",
            name="official_text_document",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.document",
                verbose_name="document the official text was taken from",
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="official_text_language",
            field=models.CharField(
                blank=True,
                choices=[
                    ("ar", "Arabic"),
                    ("zh", "Chinese"),
                    ("en", "English"),
                    ("fr", "French"),
                    ("km", "Khmer"),
                    ("ru", "Russian"),
                    ("es", "Spanish"),
                ],
                max_length=2,
                verbose_name="language of the official text",
            ),
        ),
        migrations.AddField(
            model_name="recommendation",
            name="official_text_document",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.document",
                verbose_name="document the official text was taken from",
            ),
        ),
        migrations.AddField(
            model_name="recommendation",
            name="official_text_language",
            field=models.CharField(
                blank=True,
                choices=[
                    ("ar", "Arabic"),
                    ("zh", "Chinese"),
                    ("en", "English"),
                    ("fr", "French"),
                    ("km", "Khmer"),
                    ("ru", "Russian"),
                    ("es", "Spanish"),
                ],
                max_length=2,
                verbose_name="language of the official text",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("official_text", ""), _negated=True),
                    models.Q(("official_text_document__isnull", True), ("official_text_language", "")),
                    _connector="OR",
                ),
                name="measure_says_nothing_of_no_wording",
            ),
        ),
        migrations.AddConstraint(
            model_name="recommendation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("official_text", ""), _negated=True),
                    models.Q(("official_text_document__isnull", True), ("official_text_language", "")),
                    _connector="OR",
                ),
                name="recommendation_says_nothing_of_no_wording",
            ),
        ),
    ]
