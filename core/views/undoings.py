"""The page of a load on its way back: what undoing would do, how far it is, and the buttons for either."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.errors import DomainError
from core.forms.loads import UndoForm
from core.loading.undoing_in_background import begin, cancel, try_again, undo_planned, work_for
from core.models import Load, Undoing, UndoingRow
from core.views.loads import SECONDS_BETWEEN_LOOKS, back_after, for_admins, rows_of_a_kind

Stage = Undoing.Stage


def _found(request: HttpRequest, pk: int) -> Undoing:
    undoings = Undoing.objects.visible_to(request.user)
    return get_object_or_404(undoings.select_related("load", "undone_by", "cancelled_by"), pk=pk)


@require_POST
@for_admins
def load_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Have it planned what undoing a load would do; its page says how far that is."""
    load: Load = get_object_or_404(Load.objects.visible_to(request.user), pk=pk)
    by: Any = request.user
    try:
        return redirect(begin(load=load, by=by, at=timezone.now()))
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect(load)


@require_safe
@for_admins
def undoing(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, asked for again every two seconds; then the plan, or what became of it."""
    found = _found(request, pk)
    if found.is_under_way:
        return _under_way(request, found)
    return _page(request, found, UndoForm(initial={"fingerprint": found.fingerprint}))


def _under_way(request: HttpRequest, found: Undoing) -> HttpResponse:
    work = work_for(found).last()
    response = render(request, "core/load_undo_under_way.html", {"undoing": found, "work": work})
    if not (work and work.failed_at):
        response.headers["Refresh"] = str(SECONDS_BETWEEN_LOOKS)
    return response


def _page(request: HttpRequest, found: Undoing, form: UndoForm) -> HttpResponse:
    rows, otherwise = found.rows.select_related("loaded"), UndoingRow.Kind.UNTOUCHED
    shown = rows_of_a_kind(request, rows, found.counts, otherwise=otherwise)
    context = {"undoing": found, **shown, "form": form}
    return render(request, "core/load_undo.html", context)


@require_POST
@for_admins
def undoing_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the load undone, as the plan shows it."""
    found, form = _found(request, pk), UndoForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form) if found.stage == Stage.PLANNED else redirect(found)
    return back_after(request, found, partial(undo_planned, undoing=found, **form.cleaned_data))


@require_POST
@for_admins
def undoing_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Let go of it."""
    found = _found(request, pk)
    return back_after(request, found, partial(cancel, undoing=found))


@require_POST
@for_admins
def undoing_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan it anew, or start again what was given up."""
    found = _found(request, pk)
    return back_after(request, found, partial(try_again, undoing=found))
