"""Makes the group of every role, so that a person can be given one on the first day."""

from django.db import migrations

ROLES = ("researcher", "monitor", "reviewer", "admin", "auditor")


def make_groups(apps, schema_editor):
    """Create the groups that are not there yet."""
    group = apps.get_model("auth", "Group")
    for role in ROLES:
        group.objects.get_or_create(name=role)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop, elidable=False)]
