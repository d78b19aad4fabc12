"""The page that shows people how to ask for the data: a first query to copy, and the rules."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.rates import rate_of


@require_safe
def api_page(request: HttpRequest) -> HttpResponse:
    """What there is, how to ask for it, and what to know before one does."""
    kept: Any = settings.REST_KNOX["TOKEN_TTL"]
    context = {
        "api": request.build_absolute_uri(reverse("api:root")),
        "anonymous": rate_of("anonymous"),
        "person": rate_of("person"),
        "token_days": kept.days,
    }
    return render(request, "core/api_page.html", context)
