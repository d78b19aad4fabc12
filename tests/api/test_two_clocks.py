"""The two clocks: what was true on a day, as it could be known at a moment, whatever came later."""

import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from rest_framework.test import APIClient

from benchmarks_app.models import ProgressUpdate
from core.models import User
from tests.api.calls import LIST, address
from tests.factories.benchmarks import (
    BenchmarkFactory,
    FollowUpGradeFactory,
    IndicatorFactory,
    MeasureFactory,
    ObservationFactory,
    ProgressUpdateFactory,
    RecommendationFactory,
)
from tests.factories.core import UserFactory

pytestmark = pytest.mark.django_db


def at(text: str) -> datetime.datetime:
    """Noon of a day."""
    return datetime.datetime.fromisoformat(f"{text}T12:00:00+00:00")


@pytest.fixture
def benchmark() -> Any:
    """Benchmark 6 with one measure."""
    row = BenchmarkFactory(number=6)
    MeasureFactory(benchmark=row, order=2)
    return row


def published(benchmark: Any, status: str, on: str, **fields: Any) -> ProgressUpdate:
    """An update published at noon of this day."""
    return ProgressUpdateFactory(
        benchmark=benchmark, status=status, published=True, published_at=at(on), **fields
    )


def withdraw(update: ProgressUpdate, on: str) -> None:
    """Take it back at noon of this day."""
    update.state, update.withdrawn_at = "withdrawn", at(on)
    update.withdrawn_by, update.withdrawal_reason = UserFactory(roles=["reviewer"]), "It named somebody."
    update.save()


def status(api: APIClient, path: str = "benchmarks/6/", **given: str) -> str | None:
    """Where it stands by these clocks."""
    shown = api.get(f"/api/v1/{path}", given).json()["current_status"]
    return shown and shown["status"]


@pytest.mark.parametrize(("path", "measured"), [("benchmarks/6/", False), ("measures/6-2/", True)])
def test_what_was_corrected_or_withdrawn_later_still_counted_then(
    path: str, measured: bool, api: APIClient, benchmark: Any
) -> None:
    measure = benchmark.measures.get() if measured else None
    first = published(benchmark, "off_target", "2024-01-10", measure=measure)
    correction = published(benchmark, "variable", "2024-02-10", measure=measure, supersedes=first)
    withdraw(correction, "2024-03-10")

    def known(moment: str) -> str | None:
        return status(api, path, known_at=moment)

    assert known("2024-01-10T11:59:59Z") is None
    assert known("2024-01-10T12:00:00Z") == known("2024-02-10T11:59:59Z") == "off_target"
    assert known("2024-02-10T12:00:00Z") == known("2024-03-10T11:59:59Z") == "variable"
    assert known("2024-03-10T12:00:00Z") == status(api, path) == "off_target"


def test_an_answer_can_be_had_again_by_the_clocks_in_its_headers(api: APIClient, benchmark: Any) -> None:
    first = published(benchmark, "off_target", "2024-01-10", assessed_on="2024-01-05")
    indicator = IndicatorFactory(slug="prisoners", benchmark=benchmark)
    ObservationFactory(indicator=indicator, update=first, period="2023")
    nouns = ("benchmarks/", "benchmarks/6/", "measures/", "indicators/", "indicators/prisoners/")

    with time_machine.travel("2024-02-01T00:00:00Z", tick=False):
        before = {noun: api.get(f"/api/v1/{noun}") for noun in nouns}
    published(benchmark, "variable", "2024-02-10", assessed_on="2024-01-20")
    withdraw(first, "2024-03-10")

    for noun, answer in before.items():
        clocks = {"as_of": answer.headers["As-Of"], "known_at": answer.headers["Known-At"]}
        assert clocks == {"as_of": "2024-02-01", "known_at": "2024-02-01T00:00:00Z"}
        again = api.get(f"/api/v1/{noun}", clocks)
        assert again.json() == answer.json()
        assert (again.headers["As-Of"], again.headers["Known-At"]) == tuple(clocks.values())


def test_an_answer_says_by_which_clocks_it_was_read(api: APIClient, benchmark: Any) -> None:
    update = published(benchmark, "off_target", "2024-01-10")
    given = {"as_of": "2023-06", "known_at": "2024-07-15"}

    for noun in ("benchmarks/", "benchmarks/6/", "measures/", "measures/6-2/", "indicators/", LIST[8:]):
        answer = api.get(f"/api/v1/{noun}", given)
        assert answer.status_code == 200
        assert answer.headers["As-Of"] == "2023-06-30"
        assert answer.headers["Known-At"] == "2024-07-15T23:59:59.999999Z"
    with time_machine.travel("2024-02-01T05:00:00Z", tick=False):
        answer = api.get(address(update))
    assert (answer.headers["As-Of"], answer.headers["Known-At"]) == ("2024-02-01", "2024-02-01T05:00:00Z")
    for noun in ("", "themes/", "schema/", "search/?q=a"):
        with time_machine.travel("2024-02-01T05:00:00Z", tick=False):
            answer = api.get(f"/api/v1/{noun}")
        assert (answer.headers["As-Of"], answer.headers["Known-At"]) == ("2024-02-01", "2024-02-01T05:00:00Z")


@pytest.mark.parametrize("noun", ["benchmarks/", "measures/", "indicators/", "progress-updates/"])
@pytest.mark.parametrize("clock", ["as_of", "known_at"])
def test_a_clock_that_is_no_time_is_refused(noun: str, clock: str, api: APIClient) -> None:
    answer = api.get(f"/api/v1/{noun}", {clock: "soon"})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == clock
    assert "As-Of" not in answer.headers


def test_the_list_of_benchmarks_is_filtered_by_where_they_stood(api: APIClient, benchmark: Any) -> None:
    withdraw(published(benchmark, "off_target", "2024-01-10", assessed_on="2023-12"), "2024-03-10")

    def numbers(**given: str) -> list[int]:
        return [row["number"] for row in api.get("/api/v1/benchmarks/", given).json()["results"]]

    assert numbers(status="off_target") == []
    assert numbers(status="not_assessed") == [6]
    assert numbers(status="off_target", known_at="2024-02-01") == [6]
    assert numbers(status="off_target", known_at="2024-02-01", as_of="2023-11") == []


@pytest.mark.parametrize("day", ["9999", "9999-12", "9999-12-31", "0001-01-01"])
def test_the_last_and_the_first_day_there_are_can_be_asked_about(day: str, api: APIClient) -> None:
    update: Any = ProgressUpdateFactory(published=True, assessed_on="2021")

    for noun in ("benchmarks", f"benchmarks/{update.benchmark.number}", "progress-updates", "status-totals"):
        assert api.get(f"/api/v1/{noun}/", {"as_of": day}).status_code == 200
    for page in ("/", "/benchmarks/", f"/benchmarks/{update.benchmark.number}/"):
        assert Client().get(page, {"as_of": day}).status_code == 200


def test_the_list_of_updates_answers_both_clocks(api: APIClient, benchmark: Any, monitor: User) -> None:
    first = published(benchmark, "off_target", "2024-01-10", assessed_on="2023-12")
    second = published(benchmark, "variable", "2024-02-10", assessed_on="2024-01", supersedes=first)
    withdraw(second, "2024-03-10")
    ProgressUpdateFactory(author=monitor, benchmark=benchmark)
    api.force_authenticate(monitor)

    def found(**given: str) -> list[int]:
        return [row["id"] for row in api.get(LIST, given).json()["results"]]

    assert found(known_at="2024-01-09") == []
    assert found(known_at="2024-02-01") == [first.pk]
    assert found(known_at="2024-03-01") == [second.pk]
    assert found(known_at="2024-04-01") == [first.pk]
    assert found(known_at="2024-03-01", as_of="2023-12") == []
    assert found(as_of="2022") == []
    assert found(as_of="2023-12", state="published") == [first.pk]


def test_one_update_is_there_at_the_times_it_stood(api: APIClient, benchmark: Any) -> None:
    first = published(benchmark, "off_target", "2024-01-10", assessed_on="2023-06")
    published(benchmark, "variable", "2024-02-10", supersedes=first)

    def code(**given: str) -> int:
        return api.get(address(first), given).status_code

    assert code() == code(known_at="2024-01-31") == code(as_of="2023-06") == 200
    assert code(known_at="2024-01-09") == code(known_at="2024-02-11") == code(as_of="2023-05") == 404
    assert code(as_of="soon") == code(known_at="soon") == 400


def test_grades_answer_both_clocks_wherever_they_are_shown(api: APIClient, benchmark: Any) -> None:
    recommendation = RecommendationFactory(slug="pre-trial", benchmarks=[benchmark])
    FollowUpGradeFactory(
        recommendation=recommendation, grade="C", graded_on="2023-06", recorded_at=at("2024-01-10")
    )

    def grades(**given: str) -> list[int]:
        listed = api.get("/api/v1/follow-up-grades/", given).json()["count"]
        filtered = api.get("/api/v1/recommendations/", {"grade": "C", **given}).json()["count"]
        whole = api.get("/api/v1/recommendations/pre-trial/", given).json()
        nested = api.get("/api/v1/benchmarks/6/", {"include": "recommendations", **given}).json()
        nested_grades = nested["recommendations"][0]["follow_up_grades"]
        return [listed, filtered, len(whole["follow_up_grades"]), len(nested_grades)]

    assert grades() == grades(as_of="2023-06", known_at="2024-01-11") == [1, 1, 1, 1]
    assert grades(as_of="2023-05-31") == grades(known_at="2024-01-09") == [0, 0, 0, 0]


def test_what_a_withdrawn_update_said_is_not_told_by_asking_for_the_past(
    api: APIClient, benchmark: Any
) -> None:
    update = published(benchmark, "off_target", "2024-01-10", narrative="A clerk named Sokha said so.")
    withdraw(update, "2024-03-10")

    answer = api.get(LIST, {"known_at": "2024-02-01"})

    assert answer.json()["results"][0]["narrative"] is None
    assert "Sokha" not in answer.content.decode()


@pytest.mark.parametrize(
    ("as_of", "periods"),
    [
        ("2020", []),
        ("2021", ["2021"]),
        ("2021-06-30", ["2021"]),
        ("2022-01-01", ["2021", "2022-01/2022-03", "2022/2023"]),
        ("2022-04", ["2021", "2022-01/2022-03", "2022/2023"]),
        ("2022-05-10", ["2021", "2022-01/2022-03", "2022-05-10/2022-05-20", "2022/2023"]),
        ("2024", ["2021", "2022-01/2022-03", "2022-05-10/2022-05-20", "2022/2023"]),
    ],
)
def test_an_observation_counts_from_the_first_day_of_its_period(
    as_of: str, periods: list[str], api: APIClient, benchmark: Any
) -> None:
    indicator = IndicatorFactory(slug="prisoners", benchmark=benchmark)
    for period in ("2021", "2022/2023", "2022-01/2022-03", "2022-05-10/2022-05-20"):
        ObservationFactory(indicator=indicator, period=period)

    shown = api.get("/api/v1/indicators/prisoners/", {"as_of": as_of}).json()["observations"]
    nested = api.get("/api/v1/benchmarks/6/", {"as_of": as_of}).json()["indicators"][0]["observations"]

    assert sorted(row["period"] for row in shown) == periods
    assert nested == shown


def test_a_number_is_known_from_the_publication_of_its_update_to_its_withdrawal(
    api: APIClient, benchmark: Any
) -> None:
    indicator = IndicatorFactory(slug="prisoners", benchmark=benchmark)
    update = published(benchmark, "", "2024-01-10")
    ObservationFactory(indicator=indicator, period="2021", value=1)
    ObservationFactory(indicator=indicator, period="2023", value=2, update=update)

    def known(**given: str) -> list[float]:
        rows = api.get("/api/v1/indicators/prisoners/", given).json()["observations"]
        return [row["value"] for row in rows]

    assert known() == [1, 2]
    withdraw(update, "2024-03-10")
    assert known(known_at="2024-01-09") == known(known_at="2024-03-11") == known() == [1]
    assert known(known_at="2024-02-01") == [1, 2]


def test_of_a_number_withdrawn_since_the_past_is_not_told_the_note(api: APIClient, benchmark: Any) -> None:
    update = published(benchmark, "", "2024-01-10")
    indicator = IndicatorFactory(slug="prisoners", benchmark=benchmark)
    ObservationFactory(indicator=indicator, value=2, update=update, note="Counted by a guard of that prison.")

    def notes(**given: str) -> list[str]:
        rows = api.get("/api/v1/indicators/prisoners/", given).json()["observations"]
        return [row["note"] for row in rows]

    assert notes(known_at="2024-02-01") == ["Counted by a guard of that prison."]
    withdraw(update, "2024-03-10")
    page = api.get("/indicators/prisoners/", {"known_at": "2024-02-01"}).content.decode()
    assert notes(known_at="2024-02-01") == [""]
    assert "Counted by a guard" not in page


def test_where_assessors_differ_it_is_said_in_a_sentence(api: APIClient, benchmark: Any) -> None:
    def said(**given: str) -> str | None:
        return api.get("/api/v1/benchmarks/6/", given).json()["disagreement"]

    assert said() is None
    published(benchmark, "off_target", "2024-01-10", assessor="civil_society", assessed_on="2024-01")
    published(benchmark, "off_target", "2024-01-11", assessor="ohchr", assessed_on="2023-12")
    assert said() is None
    published(benchmark, "on_target", "2024-02-10", assessor="government", assessed_on="2023-11")
    assert said() == "The assessors differ: off target (civil society, OHCHR); on target (Government)."
    assert said(known_at="2024-02-01") is None
    published(benchmark, "off_target", "2024-03-10", assessor="government", assessed_on="2024-02")
    assert said() is None


def test_what_is_older_than_a_year_is_stale_today_or_at_the_time_asked_for(
    api: APIClient, benchmark: Any
) -> None:
    published(benchmark, "off_target", "2023-07-10", assessed_on="2023-06")
    published(benchmark, "variable", "2024-06-01", assessor="ohchr", assessed_on="2022")

    def stale(**given: str) -> tuple[bool, list[bool]]:
        row = api.get("/api/v1/benchmarks/6/", given).json()
        return row["current_status"]["is_stale"], [entry["is_stale"] for entry in row["assessments"]]

    with time_machine.travel("2024-06-29T12:00:00Z", tick=False):
        assert stale() == (False, [False, True])
    with time_machine.travel("2024-06-30T12:00:00Z", tick=False):
        assert stale() == (True, [True, True])
        assert stale(as_of="2024-06-29") == (False, [False, True])
        assert stale(known_at="2024-06-29") == (False, [False, True])
        assert stale(as_of="2023-12-30") == (False, [False, False])


def test_a_measure_shows_where_it_stands_apart_from_its_benchmark(api: APIClient, benchmark: Any) -> None:
    published(benchmark, "off_target", "2024-01-10")
    published(benchmark, "on_target", "2024-02-10", measure=benchmark.measures.get(), assessed_on="2024-01")

    nested = api.get("/api/v1/benchmarks/6/").json()["measures"][0]

    assert status(api) == "off_target"
    assert status(api, "measures/6-2/") == "on_target"
    assert nested == api.get("/api/v1/measures/6-2/").json()
