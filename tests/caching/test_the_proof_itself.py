"""A planted fault of each kind turns the proof red; proxies that break the rules give nothing away."""

from collections.abc import Callable
from typing import Any

import pytest

from core import caching
from tests.caching.proof import Found, Visitor, prove
from tests.caching.proxy import Cache, proxy_before
from tests.caching.test_shared_cache import Say, told

pytestmark = pytest.mark.usefixtures("world")
FEW = [
    "/",
    "/benchmarks/1/",
    "/workspace/",
    "/search/?q=update",
    "/api/v1/progress-updates/",
    "/api/v1/benchmarks/1/",
]
Run = Callable[..., Found]


@pytest.fixture
def run(site: str, visitors: list[Visitor], say: Say) -> Run:
    """The proof over a few addresses: `run(heeds_vary=False)` with such a proxy."""

    def proved(**kind: bool) -> Found:
        cache = Cache(site, **kind)
        with proxy_before(cache) as before:
            found = prove(site, before, cache, visitors, FEW)
        say(told(found, cache))
        return found

    return proved


def saying(cache_control: str, *, vary: bool) -> Callable[..., Any]:
    """A middleware that says the same of every answer, whoever asked."""

    def call(middleware: Any, request: Any) -> Any:
        answer = middleware.get_response(request)
        del answer["Cache-Control"]
        if cache_control:
            answer["Cache-Control"] = cache_control
        if not vary:
            del answer["Vary"]
        return answer

    return call


def test_without_a_fault_none_is_found(run: Run) -> None:
    assert run().faults == []


def test_a_persons_page_that_calls_itself_public_is_found(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching, "is_for_everybody", lambda request, answer: True)

    faults = run().faults

    assert any("may be kept though monitor asked" in fault for fault in faults)
    assert any("kept what was personal" in fault for fault in faults)


def test_a_persons_page_that_says_nothing_is_found(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching.Caching, "__call__", saying("", vary=True))

    faults = run().faults

    assert any("may be kept though monitor asked" in fault for fault in faults)
    assert any("kept what was personal" in fault for fault in faults)


@pytest.mark.parametrize("forgotten", caching.TURNS_ON[1:3])
def test_an_answer_that_does_not_say_what_it_turns_on_is_found(
    run: Run, monkeypatch: pytest.MonkeyPatch, forgotten: str
) -> None:
    rest = tuple(name for name in caching.TURNS_ON if name != forgotten)
    monkeypatch.setattr(caching, "TURNS_ON", rest)

    assert any(f"does not say that it turns on {forgotten.lower()}" in fault for fault in run().faults)


def test_a_page_handed_to_the_next_who_asks_is_found(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching.Caching, "__call__", saying("public, max-age=600", vary=False))

    assert any("not what a cold cache gives" in fault for fault in run().faults)


def test_a_proxy_that_ignores_vary_still_gives_everybody_their_own(run: Run) -> None:
    found = run(heeds_vary=False)

    assert found.faults == []
    assert found.given_what_is_public == 0, "each copy is asked for again, and nobody known gets a 304"


def test_a_proxy_that_never_asks_again_gives_people_too_little_and_nobody_too_much(run: Run) -> None:
    found = run(heeds_vary=False, heeds_age=False)

    assert found.faults == []
    assert found.given_what_is_public > 0
