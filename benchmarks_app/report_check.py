"""Proves what can be proved of the report's content: counts, citations, order, closed references."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, Sum

from benchmarks_app.models import (
    FIRST_SET,
    Benchmark,
    BenchmarkRecommendation,
    BenchmarkSet,
    Case,
    CaseFigure,
    Indicator,
    LegalInstrument,
    Measure,
    Observation,
    Recommendation,
    StatusTotal,
    Timeframe,
)
from benchmarks_app.models.sets import in_its_set
from core.models import Document, Passage, Theme
from elections_app.models import (
    Election,
    ElectionFigure,
    Finding,
    ObserverDelegation,
    Party,
    PartyResult,
    Place,
    Turnout,
)
from resolutions_app.models import Interlocutor, MandateHolder, Milestone, Resolution, ResolutionParagraph

Model = type[models.Model]

CONTENT: tuple[Model, ...] = (
    Theme,
    Document,
    Passage,
    BenchmarkSet,
    Timeframe,
    Benchmark,
    Measure,
    Recommendation,
    BenchmarkRecommendation,
    Indicator,
    Observation,
    LegalInstrument,
    Case,
    CaseFigure,
    StatusTotal,
    Place,
    Election,
    ElectionFigure,
    Party,
    PartyResult,
    Turnout,
    ObserverDelegation,
    Finding,
    Resolution,
    ResolutionParagraph,
    MandateHolder,
    Milestone,
    Interlocutor,
)
FIGURES: tuple[Model, ...] = (Observation, CaseFigure, ElectionFigure, ObserverDelegation, StatusTotal)
FIGURES_WITH_ONE_SOURCE: tuple[Model, ...] = (PartyResult, Turnout)
CITED: tuple[Model, ...] = (
    *FIGURES,
    Timeframe,
    Benchmark,
    Measure,
    Recommendation,
    Indicator,
    LegalInstrument,
    Case,
    Place,
    Election,
    Finding,
    Resolution,
    MandateHolder,
    Milestone,
    Interlocutor,
)


@dataclass(frozen=True)
class Fault:
    """One place where the content is not what the report says it is."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def rows_per_kind() -> dict[str, int]:
    """How many rows each model of the report's content holds."""
    return {str(model._meta.verbose_name_plural): model._default_manager.count() for model in CONTENT}


def figures_with_a_citation() -> tuple[int, int]:
    """How many figures cite a passage, and how many there are."""
    total = sum(model._default_manager.count() for model in (*FIGURES, *FIGURES_WITH_ONE_SOURCE))
    return total - sum(_without_citation(model).count() for model in FIGURES), total


def faults() -> list[Fault]:
    """Everything that is wrong with the loaded content; nothing when all is well."""
    return [fault for check in CHECKS for fault in check()]


def _without_citation(model: Model) -> models.QuerySet:
    rows = model._default_manager.filter(citations__isnull=True)
    # A number recorded with an update rests on the update and its evidence.
    return rows.filter(update__isnull=True) if model is Observation else rows


def _wrong_counts() -> Iterator[Fault]:
    """What the report itself counts: 20 benchmarks, 30 treaty-body citations, 34 resolutions …"""
    for what, found, expected in _counted():
        if found != expected:
            yield Fault(what, f"{found} instead of {expected}")


def _counted() -> Iterator[tuple[str, int, int]]:
    own = Recommendation.objects.filter(mechanism=Recommendation.Mechanism.SPECIAL_RAPPORTEUR)
    concluding = own.filter(document__slug="a-hrc-51-66", paragraph__in=["75", "76", "77"])
    for benchmark_set in BenchmarkSet.objects.all():
        yield from _stated(benchmark_set)
    yield "recommendations of section VI", concluding.count(), 20
    yield "to the Government (para. 75)", concluding.filter(paragraph="75").count(), 10
    yield "to civil society (para. 76)", concluding.filter(paragraph="76").count(), 5
    yield "to the international community (para. 77)", concluding.filter(paragraph="77").count(), 5
    yield "resolutions", Resolution.objects.count(), 34
    yield "milestones", Milestone.objects.count(), 3
    yield "interlocutors", Interlocutor.objects.count(), 15
    yield "elections", Election.objects.count(), 4
    yield "provinces", Place.objects.filter(level=Place.Level.PROVINCE).count(), 25
    totals = StatusTotal.objects.filter(set__slug=FIRST_SET).aggregate(all=Sum("benchmarks"))["all"]
    yield "benchmarks in the mandate's own totals", totals or 0, 20


def _stated(of: BenchmarkSet) -> Iterator[tuple[str, int, int]]:
    """What the document of a set says there is, beside what there is; of the first set without its name."""
    recommendations = Recommendation.objects.filter(set=of)
    treaty_bodies = recommendations.exclude(mechanism=Recommendation.Mechanism.SPECIAL_RAPPORTEUR)
    timeframes = Timeframe.objects.filter(benchmarks__set=of).distinct()
    for what, rows, stated in (
        ("benchmarks", Benchmark.objects.filter(set=of), of.benchmarks_stated),
        ("treaty-body recommendations", treaty_bodies, of.recommendations_stated),
        ("timeframes", timeframes, of.timeframes_stated),
    ):
        if stated is not None:
            yield in_its_set(of.slug, what), rows.count(), stated


def _benchmarks_out_of_line() -> Iterator[Fault]:
    """Numbers 1-20, letters A-T, and paragraphs that follow each other from 22 to 73."""
    next_paragraph = 22
    rows = Benchmark.objects.filter(set__slug=FIRST_SET).order_by("number")
    for expected, benchmark in enumerate(rows, start=1):
        letter = chr(ord("A") + expected - 1)
        if (benchmark.number, benchmark.section) != (expected, letter):
            yield Fault(str(benchmark), f"expected number {expected} and section {letter}")
        if benchmark.first_paragraph != next_paragraph:
            yield Fault(str(benchmark), f"starts at {benchmark.first_paragraph}, not {next_paragraph}")
        next_paragraph = benchmark.last_paragraph + 1


def _benchmarks_without_ground() -> Iterator[Fault]:
    """Every benchmark rests on at least one recommendation, concern or request."""
    for benchmark in Benchmark.objects.filter(recommendations__isnull=True):
        yield Fault(str(benchmark), "rests on no recommendation")


def _rows_without_citation() -> Iterator[Fault]:
    """Whatever claims something says where it stands."""
    for model in CITED:
        for row in _without_citation(model):
            yield Fault(f"{model._meta.verbose_name} {row}", "has no citation")


def _documents_nobody_cites() -> Iterator[Fault]:
    """A document stands in the fixtures because something cites it."""
    unused = Document.objects.filter(
        passages__isnull=True, recommendations__isnull=True, resolution_paragraphs__isnull=True
    )
    for document in unused:
        yield Fault(document.slug, "is cited by nothing")


def _passages_nobody_cites() -> Iterator[Fault]:
    relations = [relation.get_accessor_name() for relation in Passage._meta.related_objects]
    unused = Passage.objects.filter(**{f"{relation}__isnull": True for relation in relations})
    for passage in unused.select_related("document"):
        yield Fault(str(passage), "is cited by nothing")


def _resolutions_out_of_order() -> Iterator[Fault]:
    """Numbered without a gap and dated in that order."""
    previous = None
    for expected, resolution in enumerate(Resolution.objects.order_by("number"), start=1):
        if resolution.number != expected:
            yield Fault(str(resolution), f"is number {resolution.number}, not {expected}")
        if previous and resolution.adopted_on < previous.adopted_on:
            yield Fault(str(resolution), f"is dated before {previous}")
        previous = resolution


def _resolutions_that_recall_the_future() -> Iterator[Fault]:
    """A resolution recalls only earlier ones, and every one quotes at least one paragraph."""
    later = ResolutionParagraph.objects.filter(recalls__number__gte=F("resolution__number"))
    for paragraph in later.select_related("resolution"):
        yield Fault(str(paragraph), "recalls itself or a later resolution")
    for resolution in Resolution.objects.annotate(quoted=Count("paragraphs")).filter(quoted=0):
        yield Fault(str(resolution), "quotes no paragraph")


def _rows_that_break_a_rule() -> Iterator[Fault]:
    """Every row passes the checks a form would make: dates, choices, addresses, lengths."""
    for model in CONTENT:
        for row in model._default_manager.all():
            try:
                row.clean_fields()
            except ValidationError as error:
                yield Fault(f"{model._meta.verbose_name} {row}", str(error.message_dict))


CHECKS: tuple[Callable[[], Iterator[Fault]], ...] = (
    _wrong_counts,
    _benchmarks_out_of_line,
    _benchmarks_without_ground,
    _rows_without_citation,
    _documents_nobody_cites,
    _passages_nobody_cites,
    _resolutions_out_of_order,
    _resolutions_that_recall_the_future,
    _rows_that_break_a_rule,
)
