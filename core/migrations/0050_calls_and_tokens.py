"""What counting calls of the API, and naming tokens, rest on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0040_search_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="CallCount",
            fields=[
                (
                    "source",
                    models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name="source"),
                ),
                ("kind", models.CharField(max_length=20, verbose_name="kind")),
                ("calls", models.PositiveIntegerField(default=0, verbose_name="calls")),
                ("forgotten_at", models.DateTimeField(db_index=True, verbose_name="forgotten at")),
            ],
            options={
                "verbose_name": "calls of the API",
                "verbose_name_plural": "calls of the API",
                "ordering": ["forgotten_at"],
            },
        ),
        migrations.AddField(
            model_name="apitoken",
            name="last_used_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="last used on"),
        ),
        migrations.AddField(
            model_name="apitoken",
            name="name",
            field=models.CharField(
                blank=True,
                help_text="What it is for, such as “notebook”.",
                max_length=60,
                verbose_name="name",
            ),
        ),
    ]
