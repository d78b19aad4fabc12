"""Makes the archive ahead, in the background, and finds it again for every web process.

It lies in the database, as releases do: there it goes in the transaction in which anything public changes, a
purge reaches what was of it, and no folder holds what was withdrawn since.
"""

import hashlib
import logging

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from core import public_stamp
from core.api.dataset.archive import archive
from core.api.dataset.frozen import site_at
from core.api.dataset.kept import MOST_KEPT, Circumstances, Kept, content_of
from core.models import KeptArchive, PublicStamp

logger = logging.getLogger(__name__)


def is_due() -> bool:
    """Whether there is none for the site as it is now; never where nobody said at which address that is."""
    if not settings.SITE_ADDRESS:
        return False
    circumstances, stamp = Circumstances.of(site_at(settings.SITE_ADDRESS)), public_stamp.current()
    return stamp is not None and _row(circumstances, stamp) is None


def make_ahead() -> bool:
    """Make the archive, if it is due, and keep it if nothing public changed meanwhile; whether it is kept."""
    if not is_due():
        return False
    request = site_at(settings.SITE_ADDRESS)
    circumstances, stamp = Circumstances.of(request), public_stamp.current()
    content = content_of(archive(request))
    if stamp is None or Circumstances.of(request) != circumstances:
        return False
    digest = hashlib.sha256(content).hexdigest()
    # Of one that is too large it is noted that it was made, so that it is not made every few minutes.
    return _keep(Kept(content if len(content) <= MOST_KEPT else b"", digest, circumstances, stamp))


@transaction.atomic
def _keep(made: Kept) -> bool:
    """Write it down in the place of any other, holding the stamp; not when that is another by now."""
    held = PublicStamp.objects.select_for_update().filter(pk=1).first()
    if held is None or held.value != made.stamp:
        return False
    KeptArchive.objects.all().delete()
    KeptArchive.objects.create(
        stamp=made.stamp,
        address=made.circumstances.address,
        day=made.circumstances.day,
        licence=dict(made.circumstances.licence),
        made_at=timezone.now(),
        sha256=made.digest,
        content=made.content,
    )
    return True


def found(request: HttpRequest) -> Kept | None:
    """The archive that was made ahead, if it would be made the same now and its bytes are whole."""
    circumstances, stamp = Circumstances.of(request), public_stamp.current()
    row = _row(circumstances, stamp) if stamp else None
    if row is None or stamp is None or not row.content:
        return None
    content = bytes(row.content)
    if hashlib.sha256(content).hexdigest() != row.sha256:
        logger.warning("The archive that was made ahead is damaged: it is taken away, and made anew.")
        KeptArchive.objects.filter(pk=row.pk).delete()
        return None
    return Kept(content, row.sha256, circumstances, stamp)


def _row(circumstances: Circumstances, stamp: str) -> KeptArchive | None:
    rows = KeptArchive.objects.filter(stamp=stamp, address=circumstances.address, day=circumstances.day)
    return next((row for row in rows if row.licence == dict(circumstances.licence)), None)
