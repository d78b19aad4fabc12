"""Answers that a process keeps: as fast as may be, and never one moment or one person too long."""

import datetime
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from benchmarks_app.models import Benchmark, ProgressUpdate
from core import rates
from core.api import kept_answers
from core.models import Theme, User
from tests.factories.benchmarks import BenchmarkFactory, ProgressUpdateFactory
from tests.factories.core import ThemeFactory, UserFactory
from tests.factories.elections import PartyResultFactory

pytestmark = pytest.mark.django_db(transaction=True)
THEMES = "/api/v1/themes/"
A_MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def api() -> APIClient:
    """Somebody without an account, to whom nothing was answered yet."""
    kept_answers.store.forget()
    return APIClient()


def queries_of(api: APIClient, address: str, **headers: Any) -> tuple[Any, list[str]]:
    """The answer, and what was asked of the database for it."""
    with CaptureQueriesContext(connection) as asked:
        answer = api.get(address, **headers)
    return answer, [query["sql"] for query in asked.captured_queries]


def test_an_unchanged_answer_costs_one_indexed_row(api: APIClient) -> None:
    ThemeFactory()
    first = api.get(THEMES)

    again, asked = queries_of(api, THEMES, HTTP_IF_NONE_MATCH=first.headers["ETag"])

    assert again.status_code == 304
    assert again.headers["ETag"] == first.headers["ETag"]
    assert asked == ["SELECT value FROM core_publicstamp WHERE id = 1"]


@pytest.mark.parametrize("suffix", ["csv", "ndjson", "json"])
def test_a_file_that_is_unchanged_costs_one_indexed_row(api: APIClient, suffix: str) -> None:
    ThemeFactory()
    address = f"/api/v1/themes.{suffix}"
    tag = api.get(address).headers["ETag"]

    again, asked = queries_of(api, address, HTTP_IF_NONE_MATCH=tag)

    assert (again.status_code, again.headers["ETag"], again.content) == (304, tag, b"")
    assert asked == ["SELECT value FROM core_publicstamp WHERE id = 1"]


def test_a_file_is_made_for_whoever_has_another_or_none(api: APIClient) -> None:
    ThemeFactory(name="The first")
    first = api.get("/api/v1/themes.csv")
    body, tag = b"".join(first), first.headers["ETag"]

    assert b"".join(api.get("/api/v1/themes.csv")) == body
    assert b"".join(api.get("/api/v1/themes.csv", HTTP_IF_NONE_MATCH='"another"')) == body
    ThemeFactory(name="The second")
    assert b"The second" in b"".join(api.get("/api/v1/themes.csv", HTTP_IF_NONE_MATCH=tag))


def test_a_kept_answer_is_the_one_that_was_made(api: APIClient) -> None:
    ThemeFactory()
    first = api.get(THEMES)

    again, asked = queries_of(api, THEMES)

    assert len(asked) == 1
    assert again.content == first.content
    moving = {"Known-At"}
    assert {k: v for k, v in again.headers.items() if k not in moving} == {
        k: v for k, v in first.headers.items() if k not in moving
    }


@pytest.mark.parametrize("address", ["/api/v1/benchmarks/", "/api/v1/progress-updates/"])
def test_what_is_withdrawn_is_gone_at_once(api: APIClient, address: str) -> None:
    update = ProgressUpdateFactory(published=True, narrative="Said too much.")
    before = api.get(address).content

    ProgressUpdate.objects.filter(pk=update.pk).update(
        state="withdrawn",
        withdrawn_at=update.published_at,
        withdrawn_by=update.published_by,
        withdrawal_reason="Wrong.",
    )

    assert api.get(address).content != before


def test_what_another_process_made_before_a_change_counts_no_longer(api: APIClient) -> None:
    theme = ThemeFactory(name="Before")
    api.get(THEMES)

    Theme.objects.filter(pk=theme.pk).update(name="After")

    assert [row["name"] for row in api.get(THEMES).json()["results"]] == ["After"]


def test_a_draft_leaves_answers_where_they_are(api: APIClient) -> None:
    ProgressUpdateFactory(published=True)
    benchmark, author = Benchmark.objects.get(), UserFactory(roles=["monitor"])
    api.get("/api/v1/benchmarks/")

    ProgressUpdateFactory(benchmark=benchmark, author=author)

    assert len(queries_of(api, "/api/v1/benchmarks/")[1]) == 1


def test_nothing_is_kept_of_or_for_anybody_with_an_account(api: APIClient) -> None:
    ThemeFactory()
    person: User = UserFactory(roles=["monitor"])
    api.get(THEMES)
    signed_in = APIClient()
    signed_in.force_login(person)

    answer, asked = queries_of(signed_in, THEMES)

    assert answer.headers["Cache-Control"] == "no-store"
    assert len(asked) > 1
    assert len(queries_of(APIClient(headers={"Authorization": "Token nobody"}), THEMES)[1]) > 0


@pytest.mark.parametrize(
    "otherwise",
    [{"HTTP_HOST": "localhost"}, {"HTTP_ACCEPT": "application/json"}, {"HTTP_ACCEPT_LANGUAGE": "km"}],
)
def test_another_question_is_not_answered_with_it(api: APIClient, otherwise: dict[str, str]) -> None:
    ThemeFactory()
    api.get(THEMES)

    answer, asked = queries_of(api, THEMES, **otherwise)

    assert len(asked) > 1
    assert answer.json()["results"][0]["url"].startswith(
        f"http://{otherwise.get('HTTP_HOST', 'testserver')}/"
    )


def test_the_time_told_is_that_of_the_question(api: APIClient) -> None:
    BenchmarkFactory()
    with time_machine.travel(datetime.datetime(2024, 2, 1, 12, tzinfo=datetime.UTC), tick=False) as clock:
        first = api.get("/api/v1/benchmarks/")
        clock.shift(A_MINUTE)
        again = api.get("/api/v1/benchmarks/")
        fixed = "/api/v1/benchmarks/?known_at=2024-01-31T08:00:00Z&as_of=2024-01"
        api.get(fixed)
        clock.shift(A_MINUTE)
        then = api.get(fixed)

    assert first.headers["Known-At"] == "2024-02-01T12:00:00Z"
    assert again.headers["Known-At"] == "2024-02-01T12:01:00Z"
    assert (then.headers["As-Of"], then.headers["Known-At"]) == ("2024-01-31", "2024-01-31T08:00:00Z")


@pytest.mark.parametrize(("noun", "clock"), [("places", "as_of"), ("party-results", "known_at")])
def test_what_is_kept_for_now_is_not_given_to_a_question_about_then(
    api: APIClient, noun: str, clock: str
) -> None:
    PartyResultFactory(place__valid_from="2022", source__document__published_on="2022")

    def counted(**asked: str) -> int:
        count: int = api.get(f"/api/v1/{noun}/", asked).json()["count"]
        return count

    now = counted()

    assert counted(**{clock: "2021-01-01"}) == now - 1
    assert (counted(), counted(**{clock: "2022-01-01"})) == (now, now)


def test_what_grows_old_overnight_is_told_anew_in_the_morning(api: APIClient) -> None:
    ProgressUpdateFactory(published=True, assessed_on="2023-02-01")
    with time_machine.travel(datetime.datetime(2024, 1, 31, 23, 59, tzinfo=datetime.UTC)) as clock:
        in_the_evening = api.get("/api/v1/benchmarks/").json()["results"][0]["current_status"]
        clock.shift(A_MINUTE)
        in_the_morning = api.get("/api/v1/benchmarks/").json()["results"][0]["current_status"]

    assert (in_the_evening["is_stale"], in_the_morning["is_stale"]) == (False, True)


def test_each_call_is_paid_for(api: APIClient, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.API_RATES = {"anonymous": (3, 3600)}
    monkeypatch.setattr(rates, "_held", {})
    ThemeFactory()

    answers = [api.get(THEMES) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[1].headers["RateLimit-Policy"] == answers[0].headers["RateLimit-Policy"]


def test_only_so_much_is_kept(api: APIClient, settings: Any) -> None:
    ThemeFactory()
    size = len(api.get(THEMES).content) + kept_answers.FOR_THE_REST
    settings.KEPT_ANSWERS_BYTES = size * 10

    for number in range(1, 31):
        api.get(f"{THEMES}?page_size={number}")

    assert 5 < len(kept_answers.store) <= 10
    assert len(queries_of(api, f"{THEMES}?page_size=30")[1]) == 1
    assert len(queries_of(api, f"{THEMES}?page_size=1")[1]) > 1


def test_rows_are_counted_once_for_all_pages_and_anew_after_a_change(api: APIClient) -> None:
    ThemeFactory.create_batch(3)
    api.get(f"{THEMES}?page_size=1")

    second, asked = queries_of(api, f"{THEMES}?page_size=1&page=2")
    by_cursor, also_asked = queries_of(api, f"{THEMES}?page_size=1&cursor=*")
    ThemeFactory()
    after, asked_anew = queries_of(api, f"{THEMES}?page_size=1&page=3")

    assert not [sql for sql in (*asked, *also_asked) if "COUNT(" in sql]
    assert (second.json()["count"], by_cursor.json()["count"]) == (3, 3)
    assert [sql for sql in asked_anew if "COUNT(" in sql]
    assert after.json()["count"] == 4


def test_somebody_with_an_account_is_told_a_count_of_their_own(api: APIClient) -> None:
    monitor = UserFactory(roles=["monitor"])
    ProgressUpdateFactory(published=True)
    ProgressUpdateFactory(author=monitor)
    public = api.get("/api/v1/progress-updates/").json()["count"]
    signed_in = APIClient()
    signed_in.force_login(monitor)

    assert public == 1
    assert signed_in.get("/api/v1/progress-updates/").json()["count"] == 2


def test_inside_a_transaction_nothing_is_kept_or_given_again(api: APIClient) -> None:
    with transaction.atomic():
        ThemeFactory()
        api.get(THEMES)
        transaction.set_rollback(True)

    assert api.get(THEMES).json()["count"] == 0
