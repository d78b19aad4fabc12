"""The button by which an admin asks for a release."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import NotPermitted
from core.releases.asking import ask_for_release


@require_POST
@login_required
def release_make(request: HttpRequest) -> HttpResponse:
    """Ask for everything public to be frozen; where work is done in this process, that is done by now."""
    by: Any = request.user
    try:
        asked = ask_for_release(address=request.build_absolute_uri("/"), by=by, at=timezone.now())
    except NotPermitted as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    asked.refresh_from_db()
    if asked.release is None:
        messages.success(request, _("The release is asked for. This page shows it once it is made."))
        return redirect("data:releases")
    messages.success(request, _("Release %(name)s is made.") % {"name": asked.release.name})
    return redirect(asked.release)
