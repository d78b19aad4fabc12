"""The endpoints of benchmarks, measures, recommendations, indicators, laws and cases."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view

from benchmarks_app.api import filters, serializers
from benchmarks_app.api.progress_input import measure_named
from benchmarks_app.api.set_fields import BenchmarkSetSerializer
from benchmarks_app.api.sets import OfASet
from benchmarks_app.models import (
    FIRST_SET,
    Benchmark,
    BenchmarkSet,
    Case,
    FollowUpGrade,
    Indicator,
    LegalInstrument,
    Measure,
    Observation,
    ProgressUpdate,
    Recommendation,
)
from core.api import clocks
from core.api.reading import NUMBER, SLUG, ContentEndpoint


def in_force(view: Any) -> Any:
    """The judgements that count at the time a call asks about, the newest truth first."""
    updates = ProgressUpdate.objects.visible_to(view.request.user)
    return updates.in_force(**view.clocks.asked).exclude(status="")


def assessed(updates: QuerySet) -> Prefetch:
    """These judgements as the `assessments` of what they judge."""
    return Prefetch("progress_updates", updates, to_attr="assessments")


def observed(view: Any) -> Prefetch:
    """The observations that count at the time a call asks about."""
    return Prefetch("observations", Observation.objects.in_force(**view.clocks.asked))


class BenchmarkSetEndpoint(clocks.DatedEndpoint, ContentEndpoint):
    """The sets of benchmarks: each is what one document asks one country to achieve."""

    queryset = BenchmarkSet.objects.select_related("document").with_benchmark_count()
    serializer_class = BenchmarkSetSerializer
    search_fields = ("title", "country", "mandate", "summary")
    ordering_fields = {name: name for name in ("order", "slug", "title", "country")}


IN_A_SET = f"({SLUG}:)?"
BENCHMARK_KEY = OpenApiParameter(
    "number",
    str,
    OpenApiParameter.PATH,
    description="Its number: 6. In another set than the first, the set and the number: other-set:6.",
)


@extend_schema_view(retrieve=extend_schema(parameters=[BENCHMARK_KEY]))
class BenchmarkEndpoint(OfASet, clocks.ClockedEndpoint, ContentEndpoint):
    """The 20 benchmarks, each with its measures, recommendations, indicators and current status."""

    set_path = key_within = "set"
    lookup_field = "key"
    lookup_url_kwarg = "number"
    lookup_value_regex = IN_A_SET + NUMBER
    queryset = Benchmark.objects.select_related("timeframe").prefetch_related(
        "themes",
        Prefetch(
            "recommendations",
            Recommendation.objects.select_related("document", "official_text_document").order_by(
                "benchmark_links__order"
            ),
        ),
    )
    serializer_class = serializers.BenchmarkSerializer
    filterset_class = filters.BenchmarkFilters
    search_fields = ("title", "title_zh", "short_title", "summary")
    ordering_fields = {name: name for name in ("number", "section", "title")} | {
        "timeframe": "timeframe__end"
    }

    def going_along(self) -> list[Any]:
        """What is said and observed of benchmarks at the time asked for."""
        judged = in_force(self)
        measures = Measure.objects.select_related("official_text_document").prefetch_related(assessed(judged))
        return [
            *super().going_along(),
            assessed(judged.of_whole_benchmark()),
            Prefetch("measures", measures),
            Prefetch("indicators", Indicator.objects.prefetch_related(observed(self))),
        ]

    def get_object(self) -> Any:
        """The benchmark of this number, in the set that the key names."""
        slug, _, number = self.kwargs["number"].rpartition(":")
        rows = self.filter_queryset(self.get_queryset())
        return get_object_or_404(rows, set__slug=slug or FIRST_SET, number=int(number))


MEASURE_KEY = OpenApiParameter("key", str, OpenApiParameter.PATH, description="Benchmark and place: 6-2.")


@extend_schema_view(retrieve=extend_schema(parameters=[MEASURE_KEY]))
class MeasureEndpoint(OfASet, clocks.ClockedEndpoint, ContentEndpoint):
    """The further points printed with the benchmarks."""

    set_path = "benchmark__set"
    lookup_field = "key"
    lookup_value_regex = f"{IN_A_SET}[0-9]{{1,4}}-[0-9]{{1,4}}"
    queryset = Measure.objects.select_related("benchmark", "official_text_document")
    serializer_class = serializers.MeasureSerializer
    filterset_class = filters.MeasureFilters
    search_fields = ("title",)
    ordering_fields = {"benchmark": "benchmark__number", "order": "order", "title": "title"}

    def going_along(self) -> list[Any]:
        """What is said of measures at the time asked for."""
        return [*super().going_along(), assessed(in_force(self))]

    def get_object(self) -> Any:
        """The measure in this place of this benchmark."""
        measure = measure_named(self.kwargs["key"])
        rows = self.filter_queryset(self.get_queryset())
        return get_object_or_404(rows, pk=measure.pk if measure else None)


class RecommendationEndpoint(OfASet, clocks.ClockedEndpoint, ContentEndpoint):
    """What the treaty bodies and the Special Rapporteur recommended, to whom, for which benchmarks."""

    queryset = Recommendation.objects.select_related("document", "official_text_document").prefetch_related(
        "benchmarks"
    )
    serializer_class = serializers.RecommendationSerializer
    filterset_class = filters.RecommendationFilters
    search_fields = ("slug", "summary", "as_printed", "official_text", "document__symbol")
    ordering_fields = {name: name for name in ("order", "slug", "mechanism", "addressee", "paragraph")}

    def going_along(self) -> list[Any]:
        """The grades that had been given and recorded at the time asked for."""
        grades = FollowUpGrade.objects.in_force(**self.clocks.asked).select_related("source__document")
        return [*super().going_along(), Prefetch("follow_up_grades", grades)]


class IndicatorEndpoint(OfASet, clocks.ClockedEndpoint, ContentEndpoint):
    """What is counted for each benchmark, and every value observed."""

    set_path = "benchmark__set"
    queryset = Indicator.objects.select_related("benchmark")
    serializer_class = serializers.IndicatorSerializer
    filterset_class = filters.IndicatorFilters
    search_fields = ("name", "unit", "summary", "slug")
    ordering_fields = {"benchmark": "benchmark__number"} | {
        name: name for name in ("slug", "name", "kind", "direction", "unit")
    }

    def going_along(self) -> list[Any]:
        """What was observed of indicators at the time asked for."""
        return [*super().going_along(), observed(self)]


class LegalInstrumentEndpoint(OfASet, clocks.DatedEndpoint, ContentEndpoint):
    """The laws, drafts and treaties that the report names."""

    queryset = LegalInstrument.objects.prefetch_related("benchmarks")
    serializer_class = serializers.LegalInstrumentSerializer
    filterset_class = filters.LegalInstrumentFilters
    search_fields = ("name", "summary", "slug")
    ordering_fields = {name: name for name in ("name", "slug", "kind", "year")}


class CaseEndpoint(OfASet, clocks.DatedEndpoint, ContentEndpoint):
    """The trials, killings, disappearances and arrests that the report follows."""

    shown_then = ("figures",)
    queryset = Case.objects.prefetch_related("benchmarks")
    serializer_class = serializers.CaseSerializer
    filterset_class = filters.CaseFilters
    search_fields = ("name", "summary", "slug")
    ordering_fields = {name: name for name in ("name", "slug", "date")}
