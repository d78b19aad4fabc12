"""The report's content is sound, and each way of being unsound is noticed."""

import io
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from benchmarks_app import report_check
from benchmarks_app.models import Benchmark, Observation, Recommendation
from core.models import Document, Passage
from resolutions_app.models import Resolution, ResolutionParagraph

pytestmark = pytest.mark.django_db


def test_the_report_is_sound(report: None) -> None:
    assert [str(fault) for fault in report_check.faults()] == []


def test_every_figure_cites_its_source(report: None) -> None:
    cited, figures = report_check.figures_with_a_citation()

    assert cited == figures >= 140


def test_loading_the_fixtures_twice_changes_nothing(report: None) -> None:
    before = report_check.rows_per_kind()

    call_command("loaddata", *settings.FIXTURES, verbosity=0)

    assert report_check.rows_per_kind() == before


def test_the_command_prints_the_rows_of_each_kind(report: None) -> None:
    told = io.StringIO()

    call_command("check_report", stdout=told)

    assert "    20  benchmarks" in told.getvalue()
    assert "100 %" in told.getvalue()


def lose_a_citation() -> None:
    Observation.objects.first().citations.clear()


def lose_a_benchmark() -> None:
    Recommendation.objects.filter(paragraph="33").delete()


def swap_two_dates() -> None:
    Resolution.objects.filter(number=5).update(adopted_on="2001-01-01")


def recall_a_later_one() -> None:
    ResolutionParagraph.objects.filter(resolution__number=1).first().recalls.add(
        Resolution.objects.get(number=2)
    )


def cite_nothing() -> None:
    Passage.objects.create(document=Document.objects.first(), locator="para. 999")


def shift_a_paragraph() -> None:
    Benchmark.objects.filter(number=7).update(first_paragraph=43)


def mistype_a_period() -> None:
    Observation.objects.filter(pk=Observation.objects.first().pk).update(period="early 2022")


@pytest.mark.parametrize(
    "spoil",
    [
        lose_a_citation,
        lose_a_benchmark,
        swap_two_dates,
        recall_a_later_one,
        cite_nothing,
        shift_a_paragraph,
        mistype_a_period,
    ],
)
def test_a_fault_is_named_and_the_command_fails(report: None, spoil: Callable[[], None]) -> None:
    spoil()
    told = io.StringIO()

    with pytest.raises(CommandError, match="fault"):
        call_command("check_report", stdout=io.StringIO(), stderr=told)

    assert told.getvalue().strip()
