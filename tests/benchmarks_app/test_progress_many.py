"""Many at once: chosen, confirmed, then each recorded with its own history, or none of them."""

from decimal import Decimal

import pytest
from django.test import Client

from benchmarks_app.models import Indicator, ProgressUpdate
from core.models import HistoryEntry, User
from tests.factories.benchmarks import (
    BenchmarkFactory,
    IndicatorFactory,
    ObservationFactory,
    ProgressUpdateFactory,
)

pytestmark = pytest.mark.django_db
State = ProgressUpdate.State
NO_CHANGE, OBSERVE_AGAIN = "/workspace/no-change/", "/workspace/observe-again/"


@pytest.fixture
def desk(client: Client, monitor: User) -> Client:
    """A monitor's browser."""
    client.force_login(monitor)
    return client


@pytest.fixture
def published() -> list[ProgressUpdate]:
    return [ProgressUpdateFactory(published=True) for _ in range(3)]


@pytest.fixture
def indicators() -> list[Indicator]:
    """Two of one benchmark, one of another."""
    benchmark = BenchmarkFactory()
    return [
        IndicatorFactory(benchmark=benchmark, slug="prisoners"),
        IndicatorFactory(benchmark=benchmark, slug="overcrowding"),
        IndicatorFactory(slug="attacks"),
    ]


def ticked(updates: list[ProgressUpdate], **more: str) -> dict[str, object]:
    return {"updates": [row.pk for row in updates], "checked_on": "2024-06-30", "client_key": "k", **more}


def valued(**more: str) -> dict[str, str]:
    values = {"prisoners-value": "38000", "prisoners-qualifier": "nearly", "attacks-value": "12"}
    source = {"period": "2024-06", "assessor": "ohchr", "source_note": "Prison department", "client_key": "k"}
    return {**values, **source, **more}


def made() -> list[ProgressUpdate]:
    return list(ProgressUpdate.objects.filter(state=State.SUBMITTED).order_by("benchmark__number"))


def test_what_is_ticked_is_shown_once_more_before_anything_is_recorded(
    desk: Client, published: list[ProgressUpdate]
) -> None:
    page = desk.post(NO_CHANGE, ticked(published[:2]))

    assert page.status_code == 200
    assert [line["row"] for line in page.context["lines"]] == published[:2]
    assert "Checked on 30 June 2024, no change:" in page.text
    assert not made()
    assert not HistoryEntry.objects.exists()


def test_no_change_is_recorded_for_each_with_one_history_entry_each(
    desk: Client, published: list[ProgressUpdate]
) -> None:
    page = desk.post(NO_CHANGE, ticked(published[:2], action="record"), follow=True)

    assert "2 updates were submitted." in page.text
    assert [row.benchmark for row in made()] == [row.benchmark for row in published[:2]]
    assert {(row.trend, row.assessed_on, row.status) for row in made()} == {
        ("unchanged", "2024-06-30", "off_target")
    }
    assert HistoryEntry.objects.count() == 2


def test_a_double_click_on_no_change_records_each_once(desk: Client, published: list[ProgressUpdate]) -> None:
    for _ in range(2):
        desk.post(NO_CHANGE, ticked(published, action="record"))

    assert len(made()) == 3


def test_one_can_go_back_and_tick_others(desk: Client, published: list[ProgressUpdate]) -> None:
    page = desk.post(NO_CHANGE, ticked(published[:2], action="back"))

    assert page.status_code == 200
    assert page.context["ticked"] == {row.pk for row in published[:2]}
    assert page.text.count(" checked>") == 2
    assert 'value="2024-06-30"' in page.text


def test_all_of_the_narrowed_list_can_be_ticked_without_scripts(
    desk: Client, published: list[ProgressUpdate]
) -> None:
    ProgressUpdateFactory(published=True, status="variable")

    page = desk.get(NO_CHANGE, {"status": "off_target", "tick": "all"})

    assert page.context["ticked"] == {row.pk for row in published}
    assert page.text.count(" checked>") == 3


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"updates": []}, "Tick at least one."), ({"checked_on": "lately"}, "“lately” is not a date")],
)
def test_a_mistake_in_the_choice_is_named(
    desk: Client, published: list[ProgressUpdate], typed: dict, said: str
) -> None:
    page = desk.post(NO_CHANGE, ticked(published) | typed)

    assert page.status_code == 422
    assert said in page.text


def test_a_row_that_would_be_refused_is_marked_and_none_is_recorded(
    desk: Client, published: list[ProgressUpdate]
) -> None:
    weak = ProgressUpdateFactory(published=True, status="achieved")

    page = desk.post(NO_CHANGE, ticked([*published, weak]))
    refused = desk.post(NO_CHANGE, ticked([*published, weak], action="record"))

    assert page.status_code == 422
    said = {line["row"]: line["refusal"] for line in page.context["lines"]}
    assert [row for row, refusal in said.items() if refusal] == [weak]
    assert "there is none yet" in page.text
    assert 'value="record"' not in page.text
    assert refused.status_code == 422
    assert not made()
    assert not HistoryEntry.objects.exists()


def test_what_was_corrected_or_never_published_cannot_be_ticked(
    desk: Client, published: list[ProgressUpdate]
) -> None:
    ProgressUpdateFactory(published=True, benchmark=published[0].benchmark, supersedes=published[0])
    draft = ProgressUpdateFactory()

    page = desk.get(NO_CHANGE)

    assert published[0] not in page.context["rows"]
    assert draft not in page.context["rows"]
    assert desk.post(NO_CHANGE, ticked([draft])).status_code == 422


def test_new_values_are_shown_once_more_before_they_are_recorded(
    desk: Client, indicators: list[Indicator]
) -> None:
    page = desk.post(OBSERVE_AGAIN, valued())

    assert page.status_code == 200
    assert "nearly 38,000 people" in page.text
    assert [line["row"].indicator.slug for line in page.context["lines"]] == ["prisoners", "attacks"]
    assert not made()


def test_new_values_make_one_update_a_benchmark(desk: Client, indicators: list[Indicator]) -> None:
    desk.post(OBSERVE_AGAIN, valued(action="record") | {"overcrowding-value": "250.5"})

    first, second = made()
    values = {row.indicator.slug: row.value for row in first.proposed_observations.all()}
    assert values == {"prisoners": 38000, "overcrowding": Decimal("250.5")}
    assert second.proposed_observations.get().period == "2024-06"
    assert (first.status, first.assessor) == ("", "ohchr")
    assert HistoryEntry.objects.count() == 2


def test_a_value_that_is_no_number_is_marked_in_its_row(desk: Client, indicators: list[Indicator]) -> None:
    page = desk.post(OBSERVE_AGAIN, valued() | {"attacks-value": "a dozen"})

    assert page.status_code == 422
    before = page.text.split('name="attacks-value"')[0]
    assert "Enter a number." in before.rsplit("<li", 1)[1]
    assert 'value="38000"' in page.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"prisoners-value": "", "attacks-value": ""}, "Give at least one value."),
        ({"period": "soon"}, "“soon” is not a date"),
        ({"source_note": ""}, "This field is required."),
    ],
)
def test_values_without_a_period_or_source_are_refused(
    desk: Client, indicators: list[Indicator], typed: dict, said: str
) -> None:
    page = desk.post(OBSERVE_AGAIN, valued() | typed)

    assert page.status_code == 422
    assert said in page.text


def test_only_the_chosen_indicators_are_listed_with_their_last_value(
    desk: Client, indicators: list[Indicator]
) -> None:
    ObservationFactory(indicator=indicators[2], period="2021", value=23)

    page = desk.get(OBSERVE_AGAIN, {"benchmark": str(indicators[2].benchmark.number)})

    assert [row.slug for row, _form in page.context["form"].rows] == ["attacks"]
    assert "last: 2021" in page.text
