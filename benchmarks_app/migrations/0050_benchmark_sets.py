"""Sets of benchmarks, and the first of them: the 20 of A/HRC/51/66."""

import django.db.models.deletion
from django.db import migrations, models

FIRST_SET = {
    "title": "20 benchmarks for human rights in Cambodia",
    "country": "Cambodia",
    "mandate": "Special Rapporteur on the situation of human rights in Cambodia",
    "summary": (
        "In 2022 the Special Rapporteur set out 20 things to be achieved for human rights in Cambodia, "
        "and within which years."
    ),
    "benchmarks_stated": 20,
    "recommendations_stated": 30,
    "timeframes_stated": 2,
}


def make_first_set(apps, schema_editor):
    """Make it, so that what says nothing of a set belongs to one; the fixtures say the rest."""
    sets = apps.get_model("benchmarks_app", "BenchmarkSet")
    sets.objects.get_or_create(slug="cambodia-2022", defaults=FIRST_SET)


class Migration(migrations.Migration):
    dependencies = [
        ("benchmarks_app", "0040_official_wording"),
        ("core", "0091_scheduled_runs"),
    ]

    operations = [
        migrations.CreateModel(
            name="BenchmarkSet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=60, unique=True, verbose_name="key")),
                (
                    "order",
                    models.PositiveSmallIntegerField(
                        default=1, help_text="Its place among the sets.", verbose_name="order"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("country", models.CharField(max_length=100, verbose_name="country")),
                (
                    "mandate",
                    models.CharField(
                        help_text="The mandate that set them.", max_length=200, verbose_name="set by"
                    ),
                ),
                ("summary", models.TextField(help_text="In our own words.", verbose_name="summary")),
                (
                    "benchmarks_stated",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="How many the document says there are.",
                        null=True,
                        verbose_name="benchmarks it states",
                    ),
                ),
                (
                    "recommendations_stated",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="treaty-body recommendations it states"
                    ),
                ),
                (
                    "timeframes_stated",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="timeframes it states"
                    ),
                ),
                (
                    "citations",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The passages of documents this was taken from.",
                        related_name="cited_by_%(class)s",
                        to="core.passage",
                        verbose_name="citations",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        help_text="The document that sets them.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="benchmark_sets",
                        to="core.document",
                        verbose_name="document",
                    ),
                ),
            ],
            options={
                "verbose_name": "benchmark set",
                "verbose_name_plural": "benchmark sets",
                "ordering": ["order", "slug"],
            },
        ),
        migrations.RunPython(make_first_set, migrations.RunPython.noop, elidable=False),
    ]
