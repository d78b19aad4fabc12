"""The page that tells what two releases differ in."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from core.forms.releases import ComparisonForm, suggested
from core.models import Release
from core.releases import in_words
from core.releases.differences import TableDifference, differences
from core.views.clocks import made_of_releases, there

# A page shows so many rows of a kind at once, folds so many more, and leaves the rest to the data.
AT_ONCE, FOLDED = 12, 150


@dataclass(frozen=True)
class Told:
    """Some rows of a list in sentences: those shown, those folded, and how many more there are."""

    heading: str
    lines: list[str]
    folded: list[str]
    more: int


@require_safe
@made_of_releases
def release_comparison(request: HttpRequest) -> HttpResponse:
    """Two releases if two are chosen; else the form that chooses."""
    asked = "from" in request.GET or "to" in request.GET
    made = there(Release.objects.visible_to(request.user), request)
    form = ComparisonForm(request.GET if asked else None, releases=made, initial=suggested(made))
    context: dict[str, Any] = {"form": form}
    if asked and form.is_valid():
        context |= _compared(request, form.cleaned_data["from"], form.cleaned_data["to"])
    return render(request, "data/release_comparison.html", context)


def _compared(request: HttpRequest, *chosen: Release) -> dict[str, Any]:
    """The two with their files, and what they differ in, in words."""
    rows = Release.objects.visible_to(request.user).with_files()
    known = {release.pk: release for release in rows.filter(pk__in=[release.pk for release in chosen])}
    first, second = (known[release.pk] for release in chosen)
    found = differences(first, second)
    return {
        "first": first,
        "second": second,
        "summary": in_words.summary(found),
        "tables": [_table(table) for table in found.tables],
        "data_url": address("api:release-difference", first, second),
        "the_other_way": address("data:compare", second, first),
    }


def address(name: str, first: Release, second: Release) -> str:
    """Where the difference of two releases stands, as a page or as data."""
    return f"{reverse(name)}?{urlencode({'from': first.name, 'to': second.name})}"


def _table(table: TableDifference) -> dict[str, Any]:
    noun = table.noun
    changed = [in_words.of_change(noun, row) for row in table.changed]
    added = [in_words.of_new_row(noun, row) for row in table.added]
    removed = [in_words.of_new_row(noun, row) for row in table.removed]
    kinds = (("changed", changed), ("added", added), ("removed", removed))
    told = [_told(heading, lines) for heading, lines in kinds if lines]
    return {"noun": noun, "title": table.title, "lines": in_words.of_table(table), "told": told}


def _told(heading: str, lines: list[str]) -> Told:
    folded = lines[AT_ONCE : AT_ONCE + FOLDED]
    return Told(heading, lines[:AT_ONCE], folded, max(len(lines) - AT_ONCE - FOLDED, 0))
