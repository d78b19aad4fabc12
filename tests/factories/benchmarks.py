"""Benchmarks and everything that hangs on them."""

import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import factory
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from factory.django import DjangoModelFactory

from benchmarks_app.models import (
    FIRST_SET,
    Benchmark,
    BenchmarkRecommendation,
    BenchmarkSet,
    Case,
    CaseFigure,
    Evidence,
    EvidenceFile,
    EvidenceReader,
    FollowUpGrade,
    Indicator,
    LegalInstrument,
    Measure,
    Observation,
    ProgressUpdate,
    ProposedObservation,
    Recommendation,
    SealedPart,
    StatusTotal,
    Timeframe,
)
from core.sealing import seal_to
from tests.core.files_by_hand import picture
from tests.factories.core import (
    NOON,
    CitedFactory,
    DocumentFactory,
    PassageFactory,
    UserFactory,
    new_public_key,
)

A_PICTURE = picture("PNG")


class TimeframeFactory(CitedFactory):
    """The years 2022 and 2023."""

    class Meta:
        model = Timeframe

    slug = factory.Sequence(lambda number: f"2022-2023-{number}")
    label = "2022-2023"
    start = datetime.date(2022, 1, 1)
    end = datetime.date(2023, 12, 31)
    basis = "Read from the annex."


class BenchmarkSetFactory(CitedFactory):
    """A set of benchmarks beside the first."""

    class Meta:
        model = BenchmarkSet
        django_get_or_create = ("slug",)

    slug = factory.Sequence(lambda number: f"set-{number}")
    order = 2
    title = factory.LazyAttribute(lambda row: f"Benchmarks of {row.slug}")
    country = "Ruritania"
    mandate = "Independent expert on the situation of human rights in Ruritania"
    summary = "What the expert asked to see achieved."


def first_set() -> BenchmarkSet:
    """The first set, which a test that emptied its tables has taken away."""
    return BenchmarkSetFactory(slug=FIRST_SET, order=1)


class BenchmarkFactory(CitedFactory):
    """A benchmark; `themes=[theme, …]` adds its themes."""

    class Meta:
        model = Benchmark

    set = factory.LazyFunction(first_set)
    # Above the report's own 20, so that a test may give one of those numbers itself.
    number = factory.Sequence(lambda number: number + 101)
    section = "A"
    title = factory.Sequence(lambda number: f"Official title of benchmark {number + 101}")
    title_zh = "公民空间"
    short_title = factory.Sequence(lambda number: f"Benchmark {number + 101}")
    summary = "What the benchmark asks for."
    first_paragraph = 22
    last_paragraph = 24
    timeframe = factory.SubFactory(TimeframeFactory)

    @factory.post_generation
    def themes(self, create: bool, themes: Any, **_: Any) -> None:
        """Add the themes given."""
        if create and themes:
            self.themes.add(*themes)


class MeasureFactory(CitedFactory):
    """A measure of a benchmark."""

    class Meta:
        model = Measure

    benchmark = factory.SubFactory(BenchmarkFactory)
    order = factory.Sequence(lambda number: number + 1)
    title = factory.Sequence(lambda number: f"Measure number {number}")


class RecommendationFactory(CitedFactory):
    """A recommendation to the Government; `benchmarks=[benchmark, …]` links them in this order."""

    class Meta:
        model = Recommendation

    set = factory.LazyFunction(first_set)
    slug = factory.Sequence(lambda number: f"ccpr-c-khm-co-3-35-{number}")
    mechanism = Recommendation.Mechanism.HUMAN_RIGHTS_COMMITTEE
    addressee = Recommendation.Addressee.GOVERNMENT
    document = factory.SubFactory(DocumentFactory)
    paragraph = "35"
    subparagraphs = factory.LazyFunction(lambda: ["d", "e"])
    summary = "What is recommended."
    as_printed = "CCPR/C/KHM/CO/3, para. 35 (d) and (e)"
    order = factory.Sequence(lambda number: number + 1)

    @factory.post_generation
    def benchmarks(self, create: bool, benchmarks: Any, **_: Any) -> None:
        """Link the recommendation to the benchmarks given."""
        for benchmark in benchmarks or ():
            BenchmarkRecommendationFactory(benchmark=benchmark, recommendation=self)


class BenchmarkRecommendationFactory(DjangoModelFactory):
    """That a benchmark rests on a recommendation."""

    class Meta:
        model = BenchmarkRecommendation

    benchmark = factory.SubFactory(BenchmarkFactory)
    recommendation = factory.SubFactory(RecommendationFactory)
    order = factory.Sequence(lambda number: number + 1)


class IndicatorFactory(CitedFactory):
    """An indicator."""

    class Meta:
        model = Indicator

    slug = factory.Sequence(lambda number: f"indicator-{number}")
    benchmark = factory.SubFactory(BenchmarkFactory)
    name = factory.Sequence(lambda number: f"Indicator number {number}")
    unit = "people"
    kind = Indicator.Kind.OUTCOME
    direction = Indicator.Direction.LOWER_IS_BETTER
    summary = "What is counted."


class ObservationFactory(CitedFactory):
    """One value of an indicator."""

    class Meta:
        model = Observation

    indicator = factory.SubFactory(IndicatorFactory)
    period = "2021"
    value = factory.Sequence(Decimal)


class LegalInstrumentFactory(CitedFactory):
    """A law; `benchmarks=[benchmark, …]` adds the benchmarks it belongs to."""

    class Meta:
        model = LegalInstrument

    set = factory.LazyFunction(first_set)
    slug = factory.Sequence(lambda number: f"law-{number}")
    name = factory.Sequence(lambda number: f"Law number {number}")
    kind = LegalInstrument.Kind.LAW
    year = "2015"
    summary = "What the law does."

    @factory.post_generation
    def benchmarks(self, create: bool, benchmarks: Any, **_: Any) -> None:
        """Add the benchmarks given."""
        if create and benchmarks:
            self.benchmarks.add(*benchmarks)


class CaseFactory(CitedFactory):
    """A case; `benchmarks=[benchmark, …]` adds the benchmarks it belongs to."""

    class Meta:
        model = Case

    set = factory.LazyFunction(first_set)
    slug = factory.Sequence(lambda number: f"case-{number}")
    name = factory.Sequence(lambda number: f"Case number {number}")
    date = "2021-06"
    summary = "What happened."

    @factory.post_generation
    def benchmarks(self, create: bool, benchmarks: Any, **_: Any) -> None:
        """Add the benchmarks given."""
        if create and benchmarks:
            self.benchmarks.add(*benchmarks)


class CaseFigureFactory(CitedFactory):
    """A number in a case."""

    class Meta:
        model = CaseFigure

    case = factory.SubFactory(CaseFactory)
    order = factory.Sequence(lambda number: number + 1)
    label = factory.Sequence(lambda number: f"people tried, count {number}")
    unit = "people"
    value = Decimal(60)


class ProgressUpdateFactory(DjangoModelFactory):
    """A draft; `submitted=True` or `published=True` gives one that has come that far."""

    class Meta:
        model = ProgressUpdate

    class Params:
        submitted = factory.Trait(state=ProgressUpdate.State.SUBMITTED, submitted_at=NOON)
        returned = factory.Trait(
            state=ProgressUpdate.State.RETURNED, submitted_at=NOON, review_note="Please name the source."
        )
        published = factory.Trait(
            state=ProgressUpdate.State.PUBLISHED,
            submitted_at=NOON,
            published_at=NOON + datetime.timedelta(days=1),
            published_by=factory.SubFactory(UserFactory, roles=["reviewer"]),
            names_nobody_confirmed=True,
        )

    benchmark = factory.SubFactory(BenchmarkFactory)
    status = ProgressUpdate.Status.OFF_TARGET
    trend = ProgressUpdate.Trend.UNCHANGED
    assessor = ProgressUpdate.Assessor.CIVIL_SOCIETY
    assessed_on = "2023-06-30"
    narrative = "What changed."
    author = factory.SubFactory(UserFactory, roles=["monitor"])
    created_at = NOON


class EvidenceFactory(DjangoModelFactory):
    """Public evidence of an update; `visibility="confidential"` gives a row that its author holds."""

    class Meta:
        model = Evidence

    class Params:
        is_confidential = factory.LazyAttribute(lambda row: row.visibility == "confidential")

    update = factory.SubFactory(ProgressUpdateFactory)
    order = factory.Sequence(lambda number: number + 1)
    key = factory.LazyAttribute(lambda row: uuid5(NAMESPACE_URL, f"{row.update.pk}/{row.order}"))
    description = "A report of the trial"
    document = factory.Maybe("is_confidential", None, factory.SubFactory(DocumentFactory))
    origin = "An observer group"
    dated = "2023-05"
    visibility = Evidence.Visibility.PUBLIC
    holder = factory.Maybe("is_confidential", factory.SelfAttribute("update.author"))


class EvidenceReaderFactory(DjangoModelFactory):
    """A monitor who is named on a confidential row."""

    class Meta:
        model = EvidenceReader

    evidence = factory.SubFactory(EvidenceFactory, visibility="confidential")
    reader = factory.SubFactory(UserFactory, roles=["monitor"])


class SealedPartFactory(DjangoModelFactory):
    """An identity sealed to a key that nobody has; give `ciphertext` for one that somebody opens."""

    class Meta:
        model = SealedPart

    evidence = factory.SubFactory(EvidenceFactory, visibility="confidential")
    kind = SealedPart.Kind.IDENTITY
    ciphertext = factory.LazyFunction(lambda: seal_to(b"Somebody", [new_public_key()]))
    keys = factory.LazyFunction(lambda: ["0" * 16])
    sealed_at = NOON


class ProposedObservationFactory(DjangoModelFactory):
    """A number recorded with an update."""

    class Meta:
        model = ProposedObservation

    update = factory.SubFactory(ProgressUpdateFactory)
    order = factory.Sequence(lambda number: number + 1)
    indicator = factory.SubFactory(IndicatorFactory, benchmark=factory.SelfAttribute("..update.benchmark"))
    period = "2024"
    value = Decimal(38000)


class FollowUpGradeFactory(DjangoModelFactory):
    """The grade a treaty body gave."""

    class Meta:
        model = FollowUpGrade

    recommendation = factory.SubFactory(RecommendationFactory)
    grade = FollowUpGrade.Grade.B
    source = factory.SubFactory(PassageFactory)
    graded_on = "2024-07"
    recorded_by = factory.SubFactory(UserFactory, roles=["reviewer"])
    recorded_at = NOON


class StatusTotalFactory(CitedFactory):
    """How many benchmarks an assessor counted in a status."""

    class Meta:
        model = StatusTotal

    set = factory.LazyFunction(first_set)
    assessor = ProgressUpdate.Assessor.SPECIAL_RAPPORTEUR
    assessed_on = factory.Sequence(lambda number: str(2000 + number))
    status = ProgressUpdate.Status.OFF_TARGET
    benchmarks = 12


class EvidenceFileFactory(DjangoModelFactory):
    """A picture that shows a row, with its bytes on the disk."""

    class Meta:
        model = EvidenceFile
        skip_postgeneration_save = True

    evidence = factory.SubFactory(EvidenceFactory)
    kind = EvidenceFile.Kind.PNG
    size = len(A_PICTURE)
    sha256 = sha256(A_PICTURE).hexdigest()
    attached_at = NOON

    @factory.post_generation
    def written(file: EvidenceFile, create: bool, given: object, **more: object) -> None:  # noqa: N805
        """Put the bytes where they are handed out from."""
        storages["evidence"].save(file.name, ContentFile(A_PICTURE))
