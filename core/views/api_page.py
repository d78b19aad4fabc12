"""The page that shows people how to ask for the data: a first query to copy, and the rules."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.models import ReleaseFile
from core.rates import rate_of

RESULTS = "data/party-results.csv"


@require_safe
def api_page(request: HttpRequest) -> HttpResponse:
    """What there is, how to ask for it, and what to know before one does."""
    kept: Any = settings.REST_KNOX["TOKEN_TTL"]
    context = {
        "api": request.build_absolute_uri(reverse("api:root")),
        "anonymous": rate_of("anonymous"),
        "person": rate_of("person"),
        "token_days": kept.days,
        "frozen": frozen_results(request),
    }
    return render(request, "core/api_page.html", context)


def frozen_results(request: HttpRequest) -> dict[str, Any] | None:
    """The results of parties in the newest release: where they are, and the SHA-256 of their bytes."""
    files = ReleaseFile.objects.filter(path=RESULTS).select_related("release")
    file = files.order_by("-release__made_at", "-release_id").first()
    if file is None:
        return None
    return {"address": request.build_absolute_uri(file.get_absolute_url()), "sha256": file.served_id}
