"""What every screen of progress asks first: who is there, and what they may see."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from benchmarks_app.models import ProgressUpdate
from core.permissions import Action, may
from core.views.clocks import clocks_of

View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """Ask a visitor to sign in first; whoever was sending something is told that it was not saved."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST":
            told = _("Your session had ended, so nothing was saved yet. Sign in to go on where you were.")
            messages.warning(request, told)
        return redirect_to_login(_page_before(request, kwargs))

    return asked


def _page_before(request: HttpRequest, kwargs: dict[str, Any]) -> str:
    """The page to come back to: a decision on an update is taken on that update's page."""
    if request.method == "POST" and "pk" in kwargs and not request.path.endswith("/revise/"):
        return reverse("progress-updates:detail", kwargs={"pk": kwargs["pk"]})
    return request.get_full_path()


def may_record(view: View) -> View:
    """For people who record progress; others are told that they may not."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may(request.user, Action.RECORD_PROGRESS):
            raise PermissionDenied(_("Only monitors and reviewers record progress."))
        return view(request, *args, **kwargs)

    return signed_in(asked)


def visible_or_404(request: HttpRequest, pk: int) -> ProgressUpdate:
    """The update, for somebody who may see it."""
    return get_object_or_404(ProgressUpdate.objects.visible_to(request.user).with_everything_shown(), pk=pk)


def at_its_time(request: HttpRequest, pk: int) -> ProgressUpdate:
    """The update, if it stood at the time asked for, for somebody who may see it."""
    rows = ProgressUpdate.objects.visible_to(request.user).with_everything_shown()
    clocks = clocks_of(request)
    rows = rows.known_at(clocks.known_at) if clocks.known_at else rows
    rows = rows.as_of(clocks.as_of) if clocks.as_of else rows
    return get_object_or_404(rows, pk=pk)


def doing(request: HttpRequest) -> dict[str, Any]:
    """Who does it and when, as every service asks."""
    return {"by": request.user, "at": timezone.now()}


def tell_saved(request: HttpRequest, message: str, form: str) -> None:
    """Say that something was saved; the browser then forgets what it kept of the form at this address."""
    messages.success(request, message, extra_tags=form)
