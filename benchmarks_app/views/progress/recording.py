"""The form on which an update is written, shown again until the service has taken what it says."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from benchmarks_app import services
from benchmarks_app.forms import RecordForm
from benchmarks_app.forms.documents import known_documents
from benchmarks_app.forms.record import with_one_more_row, with_version, without_lost_rows
from benchmarks_app.models import FIRST_SET, Benchmark, ProgressUpdate
from benchmarks_app.views.progress.asking import doing, may_record, tell_saved, visible_or_404
from benchmarks_app.views.progress.comparison import compared
from core.errors import DomainError, StaleVersion

State = ProgressUpdate.State
PREVIEW, SUBMIT, ONE_MORE = "preview", "submit", "one-more-"
BEING_WRITTEN = (State.DRAFT, State.RETURNED)
Write = Callable[[RecordForm], ProgressUpdate]


@sensitive_post_parameters()
@may_record
def draft(request: HttpRequest, number: int, slug: str = FIRST_SET) -> HttpResponse:
    """The empty form for a benchmark, and the draft it becomes."""
    benchmark = get_object_or_404(Benchmark.objects.visible_to(request.user), set__slug=slug, number=number)
    form = RecordForm(_typed(request), benchmark=benchmark, indicator=request.GET.get("indicator", ""))

    def write(form: RecordForm) -> ProgressUpdate:
        now, content = doing(request), form.content()
        update = services.draft_update(content=content, client_key=form.client_key, **now)
        sent_before = update.created_at != now["at"]
        if sent_before and not services.says_the_same(update, content, by=now["by"]):
            raise StaleVersion(_("This form was saved before, with something else in it."), current=update)
        return update

    return _answer(request, form, write)


@sensitive_post_parameters()
@may_record
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of one's own draft or returned update."""
    update = visible_or_404(request, pk)
    if update.author_id != request.user.pk:
        raise PermissionDenied(_("Only its author can change or submit this update."))
    form = RecordForm(_typed(request), benchmark=update.benchmark, update=update)

    def write(form: RecordForm) -> ProgressUpdate:
        content = form.content()
        try:
            return services.revise_update(
                update=update, content=content, version=form.version, **doing(request)
            )
        except StaleVersion as refusal:
            # The answer to the first sending was lost, and the browser sent the same again.
            if services.says_the_same(refusal.current, content, by=doing(request)["by"]):
                return refusal.current
            raise

    return _answer(request, form, write)


def _typed(request: HttpRequest) -> QueryDict | None:
    """What was typed, with one more row where the person asked for one."""
    action = request.POST.get("action", "")
    if action.startswith(ONE_MORE):
        return with_one_more_row(request.POST, action.removeprefix(ONE_MORE))
    return request.POST if request.method == "POST" else None


def _answer(request: HttpRequest, form: RecordForm, write: Write) -> HttpResponse:
    """Keep what was typed, or show the form again with what stands in the way."""
    action = request.POST.get("action", "")
    if request.method != "POST" or action == PREVIEW or action.startswith(ONE_MORE):
        form.judge_nothing_yet()
        return _show(request, form, preview=action == PREVIEW)
    if not form.is_valid():
        return _show(request, form, status=422)
    try:
        return _kept(request, _save(request, form, write, submit=action == SUBMIT))
    except StaleVersion as refusal:
        return _show_both(request, form, refusal)
    except DomainError as refusal:
        form.show_refusal(refusal)
        return _show(request, form, status=422)


@transaction.atomic
def _save(request: HttpRequest, form: RecordForm, write: Write, *, submit: bool) -> ProgressUpdate:
    """Both or neither: what cannot be submitted is not half saved. A second click finds it done."""
    update = write(form)
    if submit and update.state in BEING_WRITTEN:
        return services.submit_update(update=update, version=update.version, **doing(request))
    return update


def _kept(request: HttpRequest, update: ProgressUpdate) -> HttpResponse:
    """On to the page of the update, with what was done and what it still lacks."""
    done = _("Saved as a draft. Only you can see it until you submit it.")
    if update.state == State.SUBMITTED:
        done = _("Submitted. A reviewer will look at it.")
    tell_saved(request, done, request.POST.get("kept_at") or request.path)
    if update.status == ProgressUpdate.Status.ACHIEVED:
        for missing in services.missing_for_achieved(update.evidence.all()):
            messages.warning(request, missing)
    return redirect(update)


def _show(
    request: HttpRequest, form: RecordForm, *, status: int = 200, preview: bool = False, **more: Any
) -> HttpResponse:
    none, one = services.missing_for_achieved([]), services.missing_for_achieved([_ONE_ORIGIN])
    context = {
        "form": form,
        "benchmark": form.benchmark,
        "preview": form.fields["narrative"].value() if preview else None,
        "documents": known_documents(),
        "missing": {"none": " ".join(none), "one": " ".join(one)},
        "kept_at": request.POST.get("kept_at") or request.path,
        "action": request.get_full_path(),
        **more,
    }
    return render(request, "benchmarks_app/progress_update_form.html", context, status=status)


def _show_both(request: HttpRequest, form: RecordForm, refusal: StaleVersion) -> HttpResponse:
    """What was typed, kept, beside what is saved now; saving again then goes over it knowingly."""
    present = refusal.current
    lines = compared(services.content_of(present, seen_by=request.user), form.content())
    typed = without_lost_rows(with_version(request.POST, present.version), present)
    again = RecordForm(typed, benchmark=form.benchmark, update=present)
    return _show(
        request,
        again,
        status=409,
        stale=refusal.message,
        lines=[line for line in lines if line.differs],
        action=reverse("progress-updates:revise", args=[present.pk]),
    )


_ONE_ORIGIN = services.EvidenceItem(description="", origin="one")
