"""What every page knows about its visitor: which parts of the site are theirs, and what awaits them."""

from typing import Any

from django.http import HttpRequest

from core.permissions import Action, lacks_second_factor, may


def visitor(request: HttpRequest) -> dict[str, Any]:
    """The visitor's permissions, for showing or hiding a way in; the services decide, not the page."""
    return {
        "lacks_second_factor": lacks_second_factor(request.user),
        "may_record": may(request.user, Action.RECORD_PROGRESS),
        "may_load": may(request.user, Action.LOAD_CONTENT),
        "may_read_history": may(request.user, Action.READ_HISTORY),
        "may_review": may(request.user, Action.PUBLISH_PROGRESS),
    }
