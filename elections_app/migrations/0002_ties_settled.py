"""Rows that stand level come in one order, page after page and in every file."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("elections_app", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="electionfigure",
            options={
                "ordering": ["election__date", "order", "pk"],
                "verbose_name": "figure of an election",
                "verbose_name_plural": "figures of elections",
            },
        ),
        migrations.AlterModelOptions(
            name="finding",
            options={
                "ordering": ["election__date", "phase", "order", "pk"],
                "verbose_name": "finding",
                "verbose_name_plural": "findings",
            },
        ),
        migrations.AlterModelOptions(
            name="observerdelegation",
            options={
                "ordering": ["election__date", "-observers", "pk"],
                "verbose_name": "observer delegation",
                "verbose_name_plural": "observer delegations",
            },
        ),
    ]
