"""Many in one call: all or none, one history entry each, and a refusal names the row."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from benchmarks_app.models import ProgressUpdate
from core.models import HistoryEntry, User
from tests.api.calls import LIST, address, revise
from tests.factories.benchmarks import (
    BenchmarkFactory,
    EvidenceFactory,
    IndicatorFactory,
    ProgressUpdateFactory,
)

pytestmark = pytest.mark.django_db
NO_CHANGE, OBSERVE_AGAIN = f"{LIST}no-change/", f"{LIST}observe-again/"


@pytest.fixture
def three() -> list[ProgressUpdate]:
    """Three published updates of three benchmarks."""
    return [ProgressUpdateFactory(published=True, status="variable") for _ in range(3)]


@pytest.fixture
def indicators() -> list[Any]:
    """Two indicators of benchmark 6 and one of benchmark 7."""
    six = BenchmarkFactory(number=6)
    return [
        IndicatorFactory(slug="prisoners", benchmark=six),
        IndicatorFactory(slug="women-prisoners", benchmark=six),
        IndicatorFactory(slug="ngos", benchmark=BenchmarkFactory(number=7)),
    ]


def unchanged(updates: list[ProgressUpdate], **changes: Any) -> dict[str, Any]:
    """What a monitor sends who looked at these again."""
    return {"updates": [update.pk for update in updates], "checked_on": "2024-06-30", **changes}


def values(*slugs: str, **changes: Any) -> dict[str, Any]:
    """What a monitor sends who has new numbers of these."""
    rows = [{"indicator": slug, "value": 100 + place} for place, slug in enumerate(slugs)]
    return {
        "period": "2024",
        "assessor": "ohchr",
        "source_note": "Prison department",
        "values": rows,
        **changes,
    }


def nothing_was_written() -> bool:
    """Whether all of it was refused."""
    made = ProgressUpdate.objects.exclude(state__in=["published", "withdrawn"])
    return not made.exists() and not HistoryEntry.objects.exists()


def test_no_change_is_recorded_for_many_with_one_history_entry_each(
    api: APIClient, monitor: User, three: list[ProgressUpdate]
) -> None:
    EvidenceFactory(update=three[0], description="kept")
    api.force_authenticate(monitor)

    answer = api.post(NO_CHANGE, unchanged(three))

    assert answer.status_code == 201
    made = answer.json()
    assert made["count"] == len(made["results"]) == 3
    for old, row in zip(three, made["results"], strict=True):
        assert (row["benchmark"], row["status"]) == (old.benchmark.number, "variable")
        assert (row["state"], row["trend"], row["assessed_on"]) == ("submitted", "unchanged", "2024-06-30")
        assert "checked on 2024-06-30" in row["narrative"]
    assert [row["description"] for row in made["results"][0]["evidence"]] == ["kept"]
    assert HistoryEntry.objects.count() == 3
    assert {entry.subject_key for entry in HistoryEntry.objects.all()} == {
        str(row["id"]) for row in made["results"]
    }


def test_one_that_cannot_be_repeated_is_named_and_none_is_written(
    api: APIClient, monitor: User, three: list[ProgressUpdate]
) -> None:
    api.force_authenticate(monitor)
    draft = ProgressUpdateFactory(author=monitor)
    superseded = ProgressUpdateFactory(published=True)
    ProgressUpdateFactory(published=True, supersedes=superseded, benchmark=superseded.benchmark)
    withdrawn = ProgressUpdateFactory(
        published=True,
        state="withdrawn",
        withdrawn_at="2024-05-01T00:00:00Z",
        withdrawn_by=three[0].published_by,
        withdrawal_reason="x",
    )
    before = ProgressUpdate.objects.count()

    for wrong in (draft.pk, superseded.pk, withdrawn.pk, 99_999, "6", True, None, -1, 2**70):
        answer = api.post(NO_CHANGE, {"updates": [three[0].pk, wrong], "checked_on": "2024"})
        assert answer.status_code == 400
        assert [error["field"] for error in answer.json()["errors"]] == ["updates.1"]
    assert ProgressUpdate.objects.count() == before
    assert not HistoryEntry.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"updates": []}, "updates"),
        ({"updates": "6"}, "updates"),
        ({"checked_on": "soon"}, "checked_on"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_call_for_many_is_named(
    change: dict[str, Any], field: str, api: APIClient, monitor: User, three: list[ProgressUpdate]
) -> None:
    api.force_authenticate(monitor)

    answer = api.post(NO_CHANGE, unchanged(three) | change)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == field
    assert nothing_was_written()


def test_the_same_row_twice_is_named(
    api: APIClient, monitor: User, three: list[ProgressUpdate], indicators: list[Any]
) -> None:
    api.force_authenticate(monitor)

    repeated = api.post(NO_CHANGE, unchanged([*three, three[0]]))
    numbers = api.post(OBSERVE_AGAIN, values("prisoners", "ngos", "prisoners"))

    assert repeated.json()["errors"][0]["field"] == "updates.3"
    assert numbers.json()["errors"][0]["field"] == "values.2"
    assert indicators
    assert nothing_was_written()


@pytest.mark.usefixtures("indicators")
def test_new_values_make_one_submitted_update_a_benchmark(api: APIClient, monitor: User) -> None:
    api.force_authenticate(monitor)

    answer = api.post(OBSERVE_AGAIN, values("prisoners", "ngos", "women-prisoners"))

    assert answer.status_code == 201
    six, seven = answer.json()["results"]
    assert (six["benchmark"], seven["benchmark"]) == (6, 7)
    assert [row["indicator"] for row in six["observations"]] == ["prisoners", "women-prisoners"]
    assert [row["value"] for row in six["observations"]] == [100, 102]
    assert {row["period"] for row in six["observations"] + seven["observations"]} == {"2024"}
    assert (six["state"], six["status"], six["assessor"]) == ("submitted", "", "ohchr")
    assert six["evidence"][0]["origin"] == "Prison department"
    assert HistoryEntry.objects.count() == 2


@pytest.mark.usefixtures("indicators")
@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"indicator": "weather", "value": 1}, "values.1.indicator"),
        ({"indicator": "ngos", "value": "many"}, "values.1.value"),
        ({"indicator": "ngos", "value": 1, "qualifier": "roughly"}, "values.1.qualifier"),
        ({"indicator": "ngos"}, "values.1.value"),
    ],
)
def test_a_wrong_value_is_named_with_its_row_and_none_is_written(
    row: dict[str, Any], field: str, api: APIClient, monitor: User
) -> None:
    api.force_authenticate(monitor)

    answer = api.post(OBSERVE_AGAIN, values(values=[{"indicator": "prisoners", "value": 1}, row]))

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == field
    assert nothing_was_written()


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("stranger", 403), ("researcher", 403)])
def test_only_monitors_and_reviewers_write_many(
    who: str | None,
    status: int,
    api: APIClient,
    three: list[ProgressUpdate],
    indicators: list[Any],
    request: pytest.FixtureRequest,
) -> None:
    api.force_authenticate(request.getfixturevalue(who) if who else None)

    assert api.post(NO_CHANGE, unchanged(three)).status_code == status
    assert api.post(OBSERVE_AGAIN, values(indicators[0].slug)).status_code == status
    assert nothing_was_written()


def test_the_same_call_for_many_twice_makes_them_once(
    api: APIClient, monitor: User, three: list[ProgressUpdate], indicators: list[Any]
) -> None:
    api.force_authenticate(monitor)
    calls = [(NO_CHANGE, unchanged(three)), (OBSERVE_AGAIN, values("prisoners", "ngos"))]
    assert indicators

    for call, sent in calls:
        first, second = (api.post(call, sent, HTTP_IDEMPOTENCY_KEY="x" * 100) for _ in range(2))
        assert (first.status_code, second.status_code) == (201, 200)
        assert second.json() == first.json()
        assert second.headers["Idempotent-Replayed"] == "true"
    assert HistoryEntry.objects.count() == 5


def test_another_call_for_many_under_the_same_key_is_refused(
    api: APIClient, monitor: User, three: list[ProgressUpdate], indicators: list[Any]
) -> None:
    api.force_authenticate(monitor)
    key = {"HTTP_IDEMPOTENCY_KEY": "one"}
    api.post(NO_CHANGE, unchanged(three), **key)
    api.post(OBSERVE_AGAIN, values("prisoners", "ngos"), **key)
    written = ProgressUpdate.objects.count()
    assert indicators

    others = [
        (NO_CHANGE, unchanged(three[:2])),
        (NO_CHANGE, unchanged(three, checked_on="2024-07")),
        (OBSERVE_AGAIN, values("prisoners")),
        (OBSERVE_AGAIN, values("ngos", "prisoners")),
        (OBSERVE_AGAIN, values("prisoners", "ngos", period="2023")),
        (OBSERVE_AGAIN, values("prisoners", "ngos", assessor="government")),
        (OBSERVE_AGAIN, values("prisoners", "ngos", source_note="Somebody else")),
    ]

    assert {api.post(call, sent, **key).status_code for call, sent in others} == {422}
    assert ProgressUpdate.objects.count() == written


def test_what_went_on_since_is_answered_as_it_is(
    api: APIClient, monitor: User, reviewer: User, three: list[ProgressUpdate]
) -> None:
    key = {"HTTP_IDEMPOTENCY_KEY": "one"}
    api.force_authenticate(monitor)
    made = ProgressUpdate.objects.get(
        pk=api.post(NO_CHANGE, unchanged(three), **key).json()["results"][0]["id"]
    )
    api.force_authenticate(reviewer)
    api.post(address(made, "return/"), {"note": "On which day?"})
    api.force_authenticate(monitor)
    revise(api, made, {"assessed_on": "2024-06-29"})

    answer = api.post(NO_CHANGE, unchanged(three), **key)

    assert answer.status_code == 200
    assert answer.json()["results"][0]["assessed_on"] == "2024-06-29"
