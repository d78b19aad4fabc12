"""How benchmarks, recommendations, indicators, laws and cases look in an answer."""

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch
from rest_framework import serializers

from benchmarks_app.api.follow_up import FollowUpGradeOfRecommendationSerializer
from benchmarks_app.api.included import (
    INCLUDED_BENCHMARK,
    INCLUDED_BENCHMARKS,
    INCLUDED_DOCUMENT,
    RecommendationOfBenchmarkSerializer,
    ReportParagraphsSerializer,
    address_of_benchmark,
    own_set,
    set_of_benchmark,
)
from benchmarks_app.api.set_fields import BenchmarkKeysField, BenchmarkNumbersField
from benchmarks_app.api.status import AssessmentsField, CurrentStatusField, DisagreementField
from benchmarks_app.models import (
    Benchmark,
    Case,
    CaseFigure,
    FollowUpGrade,
    Indicator,
    LegalInstrument,
    Measure,
    Observation,
    Timeframe,
)
from core.api.inclusion import WHOLE_ANYWAY, Included
from core.api.serializers import INCLUDED_THEMES
from core.api.values import CitationsField, DocumentField, NumberField, PageField, api_url, key_of
from core.quantities import Qualifier


class TimeframeSerializer(serializers.ModelSerializer):
    """The years in which a benchmark was to be achieved, and what they were taken from."""

    citations = CitationsField()

    class Meta:
        model = Timeframe
        fields = ("slug", "label", "start", "end", "basis", "citations")


class MeasureSerializer(serializers.ModelSerializer):
    """A further point printed with a benchmark."""

    includes = {"benchmark": INCLUDED_BENCHMARK}
    url = api_url("measures", "key")
    page = PageField()
    key = serializers.CharField(read_only=True)
    benchmark = key_of("number")
    set = set_of_benchmark()
    current_status = CurrentStatusField()
    assessments = AssessmentsField()
    disagreement = DisagreementField()
    official_text_document = DocumentField(allow_null=True)
    citations = CitationsField()

    class Meta:
        model = Measure
        fields = (
            "url",
            "page",
            "key",
            "benchmark",
            "set",
            "order",
            "title",
            "official_text",
            "official_text_language",
            "official_text_document",
            "current_status",
            "assessments",
            "disagreement",
            "citations",
        )


class RecommendationSerializer(RecommendationOfBenchmarkSerializer):
    """A recommendation, concern or request, and the benchmarks that rest on it."""

    includes = {"benchmarks": INCLUDED_BENCHMARKS, "document": INCLUDED_DOCUMENT}
    benchmarks = BenchmarkNumbersField()
    benchmark_keys = BenchmarkKeysField()
    set = own_set()
    follow_up_grades = FollowUpGradeOfRecommendationSerializer(many=True, read_only=True)

    class Meta(RecommendationOfBenchmarkSerializer.Meta):
        fields = (
            *RecommendationOfBenchmarkSerializer.Meta.fields,
            "benchmarks",
            "benchmark_keys",
            "set",
            "follow_up_grades",
        )


class ObservationSerializer(serializers.ModelSerializer):
    """One value of an indicator."""

    value = NumberField()
    qualifier = serializers.ChoiceField(choices=Qualifier.choices, read_only=True)
    note = serializers.CharField(source="shown_note", read_only=True)
    update: Any = serializers.PrimaryKeyRelatedField(
        read_only=True, allow_null=True, help_text="The update that brought it; null for the report's own."
    )
    citations = CitationsField()

    class Meta:
        model = Observation
        fields = ("period", "value", "qualifier", "out_of", "note", "update", "citations")


class IndicatorSerializer(serializers.ModelSerializer):
    """An indicator and everything observed of it."""

    includes = {"benchmark": INCLUDED_BENCHMARK}
    url = api_url("indicators", "slug")
    page = PageField()
    benchmark = key_of("number")
    set = set_of_benchmark()
    observations = ObservationSerializer(many=True, read_only=True)
    citations = CitationsField()

    class Meta:
        model = Indicator
        fields = (
            "url",
            "page",
            "slug",
            "benchmark",
            "set",
            "name",
            "unit",
            "kind",
            "direction",
            "summary",
            "note",
            "observations",
            "citations",
        )


def grades_at(path: str) -> Callable[[Any], Prefetch]:
    """Reads the grades at the end of a path that count at the time a call asks about."""

    def read(view: Any) -> Prefetch:
        grades = FollowUpGrade.objects.in_force(**view.clocks.asked)
        return Prefetch(path, grades.select_related("source__document"))

    return read


class BenchmarkSerializer(serializers.ModelSerializer):
    """A benchmark with its measures, recommendations and indicators, and where it stands."""

    includes = {
        "themes": INCLUDED_THEMES,
        "recommendations": Included(
            RecommendationSerializer,
            many=True,
            reads=(
                "recommendations__benchmarks",
                grades_at("recommendations__follow_up_grades"),
            ),
        ),
        "measures": WHOLE_ANYWAY,
        "indicators": WHOLE_ANYWAY,
    }
    url = address_of_benchmark()
    page = PageField()
    set = own_set()
    themes = key_of("slug", many=True)
    timeframe = TimeframeSerializer(read_only=True)
    report_paragraphs = ReportParagraphsSerializer(source="*", read_only=True)
    measures = MeasureSerializer(many=True, read_only=True)
    recommendations = RecommendationOfBenchmarkSerializer(many=True, read_only=True)
    indicators = IndicatorSerializer(many=True, read_only=True)
    current_status = CurrentStatusField()
    assessments = AssessmentsField()
    disagreement = DisagreementField()
    citations = CitationsField()

    class Meta:
        model = Benchmark
        fields = (
            "url",
            "page",
            "number",
            "set",
            "section",
            "title",
            "title_zh",
            "short_title",
            "summary",
            "note",
            "themes",
            "timeframe",
            "report_paragraphs",
            "measures",
            "recommendations",
            "indicators",
            "current_status",
            "assessments",
            "disagreement",
            "citations",
        )


class LegalInstrumentSerializer(serializers.ModelSerializer):
    """A law, draft or treaty that the report names."""

    includes = {"benchmarks": INCLUDED_BENCHMARKS}
    url = api_url("legal-instruments", "slug")
    page = PageField()
    benchmarks = BenchmarkNumbersField()
    benchmark_keys = BenchmarkKeysField()
    set = own_set()
    citations = CitationsField()

    class Meta:
        model = LegalInstrument
        fields = (
            "url",
            "page",
            "slug",
            "name",
            "kind",
            "year",
            "benchmarks",
            "benchmark_keys",
            "set",
            "summary",
            "note",
            "citations",
        )


class CaseFigureSerializer(serializers.ModelSerializer):
    """A number in a case."""

    value = NumberField()
    qualifier = serializers.ChoiceField(choices=Qualifier.choices, read_only=True)
    citations = CitationsField()

    class Meta:
        model = CaseFigure
        fields = ("label", "unit", "value", "qualifier", "citations")


class CaseSerializer(serializers.ModelSerializer):
    """A case the report follows, with its numbers."""

    includes = {"benchmarks": INCLUDED_BENCHMARKS}
    url = api_url("cases", "slug")
    page = PageField()
    benchmarks = BenchmarkNumbersField()
    benchmark_keys = BenchmarkKeysField()
    set = own_set()
    figures = CaseFigureSerializer(many=True, read_only=True)
    citations = CitationsField()

    class Meta:
        model = Case
        fields = (
            "url",
            "page",
            "slug",
            "name",
            "date",
            "benchmarks",
            "benchmark_keys",
            "set",
            "summary",
            "figures",
            "note",
            "citations",
        )
