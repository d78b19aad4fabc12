"""Where a monitor's or reviewer's day begins: what awaits them, and one click to record."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from benchmarks_app.models import ProgressUpdate
from benchmarks_app.views.progress.asking import doing, signed_in
from benchmarks_app.views.progress.attention import attention, tally
from core.models import Notice
from core.notices import mark_read
from core.permissions import Action, may

State = ProgressUpdate.State
ROWS = 10


@require_safe
@signed_in
def workspace(request: HttpRequest) -> HttpResponse:
    """One's drafts and what was returned, the review queue, and the benchmarks that ask for attention."""
    user = request.user
    context: dict[str, Any] = {
        "notices": Notice.objects.filter(recipient=user.pk, read_at__isnull=True)[:ROWS]
    }
    if may(user, Action.PUBLISH_PROGRESS):
        queue = ProgressUpdate.objects.visible_to(user).awaiting_review().exclude(author=user.pk)
        context["queue"] = queue.with_everything_shown()
    if may(user, Action.RECORD_PROGRESS):
        context |= mine(user)
        rows = attention(user, today=timezone.localdate())
        context |= {"attention": rows, "tally": tally(rows)}
    return render(request, "benchmarks_app/workspace.html", context)


def mine(user: Any) -> dict[str, list[ProgressUpdate]]:
    """What this person has written and not yet finished with, by how far it has come."""
    rows = ProgressUpdate.objects.visible_to(user).filter(author=user.pk).with_everything_shown()
    unfinished = list(rows.filter(state__in=[State.DRAFT, State.RETURNED, State.SUBMITTED]))
    return {
        "returned": [row for row in unfinished if row.state == State.RETURNED],
        "drafts": [row for row in unfinished if row.state == State.DRAFT],
        "submitted": [row for row in unfinished if row.state == State.SUBMITTED],
        "published": list(rows.published().order_by("-published_at")[:ROWS]),
    }


@require_POST
@signed_in
def read_notices(request: HttpRequest) -> HttpResponse:
    """Mark one's own notices as read: the one that was named, or all."""
    chosen = Notice.objects.all()
    if request.POST.get("notice", "").isdecimal():
        chosen = chosen.filter(pk=request.POST["notice"])
    mark_read(notices=chosen, **doing(request))
    return redirect("workspace")
