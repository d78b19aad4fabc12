"""Was where the triggers began that keep what was published; they come with `0020` now, which knows more."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("benchmarks_app", "0003_progress_made_whole"), ("core", "0005_history_stays")]
    operations: list[migrations.RunPython] = []
