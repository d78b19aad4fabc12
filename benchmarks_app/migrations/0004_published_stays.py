"""From here on the database refuses to change what was published, whichever door the change comes by."""

from django.db import migrations

from benchmarks_app.published_triggers import TRIGGERS
from core.kept_rows import keep


class Migration(migrations.Migration):
    dependencies = [("benchmarks_app", "0003_progress_made_whole"), ("core", "0005_history_stays")]
    operations = [keep(TRIGGERS)]
