"""The page of a file on its way in: how far the work is, what it would do, and the buttons for either."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.forms.loads import ApplyForm
from core.loading.given import BroughtFile
from core.loading.in_background import apply_planned, cancel, try_again, work_given_up
from core.loading.sheet_writing import returned
from core.models import PlannedLoad, PlannedRow
from core.views.loads import SECONDS_BETWEEN_LOOKS, as_file, back_after, for_admins, rows_of_a_kind

SHEETS = (".csv", ".xlsx")
Stage = PlannedLoad.Stage


def _found(request: HttpRequest, pk: int) -> PlannedLoad:
    loads = PlannedLoad.objects.visible_to(request.user).defer("content")
    return get_object_or_404(loads.select_related("cancelled_by", "load"), pk=pk)


@require_safe
@for_admins
def planned_load(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, asked for again every two seconds; then the plan, or what became of it."""
    planned = _found(request, pk)
    if planned.is_under_way:
        return _under_way(request, planned)
    return _page(request, planned, ApplyForm())


def _under_way(request: HttpRequest, planned: PlannedLoad) -> HttpResponse:
    given_up = work_given_up(planned)
    context = {"planned": planned, "given_up": given_up}
    response = render(request, "core/load_under_way.html", context)
    if not given_up:
        response.headers["Refresh"] = str(SECONDS_BETWEEN_LOOKS)
    return response


def _page(request: HttpRequest, planned: PlannedLoad, form: ApplyForm) -> HttpResponse:
    context = {
        "planned": planned,
        **rows_of_a_kind(request, planned.rows.all(), planned.counts, otherwise=PlannedRow.Kind.UNCHANGED),
        "form": form,
        "is_sheet": planned.name.lower().endswith(SHEETS),
    }
    return render(request, "core/load_plan.html", context)


@require_POST
@for_admins
def planned_load_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the plan applied."""
    planned, form = _found(request, pk), ApplyForm(request.POST)
    if not form.is_valid():
        return _page(request, planned, form) if planned.stage == Stage.PLANNED else redirect(planned)
    change = partial(apply_planned, planned=planned, reason=form.cleaned_data["reason"])
    return back_after(request, planned, change)


@require_POST
@for_admins
def planned_load_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Let go of it."""
    found = _found(request, pk)
    return back_after(request, found, partial(cancel, planned=found))


@require_POST
@for_admins
def planned_load_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan it anew, or start again what was given up."""
    found = _found(request, pk)
    return back_after(request, found, partial(try_again, planned=found))


@require_safe
@for_admins
def planned_load_mend(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet that was planned, with what is wrong beside each line."""
    planned = _found(request, pk)
    if not planned.content or not planned.name.lower().endswith(SHEETS):
        raise Http404
    rows = planned.rows.filter(kind=PlannedRow.Kind.REFUSED).values_list("line", "problems")
    refused = ((line, each["field"], each["reason"]) for line, problems in rows for each in problems)
    return as_file(*returned(BroughtFile(planned.name, bytes(planned.content)), refused))
