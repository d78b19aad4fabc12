"""Versions, corrections, withdrawals, proposed numbers and grades."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.partial_dates


def those_published_before_were_read(apps, schema_editor):
    """Until now a reviewer confirmed it by publishing."""
    updates = apps.get_model("benchmarks_app", "ProgressUpdate")
    updates.objects.filter(state="published").update(names_nobody_confirmed=True)


class Migration(migrations.Migration):
    dependencies = [
        ("benchmarks_app", "0002_initial"),
        ("core", "0002_roles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FollowUpGrade",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        choices=[
                            ("A", "A: largely satisfactory"),
                            ("B", "B: partially satisfactory"),
                            ("C", "C: not satisfactory"),
                            ("D", "D: no cooperation with the Committee"),
                            ("E", "E: measures contrary to the recommendation"),
                        ],
                        max_length=1,
                        verbose_name="grade",
                    ),
                ),
                ("graded_on", core.partial_dates.PartialDateField(max_length=10, verbose_name="graded on")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
            ],
            options={
                "verbose_name": "follow-up grade",
                "verbose_name_plural": "follow-up grades",
                "ordering": ["recommendation__order", "-graded_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ProposedObservation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(verbose_name="order")),
                (
                    "period",
                    core.partial_dates.PeriodField(
                        help_text="2021, 2022-05, or 2022-01/2022-03.", max_length=21, verbose_name="period"
                    ),
                ),
                ("value", models.DecimalField(decimal_places=3, max_digits=16, verbose_name="value")),
                (
                    "qualifier",
                    models.CharField(
                        choices=[
                            ("exact", "exactly"),
                            ("about", "about"),
                            ("nearly", "nearly"),
                            ("more_than", "more than"),
                            ("up_to", "up to"),
                        ],
                        default="exact",
                        max_length=10,
                        verbose_name="precision",
                    ),
                ),
                ("out_of", models.PositiveIntegerField(blank=True, null=True, verbose_name="out of")),
                ("note", models.TextField(blank=True, verbose_name="note")),
            ],
            options={
                "verbose_name": "proposed observation",
                "verbose_name_plural": "proposed observations",
                "ordering": ["update_id", "order"],
            },
        ),
        migrations.CreateModel(
            name="StatusTotal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "assessor",
                    models.CharField(
                        choices=[
                            ("special_rapporteur", "Special Rapporteur"),
                            ("ohchr", "OHCHR"),
                            ("civil_society", "civil society"),
                            ("government", "Government"),
                            ("treaty_body", "treaty body"),
                        ],
                        max_length=20,
                        verbose_name="assessor",
                    ),
                ),
                (
                    "assessed_on",
                    core.partial_dates.PartialDateField(max_length=10, verbose_name="assessed on"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("off_target", "off target"),
                            ("variable", "variable"),
                            ("on_target", "on target"),
                            ("achieved", "achieved"),
                        ],
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                ("benchmarks", models.PositiveSmallIntegerField(verbose_name="number of benchmarks")),
                ("note", models.TextField(blank=True, verbose_name="note")),
            ],
            options={
                "verbose_name": "total of a status",
                "verbose_name_plural": "totals of statuses",
                "ordering": ["-assessed_on", "assessor", "status"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="observation",
            name="observation_once_per_period_and_value",
        ),
        migrations.RemoveConstraint(
            model_name="progressupdate",
            name="update_published_has_time_and_publisher",
        ),
        migrations.AddField(
            model_name="evidence",
            name="reliability",
            field=models.CharField(
                blank=True,
                choices=[
                    ("reliable", "reliable"),
                    ("usually_reliable", "usually reliable"),
                    ("not_known", "not known"),
                    ("doubtful", "doubtful"),
                ],
                max_length=16,
                verbose_name="reliability of the source",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="validity",
            field=models.CharField(
                blank=True,
                choices=[
                    ("confirmed", "confirmed by other sources"),
                    ("probable", "probably true"),
                    ("possible", "possibly true"),
                    ("doubtful", "doubtful"),
                ],
                max_length=10,
                verbose_name="validity of the information",
            ),
        ),
        migrations.AddField(
            model_name="observation",
            name="update",
            field=models.ForeignKey(
                blank=True,
                help_text="The update that brought it; empty for the report's baseline.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="observations",
                to="benchmarks_app.progressupdate",
                verbose_name="update",
            ),
        ),
        migrations.AddField(
            model_name="progressupdate",
            name="client_key",
            field=models.CharField(blank=True, max_length=100, verbose_name="key of the request"),
        ),
        migrations.AddField(
            model_name="progressupdate",
            name="names_nobody_confirmed",
            field=models.BooleanField(default=False, verbose_name="read for names before publication"),
        ),
        migrations.AddField(
            model_name="progressupdate",
            name="version",
            field=models.PositiveIntegerField(default=1, verbose_name="version"),
        ),
        migrations.AddField(
            model_name="progressupdate",
            name="withdrawal_reason",
            field=models.TextField(blank=True, verbose_name="reason of the withdrawal"),
        ),
        migrations.AddField(
            model_name="progressupdate",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at"),
        ),
        migrations.AddField(
            model_name="progressupdate",
            name="withdrawn_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="withdrawn_updates",
                to=settings.AUTH_USER_MODEL,
                verbose_name="withdrawn by",
            ),
        ),
        migrations.AlterField(
            model_name="progressupdate",
            name="status",
            field=models.CharField(
                blank=True,
                choices=[
                    ("off_target", "off target"),
                    ("variable", "variable"),
                    ("on_target", "on target"),
                    ("achieved", "achieved"),
                ],
                help_text="Leave empty to record observations without judging.",
                max_length=12,
                verbose_name="status",
            ),
        ),
        migrations.AlterField(
            model_name="progressupdate",
            name="supersedes",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrections",
                to="benchmarks_app.progressupdate",
                verbose_name="supersedes",
            ),
        ),
        migrations.AddConstraint(
            model_name="observation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("update__isnull", True)),
                fields=("indicator", "period", "value"),
                name="observation_once_per_period_and_value",
            ),
        ),
        migrations.AddConstraint(
            model_name="observation",
            constraint=models.UniqueConstraint(
                fields=("update", "indicator", "period"), name="observation_once_per_update_and_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="progressupdate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["published", "withdrawn"]), _negated=True),
                    models.Q(("published_at__isnull", False), ("published_by__isnull", False)),
                    _connector="OR",
                ),
                name="update_published_has_time_and_publisher",
            ),
        ),
        migrations.RunPython(those_published_before_were_read, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="progressupdate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["published", "withdrawn"]), _negated=True),
                    ("names_nobody_confirmed", True),
                    _connector="OR",
                ),
                name="update_published_after_it_was_read_for_names",
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
                        models.Q(("withdrawal_reason", ""), _negated=True),
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
                    ("withdrawn_by__isnull", True),
                    models.Q(("withdrawn_by", models.F("author")), _negated=True),
                    _connector="OR",
                ),
                name="update_withdrawn_by_another_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="progressupdate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("client_key", ""), _negated=True),
                fields=("author", "client_key"),
                name="update_once_per_request",
            ),
        ),
        migrations.AddConstraint(
            model_name="progressupdate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "withdrawn"), _negated=True),
                fields=("supersedes",),
                name="update_corrected_once_at_a_time",
            ),
        ),
        migrations.AddField(
            model_name="followupgrade",
            name="recommendation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="follow_up_grades",
                to="benchmarks_app.recommendation",
                verbose_name="recommendation",
            ),
        ),
        migrations.AddField(
            model_name="followupgrade",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="recorded_grades",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recorded by",
            ),
        ),
        migrations.AddField(
            model_name="followupgrade",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cited_by_follow_up_grade",
                to="core.passage",
                verbose_name="source",
            ),
        ),
        migrations.AddField(
            model_name="proposedobservation",
            name="indicator",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proposed_observations",
                to="benchmarks_app.indicator",
                verbose_name="indicator",
            ),
        ),
        migrations.AddField(
            model_name="proposedobservation",
            name="update",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="proposed_observations",
                to="benchmarks_app.progressupdate",
                verbose_name="update",
            ),
        ),
        migrations.AddField(
            model_name="statustotal",
            name="citations",
            field=models.ManyToManyField(
                blank=True,
                help_text="The passages of documents this was taken from.",
                related_name="cited_by_%(class)s",
                to="core.passage",
                verbose_name="citations",
            ),
        ),
        migrations.AddConstraint(
            model_name="followupgrade",
            constraint=models.UniqueConstraint(
                fields=("recommendation", "source"), name="grade_once_per_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="proposedobservation",
            constraint=models.UniqueConstraint(
                fields=("update", "indicator", "period"), name="proposed_once_per_indicator_and_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="statustotal",
            constraint=models.UniqueConstraint(
                fields=("assessor", "assessed_on", "status"), name="total_once_per_assessor_date_and_status"
            ),
        ),
    ]
