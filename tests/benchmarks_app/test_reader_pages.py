"""What a reader without an account sees: every page answers, says no more than is known, and stays cheap."""

import datetime
import re
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks_app.models import Benchmark, ProgressUpdate
from core.models import User
from core.quantities import Qualifier
from tests.factories.benchmarks import (
    BenchmarkFactory,
    CaseFactory,
    CaseFigureFactory,
    EvidenceFactory,
    IndicatorFactory,
    LegalInstrumentFactory,
    MeasureFactory,
    ObservationFactory,
    ProgressUpdateFactory,
    RecommendationFactory,
)
from tests.factories.core import PassageFactory, ThemeFactory

pytestmark = pytest.mark.django_db

Count = Callable[[str], int]


@pytest.fixture
def queries(client: Client, django_assert_max_num_queries: Callable) -> Count:
    """How many queries the page at an address takes."""

    def count(address: str) -> int:
        with django_assert_max_num_queries(1000) as captured:
            assert client.get(address).status_code == 200
        assert isinstance(captured, CaptureQueriesContext)
        return len(captured)

    return count


def shown(client: Client, address: str) -> str:
    """The words of a page, without its markup and with single spaces."""
    answer = client.get(address)
    assert answer.status_code == 200
    words = re.sub(r"<[^>]+>", "", answer.content.decode())
    return " ".join(words.split())


def furnish(benchmark: Benchmark, how_many: int) -> None:
    """Hang this many rows of each kind on a benchmark, each with its own source."""
    for _ in range(how_many):
        MeasureFactory(benchmark=benchmark)
        RecommendationFactory(benchmarks=[benchmark])
        indicator = IndicatorFactory(benchmark=benchmark)
        ObservationFactory(indicator=indicator, citations=[PassageFactory()])
        LegalInstrumentFactory(benchmarks=[benchmark], citations=[PassageFactory()])
        case = CaseFactory(benchmarks=[benchmark], citations=[PassageFactory()])
        CaseFigureFactory(case=case, citations=[PassageFactory()])
        update = ProgressUpdateFactory(benchmark=benchmark, published=True)
        EvidenceFactory(update=update)
        benchmark.themes.add(ThemeFactory())


def furnished(how_many: int) -> Benchmark:
    """A benchmark with this many rows of each kind, among as many others."""
    benchmark = BenchmarkFactory(citations=[PassageFactory()])
    furnish(benchmark, how_many)
    for _ in range(how_many):
        ProgressUpdateFactory(benchmark=BenchmarkFactory(timeframe=benchmark.timeframe), published=True)
    return benchmark


@pytest.mark.parametrize("how_many", [3, 30])
def test_the_page_of_a_benchmark_takes_at_most_15_queries(queries: Count, how_many: int) -> None:
    benchmark = furnished(how_many)

    assert queries(benchmark.get_absolute_url()) <= 15


@pytest.mark.parametrize("how_many", [3, 30])
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/benchmarks/",
        "/benchmarks/?status=off_target",
        "/recommendations/",
        "/indicators/",
        "/legal-instruments/",
        "/cases/",
    ],
)
def test_a_list_takes_at_most_10_queries(queries: Count, address: str, how_many: int) -> None:
    furnished(how_many)

    assert queries(address) <= 10


@pytest.mark.parametrize("factory", [RecommendationFactory, LegalInstrumentFactory, CaseFactory])
def test_the_page_of_a_row_names_the_benchmarks_it_belongs_to(client: Client, factory: type) -> None:
    benchmark = BenchmarkFactory(short_title="Prison overload")
    row = factory(benchmarks=[benchmark], citations=[PassageFactory(locator="para. 41")])

    page = shown(client, row.get_absolute_url())

    assert "Prison overload" in page
    assert "para. 41" in page


def test_a_benchmark_nobody_assessed_says_so_and_does_not_say_no_progress(client: Client) -> None:
    benchmark = BenchmarkFactory()

    page = shown(client, benchmark.get_absolute_url())

    assert "not assessed" in page
    assert "does not mean that there has been no progress" in page
    assert "not assessed" in shown(client, "/")


@pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
def test_a_reader_sees_nothing_of_an_update_before_it_is_published(client: Client, state: str) -> None:
    traits = {} if state == "draft" else {state: True}
    update = ProgressUpdateFactory(narrative="A secret in the making.", **traits)

    assert "A secret in the making." not in shown(client, update.benchmark.get_absolute_url())
    assert "not assessed" in shown(client, "/benchmarks/")


def test_the_author_of_a_draft_sees_the_public_page_as_everybody_does(client: Client, monitor: User) -> None:
    update = ProgressUpdateFactory(author=monitor, narrative="A secret in the making.")
    client.force_login(monitor)

    assert "A secret in the making." not in shown(client, update.benchmark.get_absolute_url())


def test_a_reader_sees_public_evidence_and_not_what_is_for_the_team(client: Client) -> None:
    update = ProgressUpdateFactory(published=True)
    EvidenceFactory(update=update, description="A public report")
    EvidenceFactory(update=update, description="An interview", visibility="restricted")

    page = shown(client, update.benchmark.get_absolute_url())

    assert "A public report" in page
    assert "An interview" not in page


def test_a_monitor_sees_the_evidence_for_the_team(client: Client, monitor: User) -> None:
    evidence = EvidenceFactory(
        update=ProgressUpdateFactory(published=True), description="An interview", visibility="restricted"
    )
    client.force_login(monitor)

    assert "An interview" in shown(client, evidence.update.benchmark.get_absolute_url())


def test_assessors_stand_side_by_side_each_with_their_last_word(client: Client) -> None:
    benchmark = BenchmarkFactory()
    for assessor, status, day in [
        ("government", "on_target", "2023-05"),
        ("ohchr", "variable", "2023-04"),
        ("ohchr", "off_target", "2022-04"),
    ]:
        ProgressUpdateFactory(
            benchmark=benchmark, assessor=assessor, status=status, assessed_on=day, published=True
        )

    answer = client.get(benchmark.get_absolute_url())

    said = [(update.assessor, update.status) for update in answer.context["assessments"]]
    assert said == [("government", "on_target"), ("ohchr", "variable")]


def test_a_superseded_update_is_shown_and_marked_but_is_no_longer_the_status(client: Client) -> None:
    first = ProgressUpdateFactory(status="achieved", assessed_on="2023-12", published=True)
    ProgressUpdateFactory(
        benchmark=first.benchmark,
        status="off_target",
        assessed_on="2023-06",
        supersedes=first,
        published=True,
    )

    answer = client.get(first.benchmark.get_absolute_url())

    assert [update.status for update in answer.context["assessments"]] == ["off_target"]
    assert "superseded by a correction" in answer.content.decode()
    assert Benchmark.objects.with_current_status().get().current_status == "off_target"


def test_a_correction_still_in_draft_changes_nothing_and_is_not_mentioned(client: Client) -> None:
    first = ProgressUpdateFactory(status="achieved", published=True)
    ProgressUpdateFactory(benchmark=first.benchmark, status="off_target", supersedes=first)

    answer = client.get(first.benchmark.get_absolute_url())

    assert [update.status for update in answer.context["assessments"]] == ["achieved"]
    assert "superseded" not in answer.content.decode()


def test_an_update_on_one_measure_is_not_the_status_of_the_benchmark(client: Client) -> None:
    measure = MeasureFactory()
    ProgressUpdateFactory(benchmark=measure.benchmark, measure=measure, status="achieved", published=True)

    assert client.get(measure.benchmark.get_absolute_url()).context["assessments"] == []
    assert "not assessed" in shown(client, "/benchmarks/")


@time_machine.travel(datetime.datetime(2024, 6, 30, 12, tzinfo=datetime.UTC))
@pytest.mark.parametrize(
    ("assessed_on", "stale"), [("2023-06-30", True), ("2023-07-01", False), ("2023", False), ("2022", True)]
)
def test_an_assessment_older_than_a_year_says_how_old_it_is(
    client: Client, assessed_on: str, stale: bool
) -> None:
    update = ProgressUpdateFactory(assessed_on=assessed_on, published=True)

    page = shown(client, update.benchmark.get_absolute_url())

    assert (" old" in page) == stale


@time_machine.travel(datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC))
def test_a_timeframe_says_how_long_ago_it_ended(client: Client) -> None:
    benchmark = BenchmarkFactory()

    assert "ended 2 years and 10 months ago" in shown(client, benchmark.get_absolute_url())


def test_a_figure_carries_the_precision_the_unit_and_the_source_it_has(client: Client) -> None:
    passage = PassageFactory(document__symbol="A/HRC/51/66", document__slug="a-hrc-51-66", locator="para. 41")
    observation = ObservationFactory(value=40000, qualifier=Qualifier.NEARLY, citations=[passage])

    answer = client.get(observation.indicator.benchmark.get_absolute_url())

    assert "nearly 40,000 people [Source: A/HRC/51/66, para. 41]" in shown(
        client, observation.indicator.benchmark.get_absolute_url()
    )
    assert 'href="/documents/a-hrc-51-66/#passage-para-41"' in answer.content.decode()


def test_recommendations_stand_in_the_order_annex_i_prints_them(client: Client) -> None:
    benchmark = BenchmarkFactory()
    second = RecommendationFactory(order=1, paragraph="20")
    first = RecommendationFactory(order=2, paragraph="10")
    benchmark.recommendation_links.create(recommendation=second, order=2)
    benchmark.recommendation_links.create(recommendation=first, order=1)

    page = client.get(benchmark.get_absolute_url()).content.decode()

    assert page.index(first.get_absolute_url()) < page.index(second.get_absolute_url())


@pytest.mark.parametrize(
    "address",
    [
        "/benchmarks/99/",
        "/benchmarks/99999999999999999999/",
        "/recommendations/no-such/",
        "/indicators/no-such/",
        "/legal-instruments/no-such/",
        "/cases/no-such/",
    ],
)
def test_what_is_not_there_is_404(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/", "/benchmarks/"])
def test_every_status_is_a_word_and_a_shape(client: Client, address: str) -> None:
    for status in ProgressUpdate.Status:
        ProgressUpdateFactory(status=status, published=True)

    page = client.get(address).content.decode()

    shapes = set()
    for status in ProgressUpdate.Status:
        badge = re.search(rf'<span class="status status-{status}">(<svg.*?</svg>)([^<]+)</span>', page)
        assert badge is not None, status
        assert badge.group(2).strip() == status.label
        shapes.add(badge.group(1))
    assert len(shapes) == len(ProgressUpdate.Status)


def test_no_page_writes_script_or_style_into_its_markup(client: Client) -> None:
    benchmark = furnished(2)
    case = benchmark.cases.first()

    for address in [
        "/",
        "/benchmarks/",
        benchmark.get_absolute_url(),
        "/indicators/",
        case.get_absolute_url(),
    ]:
        page = client.get(address).content.decode()
        assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", page), address


def test_the_way_to_record_progress_is_shown_to_monitors_only(client: Client, monitor: User) -> None:
    benchmark = BenchmarkFactory(number=6)

    assert "/benchmarks/6/record/" not in client.get(benchmark.get_absolute_url()).content.decode()

    client.force_login(monitor)
    assert "/benchmarks/6/record/" in client.get(benchmark.get_absolute_url()).content.decode()
