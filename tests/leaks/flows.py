"""What happens after a submission, searched for canaries: notices, work that is owed, mail, log and cache."""

import pickle
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from django.core import mail
from django.core.cache import caches

from benchmarks_app import services
from benchmarks_app.models import ProgressUpdate
from core.models import Notice, OutboxMessage
from tests.factories.core import NOON
from tests.leaks.canaries import CanaryWorld, Search, everything_logged

OnCommit = Callable[..., AbstractContextManager[Any]]


def search_what_follows_a_submission(world: CanaryWorld, on_commit: OnCommit) -> Search:
    """Submit the drafts of this world, let the tasks run, and search all that they leave behind."""
    search = Search(world.words)
    drafts = list(ProgressUpdate.objects.filter(author=world.scene.writer, state="draft").exclude(status=""))
    old = set(Notice.objects.values_list("pk", flat=True))

    with everything_logged() as log, on_commit(execute=True):
        for draft in drafts:
            if draft.status != ProgressUpdate.Status.ACHIEVED:
                services.submit_update(update=draft, by=world.scene.writer, at=NOON)

    notices = Notice.objects.exclude(pk__in=old)
    assert notices.exists()
    search.look_at("notices", repr([(row.text, row.path) for row in notices]))
    search.look_at("the outbox", repr(list(OutboxMessage.objects.values_list("task", "arguments"))))
    search.look_at("mail", repr([vars(message) for message in mail.outbox]))
    search.look_at("the log", log.getvalue())
    search.look_at("the cache", pickle.dumps(getattr(caches["default"], "_cache", {})))
    return search
