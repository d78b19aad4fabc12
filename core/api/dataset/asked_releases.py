"""Makes a release that was asked for: the work of its outbox message."""

import datetime

from core.api.dataset.frozen import files_for, site_at
from core.models import OutboxMessage, ReleaseRequest
from core.releases import make_release


def make_asked_release(*, message: OutboxMessage, at: datetime.datetime) -> None:
    """Freeze everything public as it stands now; nothing when that was done."""
    request = ReleaseRequest.objects.select_related("asked_by").get(pk=message.arguments["request"])
    if request.release_id:
        return
    files = files_for(site_at(request.address))
    request.release = make_release(files=files, address=request.address, by=request.asked_by, at=at)
    request.save(update_fields=["release"])
