"""A round of checks: at most so many links a night, one after another, with pauses for each host."""

import datetime
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from core.link_checking.asking import Answer, asked
from core.models import Document, LinkCheck

A_MONTH = datetime.timedelta(days=30)
# Nobody's patience is tried: what is left over is asked the next night.
LONGEST_ROUND = datetime.timedelta(minutes=60)


def check_links(*, at: datetime.datetime, wait: Callable[[float], None] = time.sleep) -> int:
    """Ask what was not asked for a month, and say how much that was; safe to run twice and to be cut off.

    Each answer is kept as it comes, and no transaction is open while a server is asked.
    """
    if not settings.CHECK_LINKS:
        return 0
    if not settings.SITE_ADDRESS:
        raise ImproperlyConfigured("Set SITE_ADDRESS: whoever is asked must be told by whom.")
    last_asked: dict[str, float] = {}
    count = 0
    for document in due(at)[: settings.LINK_CHECKS_A_NIGHT]:
        if timezone.now() - at > LONGEST_ROUND:
            break
        _be_patient(host_of(document.url), last_asked, wait)
        keep(document=document, answer=asked(document.url), at=timezone.now())
        count += 1
    return count


def due(at: datetime.datetime) -> list[Document]:
    """Documents whose address was never asked, became another, or was asked a month ago; the oldest first."""
    rows = Document.objects.exclude(url="").select_related("link_check")
    fresh = Q(link_check__checked_at__gt=at - A_MONTH, link_check__address=F("url"))
    return list(rows.exclude(fresh).order_by(F("link_check__checked_at").asc(nulls_first=True), "pk"))


def host_of(link: str) -> str:
    """The host of a link; one that cannot be read has none."""
    try:
        return urlsplit(link).hostname or ""
    except ValueError:
        return ""


def _be_patient(host: str, last_asked: dict[str, float], wait: Callable[[float], None]) -> None:
    """Wait until the host was left alone long enough."""
    since = time.monotonic() - last_asked[host] if host in last_asked else float("inf")
    if since < settings.LINK_CHECK_PAUSE:
        wait(settings.LINK_CHECK_PAUSE - since)
    last_asked[host] = time.monotonic()


@transaction.atomic
def keep(*, document: Document, answer: Answer, at: datetime.datetime) -> LinkCheck:
    """Write down what a document's address answered; when it last answered well stays."""
    said = {"outcome": answer.outcome, "status": answer.status, "checked_at": at}
    if answer.outcome == LinkCheck.Outcome.ANSWERED:
        said["answered_at"] = at
    before = LinkCheck.objects.filter(document=document).first()
    if before and before.address != document.url:
        said.setdefault("answered_at", None)
    found, _ = LinkCheck.objects.update_or_create(
        document=document, defaults={**said, "address": document.url}
    )
    return found
