"""The decisions on an update: submitted, returned, published, withdrawn, corrected."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benchmarks_app import services
from benchmarks_app.forms import PublishForm, ReturnForm, WithdrawForm, show_refusal
from benchmarks_app.forms.record import with_version
from benchmarks_app.forms.review import ReviewForm
from benchmarks_app.models import ProgressUpdate
from benchmarks_app.views.progress.asking import doing, signed_in, tell_saved, visible_or_404
from benchmarks_app.views.progress.page import show
from core.errors import DomainError, RuleBroken, StaleVersion
from core.permissions import Action, may

Change = Callable[..., ProgressUpdate]


def on_update(decision: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A decision on one update, by POST; a reviewer for whom it is gone is told that another was faster."""

    @require_POST
    @signed_in
    @wraps(decision)
    def decided(request: HttpRequest, pk: int) -> HttpResponse:
        try:
            update = visible_or_404(request, pk)
        except Http404:
            if not may(request.user, Action.PUBLISH_PROGRESS):
                raise
            messages.warning(request, _("That update no longer awaits review: somebody else was faster."))
            return redirect("workspace")
        return decision(request, update)

    return decided


@on_update
def submit(request: HttpRequest, update: ProgressUpdate) -> HttpResponse:
    """Hand one's own update to the reviewers."""
    form = ReviewForm(request.POST)
    done = _("Submitted. A reviewer will look at it.")
    return _decide(request, update, form, "submit_form", services.submit_update, done)


@on_update
def publish(request: HttpRequest, update: ProgressUpdate) -> HttpResponse:
    """Make another person's update public, once one has read it as the public will."""
    form = PublishForm(request.POST)
    done = _("Published. Everybody can read it now.")
    return _decide(request, update, form, "publish_form", services.publish_update, done)


@on_update
def give_back(request: HttpRequest, update: ProgressUpdate) -> HttpResponse:
    """Return an update to its author with a note."""
    form = ReturnForm(request.POST)
    done = _("Returned to its author with your note.")
    return _decide(request, update, form, "return_form", services.return_update, done, then="workspace")


@on_update
def withdraw(request: HttpRequest, update: ProgressUpdate) -> HttpResponse:
    """Take a published update back, saying why."""
    form = WithdrawForm(request.POST)
    done = _("Withdrawn. The page stays, with the reason.")
    return _decide(request, update, form, "withdraw_form", services.withdraw_update, done)


@on_update
def correct(request: HttpRequest, update: ProgressUpdate) -> HttpResponse:
    """Begin a correction: a draft with the same content, which will stand in the place of this one."""
    try:
        correction = services.correct_update(update=update, **doing(request))
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect(update)
    messages.success(request, _("This is your draft of a correction. Change what was wrong and submit it."))
    return redirect("progress-updates:revise", correction.pk)


def _decide(
    request: HttpRequest,
    update: ProgressUpdate,
    form: Any,
    name: str,
    change: Change,
    done: str,
    then: str = "",
) -> HttpResponse:
    """Take one decision and say what came of it; what was typed is shown again when it is refused."""
    if not form.is_valid():
        return show(request, update, status=422, **{name: form})
    try:
        change(update=update, **form.cleaned_data, **doing(request))
    except StaleVersion as refusal:
        return _show_as_it_is_now(request, update, type(form), name, refusal)
    except RuleBroken as refusal:
        show_refusal(form, refusal)
        return show(request, update, status=422, **{name: form})
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect(update)
    tell_saved(request, done, reverse("progress-updates:detail", args=[update.pk]))
    return redirect(then or update)


def _show_as_it_is_now(
    request: HttpRequest, update: ProgressUpdate, kind: type[Any], name: str, refusal: StaleVersion
) -> HttpResponse:
    """The update as it stands now, with what the person typed and the decision still to take."""
    messages.warning(request, refusal.message)
    typed = with_version(request.POST, refusal.current.version)
    typed.pop("names_nobody", None)
    form = kind(initial=typed.dict())
    return show(request, visible_or_404(request, update.pk), status=409, **{name: form})
