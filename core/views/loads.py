"""Loads for admins: what was loaded, what a file would change, and how to take a load back."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.errors import DomainError
from core.file_forms import MEDIA_TYPES
from core.forms.loads import FileToLoadForm, SheetForm, UndoForm
from core.loading import sheet_writing, shipped
from core.loading.given import BroughtFile
from core.loading.in_background import bring
from core.loading.loadable import loadable_models
from core.loading.undoing import UndoPlan, plan_undo, undo_load
from core.models import Load, PlannedLoad
from core.permissions import Action, may

LOADS_PER_PAGE = ROWS_PER_PAGE = 50
# A page shows the first of each kind and says how many more there are.
ROWS_SHOWN = 200
ON_THEIR_WAY_SHOWN = 10
View = Callable[..., HttpResponse]


def for_admins(view: View) -> View:
    """Lets those in who load content; strangers sign in first, others are told that they may not."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not may(request.user, Action.LOAD_CONTENT):
            raise PermissionDenied(_("Only admins load content."))
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@for_admins
def load_list(request: HttpRequest) -> HttpResponse:
    """What was loaded, the newest first."""
    rows = Load.objects.visible_to(request.user).select_related("loaded_by", "undone_by")
    page = Paginator(rows, LOADS_PER_PAGE).get_page(request.GET.get("page"))
    on_their_way = PlannedLoad.objects.visible_to(request.user).exclude(stage=PlannedLoad.Stage.APPLIED)
    shown = on_their_way.defer("content").select_related("brought_by", "cancelled_by")[:ON_THEIR_WAY_SHOWN]
    return render(request, "core/load_list.html", {"page": page, "on_their_way": shown})


@for_admins
def load_new(request: HttpRequest) -> HttpResponse:
    """Choose a file, and see what it would change."""
    form = FileToLoadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _taken(request, form)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    return render(request, "core/load_new.html", {"form": form, "sheet_form": SheetForm()})


def _taken(request: HttpRequest, form: FileToLoadForm) -> HttpResponse:
    """Have the file planned; its page says how far that is."""
    by: Any = request.user
    given = form.cleaned_data
    if given["fixture"]:
        file, whole = shipped.picked(given["fixture"]), True
    else:
        file, whole = BroughtFile(given["file"].name, given["file"].read()), given["whole"]
    return redirect(bring(file=file, whole=whole, by=by, at=timezone.now()))


@require_safe
@for_admins
def load_sheet(request: HttpRequest) -> HttpResponse:
    """An empty sheet to fill in."""
    form = SheetForm(request.GET)
    if not form.is_valid():
        raise BadRequest(_("There is no such sheet."))
    name, kind = form.cleaned_data["of"], form.cleaned_data["form"]
    content = sheet_writing.template(loadable_models()[name], kind)
    return as_file(f"{name.partition('.')[2]}.{kind}", content)


def as_file(name: str, content: bytes) -> HttpResponse:
    kind = MEDIA_TYPES[name.rpartition(".")[2]]
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or ""}
    return HttpResponse(content, content_type=kind, headers=headers)


@require_safe
@for_admins
def load_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One load with what it did to each row."""
    rows = Load.objects.visible_to(request.user).select_related("loaded_by", "undone_by")
    load = get_object_or_404(rows, pk=pk)
    page = Paginator(load.rows.all(), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "core/load_detail.html", {"load": load, "page": page})


@for_admins
def load_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """What undoing a load would do, conflicts first; then do it."""
    load = get_object_or_404(Load.objects.visible_to(request.user), pk=pk)
    try:
        form = UndoForm(request.POST or None)
        if form.is_bound and form.is_valid():
            return _undone(request, load, form)
        by: Any = request.user
        return _undo_page(request, plan_undo(load=load, by=by), form)
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect(load)


def _undo_page(request: HttpRequest, plan: UndoPlan, form: UndoForm) -> HttpResponse:
    if not form.is_bound:
        form = UndoForm(initial={"fingerprint": plan.fingerprint})
    rest = [each for each in plan.returns if not each.conflicts]
    context = {"plan": plan, "load": plan.load, "rest": rest[:ROWS_SHOWN], "form": form}
    return render(request, "core/load_undo.html", {**context, "more": max(0, len(rest) - ROWS_SHOWN)})


def _undone(request: HttpRequest, load: Load, form: UndoForm) -> HttpResponse:
    by: Any = request.user
    undo_load(load=load, by=by, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("The load is undone."))
    return redirect(load)
