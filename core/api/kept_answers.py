"""Answers of the API to people without an account, kept by each process until anything public changes.

An answer is given again under the public stamp it was made under, and no other: what was withdrawn is gone at
once, everywhere, for the stamp is read from the database each time. That is all that is read then. A call is
paid for as ever, and is told the time at which it was asked.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import set_response_etag
from django.utils.http import parse_etags

from core import public_stamp
from core.api.limits import has_a_call_left
from core.caching import asked_by_somebody, is_for_everybody
from core.moments import written
from core.whole_files import WholeFile

UNDER = "/api/v1/"
# These say the same whatever is in the database, and are answered without it.
OF_THE_PROGRAM = (f"{UNDER}schema/", f"{UNDER}docs/")
# A body larger than this share of what may be kept is not worth the many others that would go for it.
SHARE = 8
FOR_THE_REST = 2_000
TOLD_ANEW = "Known-At"
TURNS_ON = ("QUERY_STRING", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE")


@dataclass(frozen=True)
class Kept:
    """An answer, without what each caller is told anew."""

    body: bytes
    headers: dict[str, str]
    tag: str
    is_told_anew: bool

    @property
    def size(self) -> int:
        """About how much memory it takes."""
        return len(self.body) + FOR_THE_REST

    def is_enough_for(self, request: HttpRequest) -> bool:
        """For whoever asks."""
        return True

    def given_again(self) -> HttpResponse:
        """The answer, as the view made it."""
        answer = HttpResponse(self.body, headers=self.headers)
        answer.tag = self.tag  # type: ignore[attr-defined]
        if self.is_told_anew:
            answer.headers[TOLD_ANEW] = written(timezone.now())
        return answer


@dataclass(frozen=True)
class KeptTag:
    """The tag of a file that is too large to be kept: enough to say that it is unchanged."""

    headers: dict[str, str]
    tag: str
    size: int = FOR_THE_REST

    def is_enough_for(self, request: HttpRequest) -> bool:
        """Whether the caller has these very bytes."""
        return self.tag in parse_etags(request.headers.get("If-None-Match", ""))

    def given_again(self) -> HttpResponse:
        """The answer without the file, which the caching turns into the word that it is unchanged."""
        answer = HttpResponse(headers=self.headers)
        answer.tag = self.tag  # type: ignore[attr-defined]
        return answer


class Store:
    """So many bytes of answers and counts, those not asked for the longest going first; all of one stamp."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.forget()

    def forget(self, stamp: str | None = None) -> None:
        """Forget everything, to keep what is made under this stamp."""
        self._stamp, self._bytes = stamp, 0
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, stamp: str, key: Hashable) -> Any:
        """The answer to this question, if it was made under this stamp."""
        with self._lock:
            if stamp != self._stamp or key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]

    def keep(self, stamp: str, key: Hashable, answer: Any) -> None:
        """Keep an answer that was begun under this stamp."""
        with self._lock:
            if answer.size * SHARE > settings.KEPT_ANSWERS_BYTES:
                return
            if stamp != self._stamp:
                self.forget(stamp)
            if before := self._kept.pop(key, None):
                self._bytes -= before.size
            self._kept[key] = answer
            self._bytes += answer.size
            while self._bytes > settings.KEPT_ANSWERS_BYTES:
                _, gone = self._kept.popitem(last=False)
                self._bytes -= gone.size


store = Store()


class KeptAnswers:
    """Stands inside of the caching, which says of a kept answer what it says of any."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer kept, or one made anew and kept."""
        stamp = public_stamp.current() if may_be_kept(request) else None
        if stamp is None:
            return self.get_response(request)
        request.public_stamp = stamp  # type: ignore[attr-defined]
        key = question(request)
        kept = store.find(stamp, key)
        if kept and kept.is_enough_for(request) and has_a_call_left(request):
            return kept.given_again()
        answer = self.get_response(request)
        if isinstance(answer, WholeFile) and is_worth_keeping(request, answer):
            store.keep(stamp, key, KeptTag(dict(answer.headers), answer.tag))
        elif isinstance(answer, HttpResponse) and is_worth_keeping(request, answer):
            store.keep(stamp, key, kept_of(request, answer))
        return answer


def may_be_kept(request: HttpRequest) -> bool:
    """Whether everybody who asks like this gets the same."""
    return (
        request.method == "GET"
        and request.path_info.startswith(UNDER)
        and not request.path_info.startswith(OF_THE_PROGRAM)
        and not asked_by_somebody(request)
        and settings.KEPT_ANSWERS_BYTES > 0
    )


def question(request: HttpRequest) -> Hashable:
    """All that an answer to somebody without an account turns on, but for what the stamp stands for."""
    asked = (request.META.get(name, "") for name in TURNS_ON)
    return request.scheme, request.path, timezone.now().date(), *asked


def is_worth_keeping(request: HttpRequest, answer: HttpResponseBase) -> bool:
    """Whether it is whole and good, and told nothing to this caller alone."""
    return (
        answer.status_code == HTTPStatus.OK
        and is_for_everybody(request, answer)
        and "ETag" not in answer.headers
    )


def kept_of(request: HttpRequest, answer: HttpResponse) -> Kept:
    """The answer with the tag of its bytes; when it was read is told anew, unless the caller named it."""
    headers = dict(answer.headers)
    set_response_etag(answer)
    answer.tag = tag = answer.headers["ETag"]  # type: ignore[attr-defined]
    del answer.headers["ETag"]
    is_told_anew = TOLD_ANEW in headers and "known_at" not in request.GET
    return Kept(answer.content, headers, tag, is_told_anew)
