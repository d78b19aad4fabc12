"""The API's one permission: everybody reads; whoever writes must be signed in, and the service decides."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from core.permissions import SCOPES, Scope


class ServicesDecide(BasePermission):
    """Lets reads through, and writes of people who are signed in; what they may do, the services know.

    A token whose scope is too small is told so here, before anything is looked up: an endpoint's `scopes`
    say which a step needs, and any other write needs "record".
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether the call may go on; a method the endpoint does not have goes on to its 405."""
        if request.method in SAFE_METHODS or not hasattr(view, str(request.method).lower()):
            return True
        if not request.user or not request.user.is_authenticated:
            return False
        refuse_too_small(getattr(request.auth, "scope", None), needed_for(view))
        return True


def needed_for(view: Any) -> Scope:
    """The smallest scope a token needs for a view's step."""
    return getattr(view, "scopes", {}).get(getattr(view, "action", ""), Scope.RECORD)


def refuse_too_small(scope: str | None, needed: Scope) -> None:
    """Raise PermissionDenied, naming the scope needed; somebody who signed in without a token has none."""
    if scope is None or SCOPES[needed] <= SCOPES[Scope(scope)]:
        return
    message = _("This token's scope is “%(scope)s”; this needs a token with the scope “%(needed)s”.")
    raise PermissionDenied(message % {"scope": scope, "needed": needed.value})
