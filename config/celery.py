"""The one Celery application: its schedule, and the tasks found in each app's `tasks` module."""

import os

from celery import Celery
from celery.schedules import crontab
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

TRANSPORT_ALIASES.update(redis="config.queue:Transport", rediss="config.queue:Transport")
app = Celery("tracker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "sweep-the-outbox": {"task": "core.tasks.sweep_outbox", "schedule": 60.0},
    # It makes one only where something public changed since: what that did is among the scheduled runs.
    "look-at-the-archive": {"task": "core.tasks.look_at_archive", "schedule": 180.0},
    "check-consistency-nightly": {
        "task": "elections_app.tasks.run_consistency_checks",
        "schedule": crontab(hour=19, minute=0),  # 02:00 in Phnom Penh; the clock here is UTC
    },
    # Before the purge, which then reaches what this takes out.
    "reindex-search-nightly": {"task": "core.tasks.reindex_search", "schedule": crontab(hour=19, minute=15)},
    "remind-monitors-nightly": {
        "task": "benchmarks_app.tasks.remind",
        "schedule": crontab(hour=19, minute=10),
    },
    "sign-head-nightly": {"task": "core.tasks.sign_head", "schedule": crontab(hour=19, minute=20)},
    # 07:10 in Phnom Penh: on Mondays all of them, later in the week what was missed.
    "owe-digests-nightly": {"task": "core.tasks.owe_digests", "schedule": crontab(hour=0, minute=10)},
    "check-links-nightly": {"task": "core.tasks.check_links", "schedule": crontab(hour=20, minute=0)},
    "purge-nightly": {"task": "core.tasks.purge", "schedule": crontab(hour=19, minute=30)},
}
