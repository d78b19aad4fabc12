"""Lets a withdrawn update and a piece of evidence be erased."""

from django.conf import settings
from django.db import migrations, models

from benchmarks_app.published_triggers import TRIGGERS
from core.kept_rows import let_go


class Migration(migrations.Migration):
    dependencies = [
        ("benchmarks_app", "0010_confidential_evidence"),
        ("core", "0022_history_stays"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        let_go(TRIGGERS),
        migrations.RemoveConstraint(
            model_name="progressupdate",
            name="update_withdrawn_has_time_person_and_reason",
        ),
        migrations.AddField(
            model_name="evidence",
            name="erased_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="erased at"),
        ),
        migrations.AddField(
            model_name="evidence",
            name="erasure_reason",
            field=models.TextField(blank=True, verbose_name="reason of the erasure"),
        ),
        migrations.AddField(
            model_name="progressupdate",
            name="erased_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="erased at"),
        ),
        migrations.AddField(
            model_name="progressupdate",
            name="erasure_reason",
            field=models.TextField(blank=True, verbose_name="reason of the erasure"),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("erased_at__isnull", True), ("erasure_reason", "")),
                    models.Q(
                        ("description", ""),
                        ("document__isnull", True),
                        ("erased_at__isnull", False),
                        ("url", ""),
                        ("dated", ""),
                        ("origin", ""),
                        ("reliability", ""),
                        ("validity", ""),
                        models.Q(("erasure_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="evidence_erased_has_reason_and_no_content",
            ),
        ),
        migrations.AddConstraint(
            model_name="progressupdate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "withdrawn"), _negated=True),
                    models.Q(
                        ("withdrawn_at__isnull", False),
                        ("withdrawn_by__isnull", False),
                        models.Q(
                            models.Q(("withdrawal_reason", ""), _negated=True),
                            ("erased_at__isnull", False),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="update_withdrawn_has_time_person_and_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="progressupdate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("erased_at__isnull", True), ("erasure_reason", "")),
                    models.Q(
                        ("erased_at__isnull", False),
                        ("state", "withdrawn"),
                        ("narrative", ""),
                        ("review_note", ""),
                        ("withdrawal_reason", ""),
                        models.Q(("erasure_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="update_erased_has_reason_and_no_content",
            ),
        ),
    ]
