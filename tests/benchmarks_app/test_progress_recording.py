"""The form on which progress is recorded: what it keeps, what it refuses, what it says is missing."""

import pytest
from django.test import Client
from django.urls import reverse

from benchmarks_app.models import Benchmark, ProgressUpdate
from core.models import HistoryEntry, User
from tests.benchmarks_app.recording import evidence_row, observation_row, record, revise, typed
from tests.factories.benchmarks import (
    BenchmarkFactory,
    EvidenceFactory,
    IndicatorFactory,
    MeasureFactory,
    ProgressUpdateFactory,
)
from tests.factories.core import DocumentFactory

pytestmark = pytest.mark.django_db
TWO_ORIGINS = evidence_row(1, "Report", "An observer group")


@pytest.fixture
def benchmark() -> Benchmark:
    return BenchmarkFactory(number=6)


@pytest.fixture
def desk(client: Client, monitor: User) -> Client:
    """A monitor's browser."""
    client.force_login(monitor)
    return client


def test_a_monitor_records_a_draft(desk: Client, benchmark: Benchmark) -> None:
    page = record(desk, benchmark)

    update = ProgressUpdate.objects.get()
    assert page.request["PATH_INFO"] == update.get_absolute_url()
    assert "Bail is granted more often." in page.text
    assert "Court statistics" in page.text
    assert HistoryEntry.objects.count() == 1


def test_a_draft_can_name_a_measure_and_a_document_by_its_symbol(desk: Client, benchmark: Benchmark) -> None:
    measure, document = MeasureFactory(benchmark=benchmark), DocumentFactory(slug="a-hrc-51-66")

    record(desk, benchmark, measure=str(measure.pk), evidence__0__document="a/hrc/51/66")

    update = ProgressUpdate.objects.get()
    assert update.measure == measure
    assert update.evidence.get().document == document


def test_a_document_that_is_not_known_here_is_refused_beside_its_field(
    desk: Client, benchmark: Benchmark
) -> None:
    page = record(desk, benchmark, evidence__0__document="A/HRC/99/99")

    assert page.status_code == 422
    assert "No document here is called “A/HRC/99/99”." in page.text


def test_source_and_information_are_judged_apart(desk: Client, benchmark: Benchmark) -> None:
    record(desk, benchmark, evidence__0__reliability="doubtful", evidence__0__validity="confirmed")

    row = ProgressUpdate.objects.get().evidence.get()
    assert (row.reliability, row.validity) == ("doubtful", "confirmed")


def test_new_observations_go_in_the_same_form(desk: Client, benchmark: Benchmark) -> None:
    prisoners = IndicatorFactory(benchmark=benchmark, slug="prisoners")
    row = observation_row(0, "prisoners", "2024-05", "38000", qualifier="nearly")

    record(desk, benchmark, status="", **row)

    proposed = ProgressUpdate.objects.get().proposed_observations.get()
    assert (proposed.indicator, proposed.value, proposed.qualifier) == (prisoners, 38000, "nearly")


def test_one_click_on_an_indicator_that_is_due_chooses_it_in_the_form(
    desk: Client, benchmark: Benchmark
) -> None:
    IndicatorFactory(benchmark=benchmark, slug="prisoners")
    address = reverse("record-progress", args=[6]) + "?indicator=prisoners"

    assert '<option value="prisoners" selected>' in desk.get(address).text
    desk.post(address, typed() | {"observations-0-indicator": "prisoners"})
    assert not ProgressUpdate.objects.get().proposed_observations.exists()


def test_a_mistake_keeps_everything_typed_and_says_where_it_is(desk: Client, benchmark: Benchmark) -> None:
    page = record(desk, benchmark, assessed_on="last summer")

    assert page.status_code == 422
    assert "“last summer” is not a date" in page.text
    assert "Bail is granted more often." in page.text
    assert "Court statistics" in page.text
    assert not ProgressUpdate.objects.exists()


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({"evidence-0-origin": ""}, "This field is required."),
        ({"evidence-0-url": "nowhere at all"}, "Enter a valid URL."),
        (observation_row(0, "prisoners", "lately", "5"), "“lately” is not a date"),
        (observation_row(0, "prisoners", "2024", "many"), "Enter a number."),
    ],
)
def test_a_row_that_cannot_be_understood_is_refused(
    desk: Client, benchmark: Benchmark, rows: dict[str, str], said: str
) -> None:
    IndicatorFactory(benchmark=benchmark, slug="prisoners")

    page = record(desk, benchmark, **rows)

    assert page.status_code == 422
    assert said in page.text
    assert not ProgressUpdate.objects.exists()


def test_what_only_the_service_refuses_stands_beside_its_row(desk: Client, benchmark: Benchmark) -> None:
    IndicatorFactory(benchmark=benchmark, slug="prisoners")
    rows = observation_row(0, "prisoners", "2024", "5") | observation_row(1, "prisoners", "2024", "6")

    page = record(desk, benchmark, observations__TOTAL_FORMS="2", **rows)

    assert page.status_code == 422
    first, second = page.text.split('name="observations-1-indicator"')
    assert "This indicator has a value for this period already." in second
    assert "This indicator has a value for this period already." not in first


def test_the_narrative_is_shown_as_it_will_look_before_anything_is_saved(
    desk: Client, benchmark: Benchmark
) -> None:
    page = record(desk, benchmark, narrative="*More* often", assessed_on="", action="preview")

    assert page.status_code == 200
    assert "<em>More</em> often" in page.text
    assert "*More* often" in page.text
    assert "This field is required." not in page.text
    assert not ProgressUpdate.objects.exists()


@pytest.mark.parametrize("rows", ["evidence", "observations"])
def test_one_more_row_can_be_asked_for_without_scripts(desk: Client, benchmark: Benchmark, rows: str) -> None:
    IndicatorFactory(benchmark=benchmark)

    page = record(desk, benchmark, action=f"one-more-{rows}")

    before = {"evidence": 2, "observations": 1}[rows]
    assert f'name="{rows}-{before}-' in page.text
    assert f'name="{rows}-{before + 1}-' not in page.text
    assert "Court statistics" in page.text


def test_saving_a_draft_again_without_a_change_keeps_its_rows(desk: Client, monitor: User) -> None:
    update = ProgressUpdateFactory(author=monitor)
    EvidenceFactory(update=update, order=1, description="Court statistics", origin="Ministry")

    revise(desk, update, evidence__INITIAL_FORMS="1", evidence__0__url="", evidence__0__origin="Ministry")

    assert [row.description for row in update.evidence.all()] == ["Court statistics"]


def test_a_ticked_row_of_evidence_is_removed(desk: Client, monitor: User) -> None:
    update = ProgressUpdateFactory(author=monitor)
    EvidenceFactory(update=update, order=1)

    revise(desk, update, evidence__INITIAL_FORMS="1", evidence__0__DELETE="on")

    assert not update.evidence.exists()


def test_achieved_may_be_drafted_and_says_what_is_missing(desk: Client, benchmark: Benchmark) -> None:
    page = record(desk, benchmark, status="achieved")

    assert ProgressUpdate.objects.get().state == ProgressUpdate.State.DRAFT
    assert "needs evidence from a second origin" in page.text


def test_achieved_cannot_be_submitted_on_one_origin_and_nothing_is_half_saved(
    desk: Client, benchmark: Benchmark
) -> None:
    same = evidence_row(1, "Report", " ministry OF  justice ")

    page = record(desk, benchmark, status="achieved", action="submit", **same)

    assert page.status_code == 422
    assert "needs evidence from a second origin" in page.text
    assert "Court statistics" in page.text
    assert not ProgressUpdate.objects.exists()


def test_achieved_with_two_origins_is_saved_and_submitted_in_one_go(
    desk: Client, benchmark: Benchmark
) -> None:
    record(desk, benchmark, status="achieved", action="submit", **TWO_ORIGINS)

    assert ProgressUpdate.objects.get().state == ProgressUpdate.State.SUBMITTED


@pytest.mark.parametrize(
    "broken", [{"evidence__TOTAL_FORMS": "99999"}, {"observations__TOTAL_FORMS": ""}, {"version": "x"}]
)
@pytest.mark.parametrize("action", ["save", "preview", "one-more-evidence", "one-more-nothing"])
def test_a_form_that_no_page_sent_is_answered_with_the_form(
    desk: Client, benchmark: Benchmark, broken: dict[str, str], action: str
) -> None:
    page = record(desk, benchmark, action=action, **broken)

    assert page.status_code == (422 if action == "save" else 200)
    assert "Bail is granted more often." in page.text
    assert ("This was not saved yet." in page.text) == (action == "save")
    assert not ProgressUpdate.objects.exists()


@pytest.mark.parametrize("address", ["/workspace/", "/benchmarks/6/record/", "/workspace/no-change/"])
def test_a_visitor_is_asked_to_sign_in_first(client: Client, benchmark: Benchmark, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("sign-in"))


@pytest.mark.parametrize(
    "address", ["/benchmarks/6/record/", "/workspace/no-change/", "/workspace/observe-again/"]
)
def test_a_stranger_cannot_open_the_form(
    client: Client, stranger: User, benchmark: Benchmark, address: str
) -> None:
    client.force_login(stranger)

    assert client.get(address).status_code == 403
    assert client.post(address, typed()).status_code == 403


def test_nobody_revises_what_somebody_else_wrote(client: Client, reviewer: User) -> None:
    update = ProgressUpdateFactory(submitted=True)
    client.force_login(reviewer)

    assert revise(client, update).status_code == 403
