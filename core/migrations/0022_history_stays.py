"""From here on the database refuses to change the history, except to erase what an entry says."""

from django.db import migrations, models

from core.history_triggers import TRIGGERS
from core.kept_rows import keep, let_go


class Migration(migrations.Migration):
    dependencies = [("core", "0021_chained_anew")]

    operations = [
        let_go(TRIGGERS),
        migrations.AddConstraint(
            model_name="historyentry",
            constraint=models.CheckConstraint(
                name="history_erased_says_nothing",
                condition=models.Q(("erased_by_entry__isnull", True))
                | models.Q(("after__isnull", True), ("before__isnull", True), ("reason", ""), ("salt", "")),
            ),
        ),
        keep(TRIGGERS),
    ]
