"""The page that says how another page is cited, and its references as files."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from core.cited_pages import CitedPage, cited_page, latest_release_with
from core.models import Release, ReleaseFile
from core.references import MEDIA_TYPES, Reference
from core.releases.citing import reference_to
from core.views.releases import as_file


@require_safe
def cite(request: HttpRequest) -> HttpResponse:
    """How to cite `page`: in words and for programs, pinned to a moment, and in the latest release."""
    page, reference, holding = _cited(request)
    context: dict[str, Any] = {"page": page, "reference": reference, "holding": holding}
    context["permalink"] = request.build_absolute_uri(page.permalink)
    context["forms"] = [(form, _address(page, form)) for form in MEDIA_TYPES]
    if holding:
        address = request.build_absolute_uri(holding.release.get_absolute_url())
        context["of_release"] = reference_to(holding.release, address)
    else:
        context["released"] = Release.objects.visible_to(AnonymousUser()).exists()
    return render(request, "core/cite.html", context)


@require_safe
def cite_file(request: HttpRequest, form: str) -> HttpResponse:
    """The same reference as a file."""
    if form not in MEDIA_TYPES:
        raise Http404
    return as_file(_cited(request)[1], form)


def _cited(request: HttpRequest) -> tuple[CitedPage, Reference, ReleaseFile | None]:
    now = timezone.now()
    page = cited_page(request, request.GET.get("page", ""), now)
    holding = latest_release_with(page)
    return page, page.reference(request, now.date(), holding), holding


def _address(page: CitedPage, form: str) -> str:
    """A file of the reference to the page as it is pinned here."""
    return f"{reverse('cite-file', args=[form])}?{urlencode({'page': page.permalink})}"
