"""Many at once: nothing has changed on these, or new values of one period for those."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from benchmarks_app import services
from benchmarks_app.forms import NoChangeForm, ObserveAgainForm, show_refusal
from benchmarks_app.models import Benchmark, Indicator, ProgressUpdate
from benchmarks_app.views import prefetching
from benchmarks_app.views.filters import BenchmarkFilter, IndicatorFilter
from benchmarks_app.views.progress.asking import doing, may_record, tell_saved
from core.errors import DomainError

RECORD, BACK = "record", "back"


@may_record
def no_change(request: HttpRequest) -> HttpResponse:
    """Choose published updates, confirm, and say of each that nothing has changed."""
    narrowed = BenchmarkFilter(request.GET)
    rows = _in_force(request, narrowed)
    form = NoChangeForm(request.POST or None, choices=rows)
    context = {"narrowed": narrowed, "rows": rows, "form": form, "ticked": _ticked(request, rows)}
    if _is_choosing(request) or not form.is_valid():
        return _choose(request, "benchmarks_app/no_change.html", context)

    def record(updates: Iterable[ProgressUpdate]) -> list[ProgressUpdate]:
        typed = {"checked_on": form.cleaned_data["checked_on"], "client_key": form.cleaned_data["client_key"]}
        return services.record_no_change(updates=updates, **typed, **doing(request))

    chosen = list(form.cleaned_data["updates"])
    return _confirm_or_record(request, "benchmarks_app/no_change.html", context, chosen, record)


@may_record
def observe_again(request: HttpRequest) -> HttpResponse:
    """Give new values of one period, confirm, and record one update for each benchmark they belong to."""
    narrowed = IndicatorFilter(request.GET)
    rows = Indicator.objects.visible_to(request.user).select_related("benchmark")
    shown = narrowed.narrow(rows).prefetch_related(prefetching.observations(request.user))
    form = ObserveAgainForm(request.POST or None, indicators=list(shown))
    context = {"narrowed": narrowed, "form": form}
    if _is_choosing(request) or not form.is_valid():
        return _choose(request, "benchmarks_app/observe_again.html", context)

    def record(values: Any) -> list[ProgressUpdate]:
        return services.observe_again(values=values, **form.cleaned_data, **doing(request))

    return _confirm_or_record(request, "benchmarks_app/observe_again.html", context, form.values(), record)


def _in_force(request: HttpRequest, narrowed: BenchmarkFilter) -> Any:
    """What now stands on the benchmarks chosen, by benchmark."""
    benchmarks = narrowed.narrow(Benchmark.objects.visible_to(request.user).with_current_status())
    rows = ProgressUpdate.objects.visible_to(request.user).current().exclude(status="")
    shown = rows.filter(benchmark__in=benchmarks.values("pk")).with_everything_shown()
    return shown.order_by(
        "benchmark__set_id", "benchmark__number", "measure__order", "assessor", "-assessed_on"
    )


def _ticked(request: HttpRequest, rows: Any) -> set[int]:
    """The rows that are ticked on the page: those sent, or all of them when that was asked for."""
    if request.method == "POST":
        return {int(key) for key in request.POST.getlist("updates") if key.isdecimal()}
    return {row.pk for row in rows} if request.GET.get("tick") == "all" else set()


def _is_choosing(request: HttpRequest) -> bool:
    """Whether the person has still to choose, or wants to again."""
    return request.method != "POST" or request.POST.get("action") == BACK


def _choose(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    status = 200 if _is_choosing(request) else 422
    return render(request, template, context, status=status)


def _confirm_or_record(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    chosen: list[Any],
    record: Callable[[Iterable[Any]], list[ProgressUpdate]],
) -> HttpResponse:
    """First show what each row would become; record them, all or none, when that was confirmed."""
    if request.POST.get("action") != RECORD:
        lines = [{"row": row, "refusal": rehearsed(record, row)} for row in chosen]
        refused = any(line["refusal"] for line in lines)
        more = {"lines": lines, "is_refused": refused, "confirming": True}
        return render(request, template, context | more, status=422 if refused else 200)
    try:
        made = record(chosen)
    except DomainError as refusal:
        show_refusal(context["form"], refusal)
        return _choose(request, template, context)
    told = ngettext(
        "%(count)d update was submitted. A reviewer will look at it.",
        "%(count)d updates were submitted. A reviewer will look at them.",
        len(made),
    )
    tell_saved(request, told % {"count": len(made)}, request.path)
    return redirect("workspace")


def rehearsed(record: Callable[[Iterable[Any]], Any], row: Any) -> str:
    """Why this row would be refused, by doing it and undoing it again; empty when it would not."""
    try:
        with transaction.atomic():
            record([row])
            transaction.set_rollback(True)
    except DomainError as refusal:
        return str(refusal.message)
    return ""
