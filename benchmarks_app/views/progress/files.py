"""Files of evidence: put to a row, taken away, and handed to whoever may see the row."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from benchmarks_app import services
from benchmarks_app.forms import show_refusal
from benchmarks_app.forms.files import EvidenceFileForm
from benchmarks_app.models import Evidence, EvidenceFile, ProgressUpdate
from benchmarks_app.services.kept_files import bytes_of
from benchmarks_app.views.progress.asking import doing, may_record, tell_saved, visible_or_404
from core import sealing
from core.cleaning.kinds import Kind
from core.errors import DomainError

SANDBOXED = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}
REMOVE = "remove"


@may_record
def attach(request: HttpRequest, pk: int, key: uuid.UUID) -> HttpResponse:
    """The form for the file of one row, and what becomes of it."""
    update = visible_or_404(request, pk)
    if update.author_id != request.user.pk:
        raise PermissionDenied(_("Only its author can change or submit this update."))
    row = get_object_or_404(Evidence.objects.visible_to(request.user), update=update, key=key)
    if request.method != "POST":
        return _show(request, update, row, EvidenceFileForm(initial={"version": update.version}))
    form = EvidenceFileForm(request.POST, request.FILES)
    try:
        return _changed(request, update, row, form)
    except DomainError as refusal:
        show_refusal(form, refusal)
    return _show(request, update, row, form, status=422)


def _changed(
    request: HttpRequest, update: ProgressUpdate, row: Evidence, form: EvidenceFileForm
) -> HttpResponse:
    given = form.is_valid()
    asked: dict[str, Any] = {"update": update, "evidence": row, **doing(request)}
    asked["version"] = form.cleaned_data.get("version")
    if request.POST.get("action") == REMOVE:
        services.remove_file(**asked)
        tell_saved(request, _("The file was removed."), request.path)
        return redirect(update)
    if not given:
        return _show(request, update, row, form, status=422)
    file = form.cleaned_data["file"]
    services.attach_file(content=file.read(), name=file.name, declared=file.content_type or "", **asked)
    tell_saved(request, _("The file was attached. Open the copy: it is what others will see."), request.path)
    return redirect(update)


def _show(
    request: HttpRequest, update: ProgressUpdate, row: Evidence, form: EvidenceFileForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "update": update,
        "row": row,
        "form": form,
        "has_original": "original" in row.sealed_kinds(),
        "how_to_set_up": "" if sealing.can_seal() else sealing.how_to_set_up(),
    }
    return render(request, "benchmarks_app/evidence_file_form.html", context, status=status)


@require_safe
def hand_out(request: HttpRequest, name: str) -> HttpResponse:
    """The clean copy, to be saved and not shown here; one that may not be seen is not there."""
    file = get_object_or_404(
        EvidenceFile.objects.visible_to(request.user).select_related("evidence"), name=name
    )
    try:
        content = bytes_of(file)
    except FileNotFoundError as lost:
        raise Http404 from lost
    kind = Kind(file.kind)
    charset = "; charset=utf-8" if kind == Kind.TEXT else ""
    answer = HttpResponse(content, content_type=f"{kind.media_type}{charset}", headers=SANDBOXED)
    answer["Content-Disposition"] = f'attachment; filename="evidence-{file.sha256[:8]}{kind.suffix}"'
    if not file.is_public:
        answer["Cache-Control"] = "no-store"
    return answer
