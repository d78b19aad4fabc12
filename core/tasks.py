"""Background work that no one app owns: what the schedule starts, and keeping what the outbox promised."""

import datetime
import logging

from celery import shared_task
from django.utils import timezone
from django.utils.module_loading import import_string

from core import digests, link_checking, outbox
from core.purge import purge as purge_what_is_due
from core.scheduled_runs import Scheduled
from core.search_index import refresh_everything
from core.signed_heads import sign_head as sign_head_of_the_day

logger = logging.getLogger(__name__)
GRACE = datetime.timedelta(seconds=30)


@shared_task(name="core.tasks.keep_promise")
def keep_promise(message_id: int) -> bool:
    """Do the work of one outbox message; safe to run twice."""
    return outbox.keep(message_id=message_id, at=timezone.now())


@shared_task(name="core.tasks.sweep_outbox")
def sweep_outbox() -> int:
    """Nudge a worker for everything still owed after the grace period; says how much that was."""
    now = timezone.now()
    owed = outbox.still_owed(before=now - GRACE, at=now)
    for message_id in owed:
        keep_promise.delay(message_id)
    return len(owed)


@shared_task(name="core.tasks.purge", base=Scheduled)
def purge() -> None:
    """Take away what is due and make the database forget it; what could not be done is logged."""
    for line in purge_what_is_due(at=timezone.now()).left_to_do:
        logger.warning("The purge left something to do: %s", line)


@shared_task(name="core.tasks.reindex_search", base=Scheduled)
def reindex_search() -> None:
    """Bring the index of the search up to date; what was not is logged, for a service had left it so."""
    for kind, count in refresh_everything().items():
        logger.warning("The search was not up to date: %s entries of %s.", count, kind)


@shared_task(name="core.tasks.look_at_archive")
def look_at_archive() -> bool:
    """Have the archive of everything made ahead, where there is none for what is public now."""
    due: bool = import_string("core.api.dataset.ahead.is_due")()
    if due:
        make_archive.delay()
    return due


@shared_task(name="core.tasks.make_archive", base=Scheduled)
def make_archive() -> bool:
    """Make the archive of everything ahead; safe to run twice, and nothing where it is there."""
    kept: bool = import_string("core.api.dataset.ahead.make_ahead")()
    return kept


@shared_task(name="core.tasks.sign_head", base=Scheduled)
def sign_head() -> None:
    """Sign the end of the history, once a day."""
    sign_head_of_the_day(at=timezone.now())


@shared_task(name="core.tasks.owe_digests", base=Scheduled)
def owe_digests() -> int:
    """Promise this week's digests that are not promised yet; says how many. Safe to run twice."""
    return digests.owe_digests(at=timezone.now())


@shared_task(name="core.tasks.check_links", base=Scheduled)
def check_links() -> int:
    """Ask cited addresses whether they still answer, where that is switched on; says how many."""
    return link_checking.check_links(at=timezone.now())
