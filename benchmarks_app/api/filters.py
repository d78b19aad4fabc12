"""How the lists of benchmarks and of what hangs on them can be narrowed."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from benchmarks_app.api.progress_input import measure_named
from benchmarks_app.api.sets import ALL, SetFilter, benchmark_at, set_asked
from benchmarks_app.models import (
    FIRST_SET,
    Benchmark,
    FollowUpGrade,
    Indicator,
    LegalInstrument,
    Measure,
    Observation,
    ProgressUpdate,
    Recommendation,
    StatusTotal,
    Timeframe,
)
from core.api.filters import (
    DayFilter,
    DocumentFilter,
    MomentFilter,
    PartialDayFilter,
    TruthFilter,
    between,
    choice,
    key_of,
    numbers,
)
from core.api.word_filters import WordFilter
from core.models import Document, Theme

NOT_ASSESSED = ("not_assessed", "not assessed")
# Recommendations, laws and cases carry no theme of their own.
BY_BENCHMARK = "The key of a theme: what rests on, or belongs to, a benchmark that carries it."


class MeasureField(forms.CharField):
    """A measure by its key."""

    in_set = FIRST_SET

    def clean(self, value: Any) -> Measure | None:
        """The measure; an empty value narrows nothing."""
        key = super().clean(value)
        measure = measure_named(key, self.in_set) if key else None
        if key and measure is None:
            raise ValidationError(_("There is no such measure: give its key, such as 6-2."))
        return measure


class MeasureFilter(django_filters.CharFilter):
    """A filter on the measure, by its key."""

    field_class = MeasureField

    @property
    def field(self) -> Any:
        """The field, which reads a key in the set that is asked for."""
        field: Any = super().field
        asked = set_asked(self.parent.request)
        field.in_set = FIRST_SET if asked == ALL else asked
        return field


STATUSES = [*ProgressUpdate.Status.choices, NOT_ASSESSED]
UNKNOWN_STATUS = format_lazy(
    "{} {}.",
    gettext_lazy("“%(value)s” is not known here; there are:"),
    ", ".join(key for key, _label in STATUSES),
)


class StandingFilters(django_filters.FilterSet):
    """What is judged, by where it stands at the time asked for."""

    status = django_filters.ChoiceFilter(
        choices=STATUSES, method="standing_at", error_messages={"invalid_choice": UNKNOWN_STATUS}
    )

    def standing_at(self, queryset: Any, name: str, value: str) -> QuerySet:
        """Those whose latest assessment, at the time asked for, says so."""
        clocks = self.request.parser_context["view"].clocks
        rows = queryset.with_current_status(**clocks.asked)
        if value == NOT_ASSESSED[0]:
            return rows.filter(current_status__isnull=True)
        return rows.filter(current_status=value)


class BenchmarkFilters(StandingFilters):
    """Benchmarks by set, theme, timeframe, section, document, who recommends, or where they stand."""

    set = SetFilter("set")
    theme = key_of(Theme, "slug", "themes")
    timeframe = key_of(Timeframe, "slug", "timeframe")
    locals().update(between("timeframe_start", DayFilter, "timeframe__start"))
    locals().update(between("timeframe_end", DayFilter, "timeframe__end"))
    section = WordFilter(Benchmark, "section", lookup_expr="iexact")
    document = DocumentFilter(field_name="citations__document")
    mechanism = choice(Recommendation, "mechanism", "recommendations__mechanism", distinct=True)
    addressee = choice(Recommendation, "addressee", "recommendations__addressee", distinct=True)
    recommendation = key_of(Recommendation, "slug", "recommendations")
    locals().update(numbers("number"))


class MeasureFilters(StandingFilters):
    """Measures by set, benchmark, theme or where they stand."""

    set = SetFilter("benchmark__set")
    benchmark = benchmark_at("benchmark")
    theme = key_of(Theme, "slug", "benchmark__themes", help_text=BY_BENCHMARK)


class RecommendationFilters(django_filters.FilterSet):
    """Recommendations by who makes them, to whom, in which document, for which set, benchmark or theme."""

    set = SetFilter()
    mechanism = choice(Recommendation, "mechanism")
    kind = choice(Recommendation, "kind")
    addressee = choice(Recommendation, "addressee")
    benchmark = benchmark_at("benchmarks")
    theme = key_of(Theme, "slug", "benchmarks__themes", distinct=True, help_text=BY_BENCHMARK)
    grade = choice(FollowUpGrade, "grade", method="graded")
    document = DocumentFilter(field_name="document")
    paragraph = WordFilter(Recommendation, "paragraph")

    def graded(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Those that had this grade at the time asked for."""
        clocks = self.request.parser_context["view"].clocks
        grades = FollowUpGrade.objects.in_force(**clocks.asked).filter(grade=value)
        return queryset.filter(pk__in=grades.order_by().values("recommendation"))


class ObservedInFilter(DocumentFilter):
    """A filter on the documents that observations rest on; those of withdrawn updates lead nowhere."""

    def filter(self, rows: QuerySet, documents: list[Document] | None) -> QuerySet:
        """The indicators with such an observation."""
        if not documents:
            return rows
        observations = Observation.objects.visible_to(self.parent.request.user)
        observed = observations.filter(citations__document__in=documents)
        return rows.filter(pk__in=observed.order_by().values("indicator"))


class IndicatorFilters(django_filters.FilterSet):
    """Indicators by set, benchmark, theme, kind, direction or document."""

    set = SetFilter("benchmark__set")
    benchmark = benchmark_at("benchmark")
    theme = key_of(Theme, "slug", "benchmark__themes", help_text=BY_BENCHMARK)
    kind = choice(Indicator, "kind")
    direction = choice(Indicator, "direction")
    document = ObservedInFilter()


class LegalInstrumentFilters(django_filters.FilterSet):
    """Laws by set, benchmark, theme, kind, year or document."""

    set = SetFilter()
    benchmark = benchmark_at("benchmarks")
    theme = key_of(Theme, "slug", "benchmarks__themes", distinct=True, help_text=BY_BENCHMARK)
    kind = choice(LegalInstrument, "kind")
    document = DocumentFilter(field_name="citations__document")
    locals().update(between("year", PartialDayFilter))


class CaseFilters(django_filters.FilterSet):
    """Cases by set, benchmark, theme, date or document."""

    set = SetFilter()
    benchmark = benchmark_at("benchmarks")
    theme = key_of(Theme, "slug", "benchmarks__themes", distinct=True, help_text=BY_BENCHMARK)
    document = DocumentFilter(field_name="citations__document")
    locals().update(between("date", PartialDayFilter))


def modified_since() -> MomentFilter:
    """A filter on what has changed for the caller since a moment, to fetch only what is new."""
    return MomentFilter(
        method="which_changed",
        at_start=True,
        help_text="Only what has changed since: 2023-07-15 or 2023-07-15T12:00:00Z.",
    )


class FollowUpGradeFilters(django_filters.FilterSet):
    """Grades by set, recommendation, benchmark, grade, document or date."""

    set = SetFilter("recommendation__set")
    recommendation = key_of(Recommendation, "slug", "recommendation")
    benchmark = benchmark_at("recommendation__benchmarks")
    mechanism = choice(Recommendation, "mechanism", "recommendation__mechanism")
    grade = choice(FollowUpGrade, "grade")
    document = DocumentFilter(field_name="source__document")
    locals().update(between("graded_on", PartialDayFilter))
    modified_since = modified_since()

    def which_changed(self, rows: Any, name: str, moment: Any) -> QuerySet:
        """Those recorded since; a grade is never changed."""
        return rows.filter(recorded_at__gte=moment)


class StatusTotalFilters(django_filters.FilterSet):
    """Totals by set, assessor, status or date."""

    set = SetFilter("set")
    assessor = choice(StatusTotal, "assessor")
    status = choice(StatusTotal, "status")
    locals().update(between("assessed_on", PartialDayFilter) | numbers("benchmarks"))


class ProgressUpdateFilters(django_filters.FilterSet):
    """Updates by what they judge, who assessed, what and when."""

    set = SetFilter("benchmark__set")
    benchmark = benchmark_at("benchmark")
    measure = MeasureFilter()
    whole_benchmark = TruthFilter(field_name="measure", lookup_expr="isnull")
    theme = key_of(Theme, "slug", "benchmark__themes", help_text=BY_BENCHMARK)
    status = choice(ProgressUpdate, "status")
    trend = choice(ProgressUpdate, "trend")
    assessor = choice(ProgressUpdate, "assessor")
    state = choice(ProgressUpdate, "state")
    locals().update(between("assessed_on", PartialDayFilter) | between("published_at", MomentFilter))
    modified_since = modified_since()

    def which_changed(self, rows: Any, name: str, moment: Any) -> QuerySet:
        """Those of which something that the caller is shown has changed since."""
        return rows.modified_since(moment, self.request.user)
