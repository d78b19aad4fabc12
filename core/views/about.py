"""What this site says about itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def about(request: HttpRequest) -> HttpResponse:
    """What the tracker is, whom it is for, what it does not say, and how to use what it holds."""
    return render(request, "core/about.html")
