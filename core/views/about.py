"""What this site says about itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What the tracker is, whom it is for, what it does not say, and how to use what it holds."""
    return render(request, "core/about.html")


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """How the tracker protects people, and what it cannot protect them from."""
    return render(request, "core/security.html")
