"""The documents, and everything that cites each, passage by passage."""

import datetime
import re
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.citing import Citing, citing
from core.models import Document, LinkCheck, Passage
from core.views.clocks import by_sources, clocks_of, there
from core.views.filters import DocumentFilter

ROWS_PER_PAGE = 40


@require_safe
@by_sources
def document_list(request: HttpRequest) -> HttpResponse:
    """The documents, by words or kind if asked."""
    form = DocumentFilter(request.GET)
    rows = form.narrow(there(Document.objects.visible_to(request.user), request))
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "core/document_list.html", {"form": form, "page": page})


@require_safe
@by_sources
def document_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One document: where it is published, and what rests on which passage of it."""
    passages = Prefetch("passages", Passage.objects.visible_to(request.user))
    visible = there(Document.objects.visible_to(request.user), request)
    rows = visible.prefetch_related(passages).select_related("link_check")
    document = get_object_or_404(rows, slug=slug)
    found = citing([document], request.user, **clocks_of(request).asked()).get(document.pk, [])
    context = {
        "document": document,
        "answered_at": last_seen_answering(document),
        "passages": by_passage(document, found),
        "count": len({(entry.source.type, entry.key) for entry in found}),
    }
    return render(request, "core/document_detail.html", context)


def last_seen_answering(document: Document) -> datetime.datetime | None:
    """When the address that the document has now was last seen to answer."""
    check: LinkCheck | None = getattr(document, "link_check", None)
    return check.answered_at if check and check.address == document.url else None


def by_passage(document: Document, found: Iterable[Citing]) -> list[dict[str, Any]]:
    """Each passage in the document's order, with what cites it; the document as a whole stands first."""
    citers: dict[str, list[Citing]] = {}
    for entry in without_repeats(found):
        citers.setdefault(entry.locator, []).append(entry)
    # Something may cite the document as a whole and no place in it, such as evidence.
    known: dict[str, Passage] = {"": Passage(document=document)} if "" in citers else {}
    known |= {passage.locator: passage for passage in document.passages.all()}
    return [
        {"passage": known[locator], "groups": by_kind(citers.get(locator, []))}
        for locator in sorted(known, key=natural)
    ]


def without_repeats(found: Iterable[Citing]) -> list[Citing]:
    """Without the mentions of the whole document by things that also name a passage of it."""
    entries = list(found)
    placed = {(entry.source.type, entry.key) for entry in entries if entry.locator}
    return [entry for entry in entries if entry.locator or (entry.source.type, entry.key) not in placed]


def by_kind(found: Iterable[Citing]) -> list[dict[str, Any]]:
    """The citing things, those of one kind together."""
    groups = groupby(found, key=lambda entry: entry.source)
    return [
        {"name": source.name, "entries": sorted(entries, key=lambda entry: natural(entry.key))}
        for source, entries in groups
    ]


def natural(text: str) -> list[tuple[int, int, str]]:
    """A key that sorts para. 9 before para. 10."""
    parts = re.findall(r"\d+|\D+", text)
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]
