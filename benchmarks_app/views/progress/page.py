"""The page of one update: public once it is published; before that for its author and for reviewers."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from benchmarks_app import services
from benchmarks_app.forms import PublishForm, ReturnForm, WithdrawForm
from benchmarks_app.models import Evidence, ProgressUpdate
from benchmarks_app.views.progress.asking import at_its_time
from benchmarks_app.views.progress.comparison import compared
from core.permissions import Action, may
from core.views.clocks import of_a_published_row

State = ProgressUpdate.State


@require_safe
@of_a_published_row
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One update: the public page of a published one; for its author and reviewers also before that."""
    return show(request, at_its_time(request, pk))


def show(request: HttpRequest, update: ProgressUpdate, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The page, with the decisions this person may take; `forms` are those that were refused."""
    asked = {"version": update.version}
    context = {
        "part": as_shown_to(update, request.user),
        "publish_form": PublishForm(initial=asked),
        "return_form": ReturnForm(initial=asked),
        "withdraw_form": WithdrawForm(initial=asked),
        **decisions(update, request.user),
        **forms,
        "update": update,
    }
    context["files_of"] = update.pk if context["can_revise"] else None
    if context["can_review"]:
        context |= for_review(update, request.user)
    return render(request, "benchmarks_app/progress_update_detail.html", context, status=status)


def decisions(update: Any, user: Any) -> dict[str, bool]:
    """What this person may do here next; the services decide, the page only offers."""
    is_mine = update.author_id == user.pk
    reviews = may(user, Action.PUBLISH_PROGRESS) and not is_mine
    is_standing = update.state == State.PUBLISHED and not update.corrected_by
    return {
        "can_revise": is_mine and update.state in (State.DRAFT, State.RETURNED),
        "can_review": reviews and update.state == State.SUBMITTED,
        "can_withdraw": reviews and is_standing,
        "can_correct": is_standing and may(user, Action.RECORD_PROGRESS),
    }


def as_shown_to(update: ProgressUpdate, user: Any) -> dict[str, Any]:
    """The part of the page that says what the update says, as this person sees it."""
    evidence: Any = Evidence.objects.visible_to(user).filter(update=update)
    evidence = evidence.with_everything_shown()
    return part_of(update, evidence, is_shown=update.shows_content_to(user))


def as_the_public_will_see(update: ProgressUpdate) -> dict[str, Any]:
    """The same part as anybody will see it once it is published."""
    public = update.evidence.filter(visibility=Evidence.Visibility.PUBLIC).select_related("document", "file")
    return part_of(update, public, is_shown=update.shows_content_to(AnonymousUser()))


def part_of(update: ProgressUpdate, evidence: Any, *, is_shown: bool) -> dict[str, Any]:
    """What the template of that part needs."""
    observations = update.proposed_observations.select_related("indicator")
    return {
        "update": update,
        "is_shown": is_shown,
        "evidence": list(evidence) if is_shown else [],
        "observations": list(observations) if is_shown else [],
    }


def for_review(update: ProgressUpdate, user: Any) -> dict[str, Any]:
    """What a reviewer looks at: what is new since the last published one, and what the public will see."""
    before = published_before(update)
    shown: Any = Evidence.objects.visible_to(user).filter(update=update)
    restricted = shown.exclude(visibility=Evidence.Visibility.PUBLIC).with_everything_shown()
    return {
        "part": as_the_public_will_see(update),
        "restricted": restricted,
        "before": before,
        "lines": compared(
            services.content_of(before, seen_by=user) if before else None,
            services.content_of(update, seen_by=user),
        ),
    }


def published_before(update: ProgressUpdate) -> ProgressUpdate | None:
    """What it takes the place of: the corrected one, else what the same assessor said last of the same."""
    if update.supersedes:
        return update.supersedes
    same = ProgressUpdate.objects.current().filter(
        benchmark=update.benchmark, measure=update.measure, assessor=update.assessor
    )
    return same.exclude(pk=update.pk).first()
