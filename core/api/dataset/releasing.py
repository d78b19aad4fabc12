"""The button by which an admin makes a release."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.api.dataset.frozen import files_for
from core.errors import NotPermitted
from core.releases import make_release


@require_POST
@login_required
def release_make(request: HttpRequest) -> HttpResponse:
    """Freeze everything public as it stands now."""
    by: Any = request.user
    address = request.build_absolute_uri("/")
    try:
        release = make_release(files=files_for(request), address=address, by=by, at=timezone.now())
    except NotPermitted as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    messages.success(request, _("Release %(name)s is made.") % {"name": release.name})
    return redirect(release)
