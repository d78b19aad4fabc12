"""Idempotency-Key: the same POST twice makes one update; another content under that key is refused."""

from typing import Any

import pytest
import time_machine
from rest_framework.test import APIClient

from benchmarks_app.models import ProgressUpdate
from core.models import HistoryEntry, User
from tests.api.calls import LIST, address, body, origins, revise
from tests.factories.benchmarks import BenchmarkFactory, IndicatorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def benchmark() -> Any:
    """Benchmark 6."""
    return BenchmarkFactory(number=6)


def post(api: APIClient, sent: dict[str, Any], key: str = "7f1c-one") -> Any:
    """The answer to a POST with this key."""
    return api.post(LIST, sent, HTTP_IDEMPOTENCY_KEY=key)


def whole(benchmark: Any) -> dict[str, Any]:
    """An update with a row of everything."""
    indicator = IndicatorFactory(slug="prisoners", benchmark=benchmark)
    return body(
        evidence=origins("An observer group"),
        observations=[
            {"indicator": indicator.slug, "period": "2023", "value": 38000.5, "qualifier": "about"}
        ],
    )


def test_the_same_post_twice_makes_one_update_and_says_so(
    api: APIClient, monitor: User, benchmark: Any
) -> None:
    api.force_authenticate(monitor)
    sent = whole(benchmark)

    first, second = post(api, sent), post(api, sent)

    assert (first.status_code, second.status_code) == (201, 200)
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert second.json() == first.json()
    assert second.headers["ETag"] == first.headers["ETag"]
    assert ProgressUpdate.objects.count() == HistoryEntry.objects.count() == 1


def test_a_double_click_within_one_tick_of_the_clock_is_seen_too(api: APIClient, monitor: User) -> None:
    api.force_authenticate(monitor)

    with time_machine.travel("2024-03-01T12:00:00Z", tick=False):
        assert [post(api, body()).status_code for _ in range(3)] == [201, 200, 200]


def test_without_a_key_every_post_makes_an_update(api: APIClient, monitor: User) -> None:
    api.force_authenticate(monitor)

    assert [api.post(LIST, body()).status_code for _ in range(2)] == [201, 201]


@pytest.mark.parametrize(
    "change",
    [
        {"status": "variable"},
        {"trend": ""},
        {"assessor": "ohchr"},
        {"assessed_on": "2023-07"},
        {"narrative": "Trials were held with counsel."},
        {"evidence": []},
        {"evidence": origins("Another group")},
        {"observations": []},
    ],
)
def test_another_content_under_the_same_key_is_refused(
    change: dict[str, Any], api: APIClient, monitor: User, benchmark: Any
) -> None:
    api.force_authenticate(monitor)
    sent = whole(benchmark)
    post(api, sent)

    answer = post(api, sent | change)

    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "Idempotency-Key" in answer.json()["detail"]
    assert ProgressUpdate.objects.count() == 1


def test_an_update_that_went_on_since_is_answered_as_it_is(api: APIClient, monitor: User) -> None:
    api.force_authenticate(monitor)
    post(api, body())
    update = ProgressUpdate.objects.get()
    revise(api, update, {"status": "variable"})
    api.post(address(update, "submit/"))

    answer = post(api, body())

    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["state"]) == ("variable", "submitted")


def test_two_people_may_take_the_same_key(api: APIClient, monitor: User, another_monitor: User) -> None:
    for person in (monitor, another_monitor):
        api.force_authenticate(person)
        assert post(api, body()).status_code == 201


def test_a_post_that_was_refused_does_not_use_up_its_key(api: APIClient, monitor: User) -> None:
    api.force_authenticate(monitor)

    assert post(api, body(assessed_on="soon")).status_code == 400
    assert post(api, body()).status_code == 201


@pytest.mark.parametrize("key", ["", " ", "x" * 101, "clé", "a\tb", "\x7f", "👍"])
def test_what_is_no_key_is_refused(key: str, api: APIClient, monitor: User) -> None:
    api.force_authenticate(monitor)

    answer = post(api, body(), key)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"
    assert not ProgressUpdate.objects.exists()


@pytest.mark.parametrize("key", ["x", "x" * 100, '"8e03978e-40d5-43dd-bc93-6894a57f9324"', "a b ~!"])
def test_what_is_a_key_is_taken(key: str, api: APIClient, monitor: User) -> None:
    api.force_authenticate(monitor)

    assert post(api, body(), key).status_code == 201


def test_the_key_is_never_shown(api: APIClient, monitor: User) -> None:
    api.force_authenticate(monitor)

    assert "7f1c-one" not in post(api, body()).content.decode()
