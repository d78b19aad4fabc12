"""Recognises a request that was sent before: a double click, or a call that was retried."""

from benchmarks_app.models import ProgressUpdate
from core.models import User


def made_before(*, by: User, client_key: str) -> ProgressUpdate | None:
    """The update of this request; people who ask at the same moment wait for each other."""
    if not client_key:
        return None
    User.objects.select_for_update().get(pk=by.pk)
    return ProgressUpdate.objects.filter(author=by, client_key=client_key).first()
