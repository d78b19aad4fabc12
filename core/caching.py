"""Says of every answer who may keep it: a public page any cache, but asking each time; a person's nobody."""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag
from django.utils.translation import gettext as _

from core.problems import API, PROBLEM_TYPE, problem
from core.whole_files import WholeFile

FOR_EVERYBODY = "public, max-age=0, must-revalidate"
FOR_NOBODY_TO_KEEP = "no-store"
# What an answer may turn on: who asks, in which form they want it, in which language.
TURNS_ON = ("Cookie", "Authorization", "Accept", "Accept-Language")
# What holds for the body alone, and not for a refusal in its place.
OF_THE_BODY = frozenset({"ETag", "Content-Length", "Content-Disposition", "Link", "As-Of", "Known-At"})
READING = frozenset({"GET", "HEAD"})
WORTH_KEEPING = frozenset({HTTPStatus.OK, HTTPStatus.MOVED_PERMANENTLY})


class Caching:
    """The one place that decides what may be kept; stands outside of all that knows people."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, marked; or the word that it is unchanged."""
        answer = self.get_response(request)
        patch_vary_headers(answer, TURNS_ON)
        if not is_for_everybody(request, answer):
            answer.headers["Cache-Control"] = FOR_NOBODY_TO_KEEP
            return answer
        answer.headers["Cache-Control"] = FOR_EVERYBODY
        return unless_unchanged(request, answer)


def is_for_everybody(request: HttpRequest, answer: HttpResponseBase) -> bool:
    """Whether anybody who asks would get the same: only then may it be kept. Views may only be stricter."""
    claimed = answer.headers.get("Cache-Control", "")
    return (
        request.method in READING
        and answer.status_code in WORTH_KEEPING
        and not answer.cookies
        and not ("no-store" in claimed or "private" in claimed)
        and not asked_by_somebody(request)
    )


def asked_by_somebody(request: HttpRequest) -> bool:
    """Whether the request brings anything by which its sender could be known, used or not."""
    if request.headers.get("Cookie") or request.headers.get("Authorization"):
        return True
    # However else somebody may come to be known one day: a request of theirs is theirs.
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated


def unless_unchanged(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """The answer with a tag of its bytes, 304 to whoever has these very bytes, 412 to who asks for others.

    A tag set by a view names the version of a row, which people see differently: no reason for a 304.
    """
    if request.method != "GET" or answer.status_code != HTTPStatus.OK or "ETag" in answer.headers:
        return answer
    if made := getattr(answer, "tag", ""):  # with these very bytes, when they were made
        answer.headers["ETag"] = made
    elif isinstance(answer, HttpResponse):
        set_response_etag(answer)
    else:
        return answer
    response: Any = answer  # of either kind: only its status and headers are read
    other = get_conditional_response(request, etag=answer.headers["ETag"], response=response)
    return instead_of(request, answer, other)


def instead_of(
    request: HttpRequest, answer: HttpResponseBase, other: HttpResponseBase | None
) -> HttpResponseBase:
    """What is said in the place of an answer that is not wanted: then no file stays open for it."""
    if other is None or other is answer:
        return answer
    if isinstance(answer, WholeFile):
        answer.is_not_needed()
    return refused(request, answer) if other.status_code == HTTPStatus.PRECONDITION_FAILED else other


def refused(request: HttpRequest, answer: HttpResponseBase) -> HttpResponse:
    """A problem, or a page, in place of an answer, with what protects that in its headers."""
    detail = _("This has been changed since the version named in If-Match.")
    status = HTTPStatus.PRECONDITION_FAILED
    of_the_api = request.path.startswith(API) and not _is_page(answer)
    text = json.dumps(problem(status, detail)) if of_the_api else render_to_string("412.html")
    headers = {name: value for name, value in answer.headers.items() if name not in OF_THE_BODY}
    headers["Content-Type"] = PROBLEM_TYPE if of_the_api else "text/html; charset=utf-8"
    headers["Cache-Control"] = FOR_NOBODY_TO_KEEP
    return HttpResponse(text, status=status, headers=headers)


def _is_page(answer: HttpResponseBase) -> bool:
    return answer.headers.get("Content-Type", "").startswith("text/html")
