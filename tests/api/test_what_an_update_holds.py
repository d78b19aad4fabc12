"""What an update holds besides its text: evidence judged twice, numbers, and the reviewer's word."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from benchmarks_app.models import Observation, ProgressUpdate
from core.models import User
from tests.api.calls import LIST, address, body, origins, revise
from tests.factories.benchmarks import (
    BenchmarkFactory,
    EvidenceFactory,
    IndicatorFactory,
    ProgressUpdateFactory,
    ProposedObservationFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def indicator() -> Any:
    """An indicator of benchmark 6."""
    return IndicatorFactory(slug="prisoners", benchmark=BenchmarkFactory(number=6))


def number(**changes: Any) -> dict[str, Any]:
    """A number as it is sent."""
    return {"indicator": "prisoners", "period": "2023", "value": 38000, **changes}


@pytest.mark.usefixtures("indicator")
def test_source_and_information_are_judged_apart(api: APIClient, monitor: User) -> None:
    api.force_authenticate(monitor)
    (row,) = origins("An observer group")

    judged, not_judged = api.post(
        LIST, body(evidence=[row | {"reliability": "reliable", "validity": "doubtful"}, row])
    ).json()["evidence"]

    assert (judged["reliability"], judged["validity"]) == ("reliable", "doubtful")
    assert (not_judged["reliability"], not_judged["validity"]) == ("", "")


@pytest.mark.usefixtures("indicator")
def test_numbers_come_back_as_they_were_sent(api: APIClient, monitor: User) -> None:
    api.force_authenticate(monitor)
    sent = number(qualifier="about", out_of=180, note="With those on remand.", value=1.95)

    made = api.post(LIST, body(observations=[sent]))

    assert made.json()["observations"] == [sent]
    assert revise(api, ProgressUpdate.objects.get(), {"status": ""}).json()["observations"] == [sent]


@pytest.mark.usefixtures("indicator")
def test_numbers_need_no_judgement_and_without_them_one_is_needed(api: APIClient, monitor: User) -> None:
    api.force_authenticate(monitor)
    without = body()
    del without["status"]

    judged_nothing = api.post(LIST, body(status="", observations=[number()]))
    neither = [api.post(LIST, body(status="")), api.post(LIST, without)]

    assert judged_nothing.status_code == 201
    assert judged_nothing.json()["status"] == ""
    for answer in neither:
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == "status"


@pytest.mark.usefixtures("indicator")
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"indicator": "weather"}, "indicator"),
        ({"indicator": 6}, "indicator"),
        ({"indicator": "x\x00"}, "indicator"),
        ({"period": "soon"}, "period"),
        ({"value": "many"}, "value"),
        ({"value": True}, "value"),
        ({"value": 10**20}, "value"),
        ({"value": 0.12345}, "value"),
        ({"qualifier": "roughly"}, "qualifier"),
        ({"out_of": -1}, "out_of"),
        ({"out_of": 2**40}, "out_of"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_number_is_named_with_its_place(
    wrong: dict[str, Any], field: str, api: APIClient, monitor: User
) -> None:
    api.force_authenticate(monitor)

    answer = api.post(LIST, body(observations=[number(period="2022"), number(**wrong)]))

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == f"observations.1.{field}"


@pytest.mark.usefixtures("indicator")
def test_a_number_the_service_refuses_is_counted_from_0_like_the_others(
    api: APIClient, monitor: User
) -> None:
    IndicatorFactory(slug="of-another-benchmark")
    api.force_authenticate(monitor)

    twice = api.post(LIST, body(observations=[number(), number(value=39000)]))
    foreign = api.post(LIST, body(observations=[number(indicator="of-another-benchmark")]))

    assert twice.json()["errors"][0]["field"] == "observations.1.period"
    assert foreign.json()["errors"][0]["field"] == "observations.0.indicator"
    assert not ProgressUpdate.objects.exists()


def test_numbers_become_observations_of_their_indicator_with_the_publication(
    api: APIClient, reviewer: User, indicator: Any
) -> None:
    update = ProgressUpdateFactory(benchmark=indicator.benchmark, status="", submitted=True)
    ProposedObservationFactory(update=update, indicator=indicator, period="2024", value=39000)
    EvidenceFactory(update=update)
    address_of_indicator = f"/api/v1/indicators/{indicator.slug}/"
    assert api.get(address_of_indicator).json()["observations"] == []

    api.force_authenticate(reviewer)
    api.post(address(update, "publish/"), {"names_nobody": True})
    api.force_authenticate(None)

    (observation,) = api.get(address_of_indicator).json()["observations"]
    assert (observation["period"], observation["value"], observation["update"]) == ("2024", 39000, update.pk)
    assert api.get(address(update)).json()["observations"][0]["value"] == 39000
    assert api.get("/api/v1/benchmarks/6/").json()["current_status"] is None


@pytest.mark.parametrize(
    "given", [{}, {"names_nobody": False}, {"names_nobody": "true"}, {"names_nobody": 1}]
)
def test_nothing_is_published_that_nobody_read_for_names(
    given: dict[str, Any], api: APIClient, reviewer: User
) -> None:
    update = ProgressUpdateFactory(submitted=True)
    api.force_authenticate(reviewer)

    answer = api.post(address(update, "publish/"), given)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "names_nobody"
    update.refresh_from_db()
    assert update.state == "submitted"


@pytest.mark.usefixtures("indicator")
def test_achieved_needs_two_independent_origins_and_one_in_two_spellings_is_one(
    api: APIClient, monitor: User
) -> None:
    api.force_authenticate(monitor)
    api.post(LIST, body(status="achieved", evidence=origins("LICADHO", " licadho  ")))
    update = ProgressUpdate.objects.get()

    refused = api.post(address(update, "submit/"))
    revise(api, update, {"evidence": origins("LICADHO", "OHCHR")})
    taken = api.post(address(update, "submit/"))

    assert refused.status_code == 400
    assert refused.json()["errors"][0]["field"] == "status"
    assert "second origin" in refused.json()["detail"]
    assert taken.status_code == 200
    assert not Observation.objects.exists()
