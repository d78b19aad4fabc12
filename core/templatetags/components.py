"""The parts that pages are made of and that must work something out first; see docs/templates.md."""

import datetime
import re
import textwrap
from collections.abc import Iterable
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django import template
from django.core.paginator import Page
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.utils.text import slugify

from core.file_forms import files_of
from core.models import Document, Passage
from core.templatetags.figures import number, qualifier, standing

register = template.Library()

LONGEST_NAME = 40
CLOCKS = ("as_of", "known_at")


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(*parts: Any) -> dict[str, Any]:
    """The way to this page: label and address by turns, at last the page's own label."""
    links = [{"label": parts[i], "url": parts[i + 1]} for i in range(0, len(parts) - 1, 2)]
    return {"links": links, "current": parts[-1]}


@register.filter
def anchor(passage: Passage) -> str:
    """The id of a passage on its document's page: "passage-para-16-e"."""
    return f"passage-{slugify(passage.locator) or 'whole'}"


@register.filter
def title_in_its_list(row: Any) -> str:
    """What a row is called among those beside it, which need not be told apart from those of other lists."""
    return str(getattr(row, "numbered_title", row))


@register.filter
def short_name(document: Document) -> str:
    """A document in a few words: its symbol; else its publisher and year; else how its title begins."""
    if document.symbol:
        return document.symbol
    if document.publisher:
        return f"{abbreviated(document.publisher)} {document.published_on[:4]}".strip()
    return textwrap.shorten(document.title, LONGEST_NAME, placeholder="…")


def abbreviated(publisher: str) -> str:
    """The abbreviation a publisher's name carries in brackets; else as much of it as fits a citation."""
    found = re.search(r"\(([^)]+)\)", publisher)
    return found.group(1) if found else textwrap.shorten(publisher, LONGEST_NAME, placeholder="…")


def in_reading_order(passage: Passage) -> tuple[Any, ...]:
    """A key that puts paragraphs before annexes and footnotes, each by its number."""
    kinds = ["", "para.", "p.", "annex"]
    kind = next((i for i, word in enumerate(kinds) if word and passage.locator.startswith(word)), len(kinds))
    numbers = [int(digits) for digits in re.findall(r"\d+", passage.locator)]
    return passage.document.slug, kind if passage.locator else 0, numbers, passage.locator


@register.inclusion_tag("components/citations.html")
def citations(passages: Iterable[Passage]) -> dict[str, Any]:
    """Where something is taken from, one entry a document: [A/HRC/51/66, para. 41, footnote 14]."""
    rows = passages.all() if hasattr(passages, "all") else passages
    in_order = sorted(rows, key=in_reading_order)
    groups = groupby(in_order, key=lambda passage: passage.document)
    return {
        "sources": [{"document": document, "passages": labelled(list(found))} for document, found in groups]
    }


def labelled(passages: list[Passage]) -> list[dict[str, Any]]:
    """Passages of one document with what to call each after the one before: "paras. 41", "42", "annex I"."""
    several = sum(passage.locator.startswith("para. ") for passage in passages) > 1
    labels = [passage.locator for passage in passages]
    if several:
        first = next(i for i, label in enumerate(labels) if label.startswith("para. "))
        labels = [label.removeprefix("para. ") for label in labels]
        labels[first] = f"paras. {labels[first]}"
    return [{"passage": passage, "label": label} for passage, label in zip(passages, labels, strict=True)]


@register.inclusion_tag("components/timeframe.html")
def timeframe(timeframe: Any, on: datetime.date | None = None) -> dict[str, Any]:
    """The years set for something and how today, or the day `on`, stands to them."""
    today = on or timezone.localdate()
    return {
        "timeframe": timeframe,
        "standing": standing(timeframe.start, timeframe.end, on=today),
        "today": today,
    }


@register.inclusion_tag("components/figure.html")
def figure(quantity: Any, unit: Any = "", *, large: bool = False, sources: Any = None) -> dict[str, Any]:
    """A number with the precision, unit and source it has: "nearly 40,000 people [A/HRC/51/66, para. 41]"."""
    return {
        "qualifier": qualifier(quantity),
        "number": f"{quantity.value:.0f}" if unit == "year" else number(quantity.value),
        "unit": unit,
        "out_of": getattr(quantity, "out_of", None),
        "large": large,
        "sources": sources,
    }


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: template.Context, page: Page) -> dict[str, Any]:
    """Ways to the previous and the next page of a list, keeping what was filtered."""
    return {"page": page, "request": context["request"]}


@register.inclusion_tag("components/data_link.html", takes_context=True)
def data_link(context: template.Context, plural: str, key: Any = "", set: str = "") -> dict[str, Any]:
    """The address of what this page shows in the API, of the same set and time; of a list also its files."""
    asked = [*([("set", set)] if set else []), *kept_clocks(context)]
    query = f"?{urlencode(asked)}" if asked else ""
    if key:
        url = reverse(f"api:{plural}-detail", args=[key]) + query
        return {"url": url, "address": whole_address(context, url)}
    url = reverse(f"api:{plural}-list") + query
    files = {"files": files_of(plural, query), "plural": plural}
    return {"url": url, "address": whole_address(context, url), **files}


@register.simple_tag(takes_context=True)
def whole_address(context: Any, path: str) -> str:
    """The address with the site's name, as paper must show it."""
    request = getattr(context, "request", None)
    return request.build_absolute_uri(path) if request else path


@register.simple_tag(takes_context=True)
def kept_clocks(context: Any) -> list[tuple[str, str]]:
    """The clocks that the page was asked by, to be asked by again."""
    request = getattr(context, "request", None)
    if request is None or not hasattr(request, "clocks"):
        return []
    return [(name, request.GET[name]) for name in CLOCKS if request.GET.get(name)]


@register.simple_tag(takes_context=True)
def then(context: Any, address: str) -> str:
    """An address, at the time at which this page was asked."""
    asked = kept_clocks(context)
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}" if asked else address


@register.inclusion_tag("components/clocks.html", takes_context=True)
def clocks(context: template.Context) -> dict[str, Any]:
    """The form in which a reader sets the clocks of this page; the list stays narrowed as it was."""
    request: Any = context.get("request")
    if not hasattr(request, "clocks"):
        return {}
    others = [(name, value) for name, value in request.GET.items() if name not in (*CLOCKS, "page")]
    today = f"{request.path}?{urlencode(others)}" if others else request.path
    return {"form": request.clocks_form, "clocks": request.clocks, "others": others, "today": today}


@register.simple_block_tag
def section(content: SafeString, title: Any, *, id: str, aside: Any = "", level: int = 2) -> SafeString:
    """A part of a page with its heading in the margin, reachable by its id."""
    return render_to_string(
        "components/section.html",
        {"content": content, "title": title, "id": id, "aside": aside, "level": level},
    )


@register.simple_block_tag
def data_table(content: SafeString, caption: Any, *, stacks: bool = False, quiet: bool = False) -> SafeString:
    """A table that scrolls inside its own labelled region, or becomes a list on a narrow screen."""
    return render_to_string(
        "components/data_table.html",
        {"content": content, "caption": caption, "stacks": stacks, "quiet": quiet},
    )


@register.simple_tag
def rows_since(model: Any, moment: datetime.datetime) -> str:
    """The address of what has changed since in the list of a kind; none where it has no list of its own."""
    with translation.override("en"):
        noun = slugify(model._meta.verbose_name_plural)
    try:
        address = reverse(f"api:{noun}-list")
    except NoReverseMatch:
        return ""
    since = moment.astimezone(datetime.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return f"{address}?{urlencode({'modified_since': since}, safe=':')}"
