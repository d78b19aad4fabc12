"""The addresses of the dataset. All of them hold what anybody may see, whoever asks."""

from collections.abc import Callable
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.api.dataset import facts, linked
from core.api.dataset.archive import archive
from core.api.dataset.dictionary import lists
from core.api.dataset.facts import Facts
from core.api.dataset.package import package

View = Callable[[HttpRequest], HttpResponseBase]


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The data dictionary for people, with each list to take away."""
    context = {"lists": lists(), "licence": Facts(request).licence}
    return render(request, "data/page.html", context)


@require_safe
def whole(request: HttpRequest) -> FileResponse:
    """Everything in one file."""
    name = f"{facts.NAME}-{Facts(request).day.isoformat()}.zip"
    return FileResponse(archive(request), as_attachment=True, filename=name, content_type="application/zip")


def described(describe: Callable[[Facts], dict[str, Any]], content_type: str) -> View:
    """A view that answers with a description of the dataset."""

    @require_safe
    def view(request: HttpRequest) -> JsonResponse:
        options = {"ensure_ascii": False, "indent": 1}
        return JsonResponse(describe(Facts(request)), json_dumps_params=options, content_type=content_type)

    return view


data_package = described(package, "application/json")
csvw = described(linked.csv_on_the_web, "application/csvm+json")
schema_org = described(linked.schema_org, "application/ld+json")
dcat = described(linked.dcat, "application/ld+json")
