"""Loads for admins: what was loaded, what a file would change, and how to take a load back."""

from collections.abc import Callable
from functools import wraps
from itertools import islice
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
from django.views.decorators.http import require_POST, require_safe

from core.errors import DomainError
from core.file_forms import MEDIA_TYPES
from core.forms.loads import ApplyForm, FileToLoadForm, SheetForm, UndoForm
from core.loading import sheet_writing, shipped
from core.loading.applying import apply_plan
from core.loading.carried import packed, unpacked
from core.loading.effects import Effect, Kind
from core.loading.given import BroughtFile
from core.loading.loadable import loadable_models
from core.loading.planning import Plan, make_plan
from core.loading.reading import is_document, left_out
from core.loading.undoing import UndoPlan, plan_undo, undo_load
from core.models import Load
from core.permissions import Action, may

LOADS_PER_PAGE = ROWS_PER_PAGE = 50
# A page shows the first of each kind and says how many more there are.
ROWS_SHOWN = 200
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
    return render(request, "core/load_list.html", {"page": page})


@for_admins
def load_new(request: HttpRequest) -> HttpResponse:
    """Choose a file, and see what it would change."""
    form = FileToLoadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _shown(request, _brought(form), vouched=form.cleaned_data["whole"])
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    return render(request, "core/load_new.html", {"form": form, "sheet_form": SheetForm()})


def _brought(form: FileToLoadForm) -> BroughtFile:
    given = form.cleaned_data
    if given["fixture"]:
        return shipped.picked(given["fixture"])
    return BroughtFile(given["file"].name, given["file"].read())


def _shown(request: HttpRequest, file: BroughtFile, *, vouched: bool) -> HttpResponse:
    """The page of a plan, with a form that carries the file on."""
    by: Any = request.user
    picked = file.name in shipped.names() and "fixture" in request.POST and not request.FILES
    plan = make_plan(files=[file], by=by, whole=[file.name] if picked or vouched else [])
    carried = {"name": file.name, "content": packed(file), "fingerprint": plan.fingerprint}
    return _plan_page(request, plan, ApplyForm(initial=carried))


def _plan_page(request: HttpRequest, plan: Plan, form: ApplyForm) -> HttpResponse:
    is_sheet = plan.files[0].name.lower().endswith((".csv", ".xlsx"))
    context = {"plan": plan, "kinds": _kinds(plan), "form": form, "is_sheet": is_sheet}
    return render(request, "core/load_plan.html", {**context, "left_out": left_out(plan.files[0])})


def _kinds(plan: Plan) -> list[dict[str, Any]]:
    """The rows by kind, what needs attention first; what stays as it is, is folded."""
    names = {
        Kind.REFUSED: _("Refused"),
        Kind.CHANGED: _("Changed"),
        Kind.NEW: _("New"),
        Kind.UNCHANGED: _("Unchanged"),
    }
    found = {
        kind.value: (names[kind], plan.counts[kind], list(islice(plan.of(kind), ROWS_SHOWN)))
        for kind in names
    }
    if is_document(plan.files[0]):
        found |= _changed(plan)
    return [
        {"kind": kind, "name": name, "count": count, "rows": rows, "more": count - len(rows)}
        for kind, (name, count, rows) in found.items()
        if rows
    ]


def _changed(plan: Plan) -> dict[str, tuple[str, int, list[Effect]]]:
    """The rows that a document changes: those in which something else stood, and those that were empty."""
    changed = list(plan.of(Kind.CHANGED))
    replaced = [effect for effect in changed if any(effect.before.values())]
    filled = [effect for effect in changed if not any(effect.before.values())]
    return {
        Kind.CHANGED.value: (_("Changed"), len(replaced), replaced[:ROWS_SHOWN]),
        "filled": (_("Filled in"), len(filled), filled[:ROWS_SHOWN]),
    }


@require_POST
@for_admins
def load_apply(request: HttpRequest) -> HttpResponse:
    """Apply the plan that was shown; if it is another by now, show that one."""
    by: Any = request.user
    form = ApplyForm(request.POST)
    if not (form["name"].data and form["content"].data):
        return redirect("loads:new")
    try:
        file = unpacked(form["name"].data, form["content"].data)
        if form.is_valid():
            return _applied(request, file, form)
        return _plan_page(request, make_plan(files=[file], by=by, whole=[file.name]), form)
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("loads:new")


def _applied(request: HttpRequest, file: BroughtFile, form: ApplyForm) -> HttpResponse:
    by: Any = request.user
    load = apply_plan(
        files=[file],
        fingerprint=form.cleaned_data["fingerprint"],
        reason=form.cleaned_data["reason"],
        by=by,
        at=timezone.now(),
        whole=[file.name],
    )
    if load is None:
        messages.success(request, _("Nothing was changed: everything in the file is there already."))
        return redirect("loads:list")
    messages.success(request, _("The file is loaded."))
    return redirect(load)


@require_safe
@for_admins
def load_sheet(request: HttpRequest) -> HttpResponse:
    """An empty sheet to fill in."""
    form = SheetForm(request.GET)
    if not form.is_valid():
        raise BadRequest(_("There is no such sheet."))
    name, kind = form.cleaned_data["of"], form.cleaned_data["form"]
    content = sheet_writing.template(loadable_models()[name], kind)
    return _file(f"{name.partition('.')[2]}.{kind}", content)


@require_POST
@for_admins
def load_mend(request: HttpRequest) -> HttpResponse:
    """The sheet that was planned, with what is wrong beside each line."""
    by: Any = request.user
    try:
        file = unpacked(request.POST.get("name", ""), request.POST.get("content", ""))
        return _file(*sheet_writing.returned(make_plan(files=[file], by=by, whole=[file.name])))
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("loads:new")


def _file(name: str, content: bytes) -> HttpResponse:
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
