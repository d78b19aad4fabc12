"""The addresses of the dataset. All of them hold what anybody may see, whoever asks."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.api.dataset import ahead, facts, linked
from core.api.dataset.dictionary import lists
from core.api.dataset.facts import Facts
from core.api.dataset.kept import Shelf
from core.api.dataset.package import package
from core.moments import clock_headers
from core.whole_files import TooManyReaders, WholeFile

ZIP = "application/zip"
SHELF = Shelf(ahead.found)
View = Callable[[HttpRequest], HttpResponseBase]


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The data dictionary for people, with each list to take away."""
    context = {"lists": lists(), "licence": Facts(request).licence}
    return render(request, "data/page.html", context)


@require_safe
def whole(request: HttpRequest) -> HttpResponseBase:
    """Everything in one file, which is made only for whoever wants its content, and kept while it holds."""
    name = f"{facts.NAME}-{Facts(request).day.isoformat()}.zip"
    named = {"Content-Disposition": f'attachment; filename="{name}"', **clock_headers(timezone.now())}
    if request.method == "GET":
        return handed_out(request, named)
    kept = SHELF.current(request)
    known = {"Content-Length": str(len(kept.content))} if kept else {}
    return StreamingHttpResponse(iter(()), content_type=ZIP, headers=named | known)


def handed_out(request: HttpRequest, headers: dict[str, str]) -> HttpResponseBase:
    """The archive; or the word that it should be asked for again."""
    try:
        return WholeFile(*SHELF.take(request), content_type=ZIP, headers=headers)
    except TooManyReaders as busy:
        again = {"Retry-After": str(busy.wait)}
        return HttpResponse(
            str(busy.detail), status=busy.status_code, content_type="text/plain", headers=again
        )


def described(describe: Callable[[Facts], dict[str, Any]], content_type: str) -> View:
    """A view that answers with a description of the dataset."""

    @require_safe
    def view(request: HttpRequest) -> JsonResponse:
        options = {"ensure_ascii": False, "indent": 1}
        now = clock_headers(timezone.now())
        body = describe(Facts(request))
        return JsonResponse(body, json_dumps_params=options, content_type=content_type, headers=now)

    return view


data_package = described(package, "application/json")
csvw = described(linked.csv_on_the_web, "application/csvm+json")
schema_org = described(linked.schema_org, "application/ld+json")
dcat = described(linked.dcat, "application/ld+json")
