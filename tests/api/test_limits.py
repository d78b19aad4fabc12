"""How often the API answers: one count for all processes, kept without addresses, told to its caller."""

import datetime
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from django.db import connections
from django.test import Client
from rest_framework.test import APIClient

from core import rates
from core.due_to_go import forgotten_calls
from core.models import ApiToken, CallCount, User
from tests.factories.benchmarks import ProgressUpdateFactory
from tests.factories.core import CallCountFactory

NOW = datetime.datetime(2024, 2, 1, 12, 0, 20, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def five_calls_a_minute(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Five without an account, eight with one; nothing is held over from another test."""
    settings.API_RATES = {"anonymous": (5, 60), "person": (8, 60)}
    monkeypatch.setattr(rates, "_held", {})
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def call(api: APIClient, path: str = "themes/", **extra: Any) -> Any:
    """The answer to one call."""
    return api.get(f"/api/v1/{path}", **extra)


def with_token(person: User) -> APIClient:
    """A client that calls with a token of this person."""
    return APIClient(headers={"Authorization": f"Token {ApiToken.objects.create(user=person)[1]}"})


@pytest.mark.django_db
def test_the_sixth_call_of_a_minute_is_a_problem_that_says_how_long_to_wait(
    api: APIClient, five_calls_a_minute: Any
) -> None:
    codes = [call(api).status_code for _ in range(5)]
    refused = call(api)
    five_calls_a_minute.shift(datetime.timedelta(seconds=int(refused.headers["Retry-After"])))

    assert codes == [200] * 5
    assert refused.status_code == 429
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json()["status"] == 429
    assert refused.headers["Retry-After"] == "40"
    assert refused.headers["RateLimit"] == '"anonymous";r=0;t=40'
    assert refused.headers["Cache-Control"] == "no-store"
    assert call(api).status_code == 200


@pytest.mark.django_db
def test_people_with_a_token_have_more_calls_whatever_their_address(api: APIClient, researcher: User) -> None:
    for _ in range(6):
        last = call(api)
    mine, mine_too = with_token(researcher), with_token(researcher)

    answers = [call(mine), *(call(mine_too, REMOTE_ADDR="203.0.113.9") for _ in range(8))]

    assert last.status_code == 429
    assert [answer.status_code for answer in answers] == [200] * 8 + [429]
    assert answers[0].headers["RateLimit-Policy"] == '"person";q=8;w=60'
    assert [answer.headers["RateLimit"] for answer in answers[:2]] == [
        '"person";r=7;t=40',
        '"person";r=6;t=40',
    ]


@pytest.mark.django_db
def test_callers_from_other_addresses_do_not_pay_for_each_other(api: APIClient) -> None:
    for _ in range(6):
        call(api, REMOTE_ADDR="203.0.113.7")

    assert call(api, REMOTE_ADDR="203.0.113.7").status_code == 429
    assert call(api, REMOTE_ADDR="203.0.113.8").status_code == 200


@pytest.mark.django_db
def test_what_a_cache_may_hand_on_says_nothing_of_who_asked(api: APIClient) -> None:
    first, second = call(api, REMOTE_ADDR="203.0.113.7"), call(api, REMOTE_ADDR="203.0.113.7")
    other = call(api, REMOTE_ADDR="203.0.113.8")

    assert dict(first.items()) == dict(second.items()) == dict(other.items())
    assert first.headers["RateLimit-Policy"] == '"anonymous";q=5;w=60'
    assert "RateLimit" not in first.headers
    assert "public" in first.headers["Cache-Control"]


@pytest.mark.django_db
def test_what_is_hidden_costs_the_same_as_what_is_not_there(researcher: User) -> None:
    hidden = ProgressUpdateFactory()
    client = with_token(researcher)

    told = []
    for path in (f"progress-updates/{hidden.pk}/", "progress-updates/99999999/"):
        answer = call(client, path)
        told.append((answer.status_code, answer.content, answer.headers["RateLimit"].split(";")[1]))

    assert told[0][:2] == told[1][:2]
    assert [left for *_, left in told] == ["r=7", "r=6"]


@pytest.mark.django_db
def test_whatever_is_asked_of_the_api_is_counted(api: APIClient) -> None:
    paths = ["", "schema/", "search/?q=a", "no-such-thing/", "benchmarks/1/"]

    assert [call(api, path).status_code for path in paths] == [200, 200, 200, 404, 404]
    assert call(api).status_code == api.post("/api/v1/themes/").status_code == 429


@pytest.mark.django_db
def test_no_address_is_kept_and_the_key_changes_every_minute(
    api: APIClient, five_calls_a_minute: Any
) -> None:
    address = "203.0.113.77"
    call(api, REMOTE_ADDR=address)
    first = CallCount.objects.get()
    five_calls_a_minute.shift(60)
    call(api, REMOTE_ADDR=address)

    (second,) = CallCount.objects.all()  # what is over is forgotten when somebody new calls
    assert address not in str(list(CallCount.objects.values()))
    assert re.fullmatch("[0-9a-f]{64}", first.source)
    assert first.source != second.source
    assert rates._held.keys() == {second.source}


@pytest.mark.django_db
def test_most_calls_cost_no_question_to_the_database(
    settings: Any, api: APIClient, django_assert_num_queries: Any
) -> None:
    settings.API_RATES = {"anonymous": (200, 60)}
    call(api, "")

    with django_assert_num_queries(0):
        for _ in range(9):
            call(api, "")
    assert CallCount.objects.get().calls == 10


@pytest.mark.django_db(transaction=True)
def test_processes_that_call_at_once_never_hand_out_more_than_there_is(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rate = rates.Rate("anonymous", 60, 60)

    def one_process(number: int) -> int:
        """Takes as a process with a memory of its own would, past the lock that processes do not share."""
        taken = 0
        while True:
            held = rates._take("a" * 64, rate, rate.ends(NOW), NOW)
            taken += held.calls
            if held.calls == 0:
                connections.close_all()
                return taken

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(one_process, range(4))) == 60
    assert CallCount.objects.get().calls == 60


WRONG = [
    "Token wrong",
    "Token",
    "Token two words",
    "token \u00e9",
    f"Token {'a' * 64}",
]


@pytest.mark.django_db
def test_wrong_tokens_are_counted_whatever_is_wrong_with_them(api: APIClient) -> None:
    answers = [call(api, HTTP_AUTHORIZATION=wrong) for wrong in WRONG]
    refused = call(api, HTTP_AUTHORIZATION=WRONG[0])

    assert [answer.status_code for answer in answers] == [401] * 5
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].headers["RateLimit-Policy"] == '"wrong-token";q=5;w=60'
    assert [answer.headers["RateLimit"] for answer in answers[3:]] == [
        '"wrong-token";r=1;t=40',
        '"wrong-token";r=0;t=40',
    ]
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "40"
    assert refused.headers["RateLimit"] == '"wrong-token";r=0;t=40'


@pytest.mark.django_db
def test_whoever_guessed_too_often_is_not_told_of_a_right_token(
    researcher: User, five_calls_a_minute: Any
) -> None:
    right, wrong = with_token(researcher), APIClient(headers={"Authorization": "Token wrong"})
    for _ in range(5):
        call(wrong)

    refused = [call(wrong), call(right)]

    assert [answer.status_code for answer in refused] == [429, 429]
    assert refused[0].content == refused[1].content
    assert refused[0].headers == refused[1].headers
    assert call(right, REMOTE_ADDR="203.0.113.9").status_code == 200
    five_calls_a_minute.shift(40)
    assert call(right).status_code == 200


@pytest.mark.django_db
def test_right_tokens_and_calls_without_one_use_up_no_guesses(api: APIClient, researcher: User) -> None:
    right, wrong = with_token(researcher), APIClient(headers={"Authorization": "Token wrong"})
    for _ in range(5):
        call(api)
    for _ in range(8):
        call(right)

    assert call(wrong).headers["RateLimit"] == '"wrong-token";r=4;t=40'


@pytest.mark.django_db
def test_a_token_of_somebody_who_may_no_longer_sign_in_is_like_any_other_wrong_one(researcher: User) -> None:
    client = with_token(researcher)
    researcher.is_active = False
    researcher.save()

    assert call(client).content == call(APIClient(headers={"Authorization": "Token wrong"})).content


@pytest.mark.django_db
def test_pages_are_not_counted(client: Client) -> None:
    for _ in range(8):
        answer = client.get("/about/")

    assert answer.status_code == 200
    assert "RateLimit-Policy" not in answer.headers


@pytest.mark.django_db
def test_counts_that_are_over_are_purged() -> None:
    over = CallCountFactory(forgotten_at=NOW - datetime.timedelta(seconds=1))
    CallCountFactory(forgotten_at=NOW + datetime.timedelta(seconds=1))

    assert list(forgotten_calls(NOW)) == [over]
