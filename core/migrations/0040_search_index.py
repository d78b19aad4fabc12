"""The index of the search, and what each database needs to find words in it fast."""

from django.db import migrations, models

import core.models.search
from core.search_terms import set_up, take_down


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0030_accounts"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("type", models.CharField(max_length=40, verbose_name="kind")),
                ("place", models.PositiveSmallIntegerField(verbose_name="place of the kind among the kinds")),
                ("object_id", models.BigIntegerField(verbose_name="row")),
                ("key", models.TextField(verbose_name="key")),
                ("holder", models.TextField(verbose_name="key of the page that shows it")),
                ("title", models.TextField(blank=True, verbose_name="title")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("title_terms", core.models.search.TermsField(verbose_name="words of the title")),
                (
                    "terms",
                    core.models.search.TermsField(verbose_name="words of title and text, kind and themes"),
                ),
                ("fingerprint", models.CharField(max_length=64, verbose_name="fingerprint of all of it")),
            ],
            options={
                "verbose_name": "entry of the search",
                "verbose_name_plural": "entries of the search",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("type", "object_id"), name="search_entry_once_per_row")
                ],
            },
        ),
        migrations.RunPython(set_up, take_down),
    ]
