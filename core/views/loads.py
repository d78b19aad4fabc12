"""Loads for admins: what was loaded, and a file on its way to be planned."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.errors import DomainError
from core.file_forms import MEDIA_TYPES
from core.forms.loads import FileToLoadForm, SheetForm
from core.loading import sheet_writing, shipped
from core.loading.given import BroughtFile
from core.loading.in_background import bring
from core.loading.loadable import loadable_models
from core.loading.undoing_in_background import work_for
from core.models import Load, PlannedLoad, Undoing
from core.permissions import Action, may

LOADS_PER_PAGE = ROWS_PER_PAGE = 50
SECONDS_BETWEEN_LOOKS = 2
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


def back_after(
    request: HttpRequest, page: PlannedLoad | Undoing, change: Callable[..., object]
) -> HttpResponse:
    """Back on the page after a change; where that was refused, with the reason."""
    try:
        change(by=request.user, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return redirect(page)


def rows_of_a_kind(
    request: HttpRequest, rows: QuerySet, counts: dict[str, int], *, otherwise: str
) -> dict[str, Any]:
    """A page of its rows of the kind asked for, else of the first there is; and the kinds there are."""
    kinds: Any = rows.model.Kind
    there = [kind for kind in kinds if counts.get(kind)]
    kind = request.GET.get("kind") or next(iter(there), otherwise)
    if kind not in kinds:
        raise Http404
    return {
        "kinds": [{"kind": each.value, "name": each.label, "count": counts[each]} for each in there],
        "kind": kind,
        "kind_name": kinds(kind).label,
        "page": Paginator(rows.filter(kind=kind), ROWS_PER_PAGE).get_page(request.GET.get("page")),
    }


@require_safe
@for_admins
def load_list(request: HttpRequest) -> HttpResponse:
    """What was loaded, the newest first."""
    rows = Load.objects.visible_to(request.user).with_state()
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
    load = get_object_or_404(Load.objects.visible_to(request.user).with_state(), pk=pk)
    undoing = load.undoings.select_related("cancelled_by").first()
    work = work_for(undoing).last() if undoing and undoing.is_under_way else None
    page = Paginator(load.rows.all(), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"load": load, "page": page, "undoing": undoing, "work": work}
    response = render(request, "core/load_detail.html", context)
    if undoing and undoing.is_under_way and not (work and work.failed_at):
        response.headers["Refresh"] = str(SECONDS_BETWEEN_LOOKS)
    return response
