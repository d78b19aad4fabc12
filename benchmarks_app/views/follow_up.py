"""The form on which a reviewer records the grade a treaty body gave."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from benchmarks_app import services
from benchmarks_app.forms import GradeForm, show_refusal
from benchmarks_app.forms.documents import known_documents
from benchmarks_app.models import FollowUpGrade, Recommendation
from benchmarks_app.views.progress.asking import doing, signed_in
from core.errors import DomainError
from core.models import Passage
from core.permissions import Action, may


@signed_in
def grade(request: HttpRequest, slug: str) -> HttpResponse:
    """Record a grade of one recommendation with its document."""
    recommendation = get_object_or_404(Recommendation.objects.visible_to(request.user), slug=slug)
    if not may(request.user, Action.PUBLISH_PROGRESS):
        raise PermissionDenied(_("Only reviewers record grades."))
    form = GradeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _record(request, recommendation, form)
        except DomainError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The grade was recorded."))
            return redirect(recommendation)
    context = {"recommendation": recommendation, "form": form, "documents": known_documents()}
    status = 422 if request.method == "POST" else 200
    return render(request, "benchmarks_app/follow_up_grade_form.html", context, status=status)


@transaction.atomic
def _record(request: HttpRequest, recommendation: Recommendation, form: GradeForm) -> FollowUpGrade:
    """The grade, and the place in the document if nothing has cited it yet: both or neither."""
    typed = form.cleaned_data
    place = {"document": typed["document"], "locator": typed["locator"]}
    return services.grade_follow_up(
        recommendation=recommendation,
        source=Passage.objects.get_or_create(**place)[0],
        **{name: typed[name] for name in ("grade", "graded_on", "note")},
        **doing(request),
    )
