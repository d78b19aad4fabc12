"""Pages of the releases: the list, what each holds and how to cite it, its files, and what two differ in."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.forms.releases import ComparisonForm, suggested
from core.models import Release, ReleaseFile
from core.moments import clock_headers
from core.permissions import Action, may
from core.references import MEDIA_TYPES, Reference
from core.releases import checksums, content_of
from core.releases.asking import being_made
from core.releases.citing import reference_to
from core.views.clocks import of_releases, there


@require_safe
@of_releases
def release_list(request: HttpRequest) -> HttpResponse:
    """All releases, the newest first."""
    made = there(Release.objects.visible_to(request.user), request)
    rows = made.with_files()
    form = ComparisonForm(releases=made, initial=suggested(made))
    context = {"releases": rows, "form": form, "may_release": may(request.user, Action.RELEASE)}
    context["being_made"] = being_made(request.user)
    return render(request, "data/release_list.html", context)


@require_safe
@of_releases
def release_detail(request: HttpRequest, release: str) -> HttpResponse:
    """One release: its files, how to cite it and how to prove that a copy is whole."""
    found = _release(request, release)
    others = there(Release.objects.visible_to(request.user), request).exclude(pk=found.pk)
    before = others.filter(made_at__lte=found.made_at).order_by("-made_at", "-pk").first()
    after = others.filter(made_at__gt=found.made_at).order_by("made_at", "pk").first()
    reference = reference_to(found, request.build_absolute_uri(found.get_absolute_url()))
    context: dict[str, Any] = {"release": found, "previous": before, "next": after, "reference": reference}
    context["sums"] = request.build_absolute_uri(reverse("data:release-checksums", args=[found.name]))
    return render(request, "data/release_detail.html", context)


@require_safe
def release_file(request: HttpRequest, release: str, path: str) -> HttpResponse:
    """One file of a release, byte for byte.

    Whatever keeps a copy asks each time: something may have been taken out of it since.
    """
    rows = ReleaseFile.objects.filter(release__in=Release.objects.visible_to(request.user))
    rows = rows.select_related("release")
    file = get_object_or_404(rows, release__name=release, path=path)
    name = path.rpartition("/")[2]
    how = "attachment" if file.is_archive or name.endswith(".csv") else "inline"
    charset = "" if file.is_archive else "; charset=utf-8"
    named = {"Content-Disposition": f'{how}; filename="{name}"', **clock_headers(file.release.made_at)}
    return HttpResponse(content_of(file), content_type=f"{file.media_type}{charset}", headers=named)


@require_safe
def release_checksums(request: HttpRequest, release: str) -> HttpResponse:
    """The SHA-256 of each file as `sha256sum --check` reads them."""
    return HttpResponse(checksums(_release(request, release)), content_type="text/plain; charset=utf-8")


@require_safe
def release_citation(request: HttpRequest, release: str, form: str) -> HttpResponse:
    """The reference to a release in one form."""
    found = _release(request, release)
    return as_file(reference_to(found, request.build_absolute_uri(found.get_absolute_url())), form)


def as_file(reference: Reference, form: str) -> HttpResponse:
    """A reference as a file that programs for literature take in."""
    if form not in MEDIA_TYPES:
        raise Http404
    named = {"Content-Disposition": f'attachment; filename="{reference.key}.{form}"'}
    return HttpResponse(reference.written(form), content_type=MEDIA_TYPES[form], headers=named)


def _release(request: HttpRequest, name: str) -> Release:
    made = there(Release.objects.visible_to(request.user), request)
    return get_object_or_404(made.with_files(), name=name)
