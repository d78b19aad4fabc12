"""The links of a page that was asked about another time lead on to that time, where a page has the clock.

A page whose row has a date of its own is not there before it. To such a page the clocks go on from the list
of its kind, which shows only what had begun, and by links that are marked; others lead to it as it is today.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape, unescape
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.urls import Resolver404, ResolverMatch, resolve

CONTENT = re.compile(r"<main\b.*</main>", re.DOTALL)
LINK = re.compile(
    r'(?P<before><a\b[^>]*?\shref=")(?P<path>/[^"?#]*)(?P<query>\?[^"#]*)?(?P<rest>(?:#[^"]*)?"[^>]*>)'
)
CLOCKS = {"as_of", "known_at"}
# On a link that leaves the other time, and on one to what is sure to have been there then.
TODAY, THEN = "data-today", "data-then"
MANY = 20_000


def carry_on(answer: HttpResponseBase, request: HttpRequest, asked: Mapping[str, str]) -> None:
    """Give the links in the content of a page the clocks that it was asked by."""
    if answer.streaming or not answer.headers.get("Content-Type", "").startswith("text/html"):
        return
    source: ResolverMatch = request.resolver_match  # type: ignore[assignment]

    def link(found: re.Match[str]) -> str:
        return _link(found, source, asked)

    page = answer.content.decode()  # type: ignore[attr-defined]
    answer.content = CONTENT.sub(lambda found: LINK.sub(link, found[0]), page)  # type: ignore[attr-defined]


def _link(found: re.Match[str], source: ResolverMatch, asked: Mapping[str, str]) -> str:
    target, given = page_at(found["path"]), unescape(found["query"] or "")[1:]
    taken = {name: asked[name] for name in clocks_taken(target) if name in asked}
    if not taken or TODAY in found[0] or CLOCKS & QueryDict(given).keys():
        return found[0]
    if has_begun_some_day(target) and THEN not in found[0] and not is_list_of(source, target):
        return found[0]
    query = "&".join(filter(None, [given, urlencode(taken, safe=":")]))
    return f"{found['before']}{found['path']}?{escape(query)}{found['rest']}"


@lru_cache(maxsize=MANY)
def page_at(path: str) -> ResolverMatch | None:
    """Which page is at a path."""
    try:
        return resolve(unescape(path))
    except Resolver404:
        return None


def clocks_taken(page: ResolverMatch | None) -> tuple[str, ...]:
    """The clocks that a page has."""
    return getattr(page.func, "clocks_taken", ()) if page else ()


def has_begun_some_day(page: ResolverMatch | None) -> bool:
    """Whether the page is that of one row with a date of its own."""
    return bool(page and page.kwargs and getattr(page.func, "is_dated", False))


def is_list_of(source: ResolverMatch, target: ResolverMatch | None) -> bool:
    """Whether a page is the list in which the row of the other stands."""
    return bool(target and not source.kwargs and source.namespace and source.namespace == target.namespace)
