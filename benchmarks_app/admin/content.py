"""Admin screens for benchmarks and what hangs on them: indicators, recommendations, laws and cases."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from benchmarks_app.models import (
    Benchmark,
    BenchmarkRecommendation,
    BenchmarkSet,
    Case,
    CaseFigure,
    Indicator,
    LegalInstrument,
    Measure,
    Observation,
    ProgressUpdate,
    Recommendation,
    StatusTotal,
    Timeframe,
)
from core.admin import link_to, link_to_rows
from core.content_admin import ContentAdmin

CITATIONS = ["citations"]


@admin.register(BenchmarkSet)
class BenchmarkSetAdmin(ContentAdmin):
    """The sets of benchmarks, each of one mandate."""

    list_display = ["title", "country", "mandate", "slug", "order"]
    search_fields = ["title", "country", "slug"]
    autocomplete_fields = ["document", *CITATIONS]


@admin.register(Timeframe)
class TimeframeAdmin(ContentAdmin):
    """The timeframes of benchmarks; in the first set the two of annex I."""

    list_display = ["label", "slug", "start", "end"]
    search_fields = ["label", "slug"]
    autocomplete_fields = CITATIONS


class MeasureInline(admin.TabularInline):
    """A benchmark's further points."""

    model = Measure
    fields = ["order", "title"]
    extra = 0
    show_change_link = True


class RecommendationInline(admin.TabularInline):
    """The recommendations a benchmark rests on, in their printed order."""

    model = BenchmarkRecommendation
    autocomplete_fields = ["recommendation"]
    extra = 0


@admin.register(Benchmark)
class BenchmarkAdmin(ContentAdmin):
    """Benchmarks, each with its measures and recommendations and a way to its updates."""

    list_display = ["key", "section", "short_title", "timeframe", "indicator_count", "update_count"]
    list_display_links = ["key", "short_title"]
    list_filter = ["set", "timeframe", "themes"]
    list_select_related = ["timeframe"]
    # Counting drops the model's own order, and a list in no order cannot be cut into pages.
    ordering = ["set_id", "number"]
    search_fields = ["number", "title", "title_zh", "short_title", "summary"]
    filter_horizontal = ["themes"]
    autocomplete_fields = CITATIONS
    inlines = [MeasureInline, RecommendationInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Benchmark]:
        seen = Q(progress_updates__in=ProgressUpdate.objects.visible_to(request.user))
        counts = {
            "indicator_number": Count("indicators", distinct=True),
            "update_number": Count("progress_updates", distinct=True, filter=seen),
        }
        return super().get_queryset(request).annotate(**counts)

    @admin.display(description=_("indicators"))
    def indicator_count(self, benchmark: Any) -> SafeString:
        return link_to_rows(Indicator, benchmark.indicator_number, benchmark__id__exact=benchmark.pk)

    @admin.display(description=_("updates"))
    def update_count(self, benchmark: Any) -> SafeString:
        return link_to_rows(ProgressUpdate, benchmark.update_number, benchmark__id__exact=benchmark.pk)


@admin.register(Measure)
class MeasureAdmin(ContentAdmin):
    """Measures of all benchmarks."""

    list_display = ["key", "title", "benchmark_link"]
    list_filter = ["benchmark__set", "benchmark"]
    list_select_related = ["benchmark"]
    search_fields = ["title", "benchmark__short_title"]
    autocomplete_fields = ["benchmark", *CITATIONS]

    @admin.display(description=_("benchmark"), ordering="benchmark__number")
    def benchmark_link(self, measure: Measure) -> SafeString | str:
        return link_to(measure.benchmark)


@admin.register(Recommendation)
class RecommendationAdmin(ContentAdmin):
    """Recommendations by mechanism, addressee and benchmark."""

    list_display = ["slug", "mechanism", "kind", "addressee", "document_link", "paragraph", "as_printed"]
    list_filter = ["set", "mechanism", "kind", "addressee", "benchmarks"]
    list_select_related = ["document"]
    search_fields = ["slug", "summary", "as_printed", "document__symbol"]
    autocomplete_fields = ["document", *CITATIONS]

    @admin.display(description=_("document"), ordering="document__slug")
    def document_link(self, recommendation: Recommendation) -> SafeString | str:
        return link_to(recommendation.document)


@admin.register(BenchmarkRecommendation)
class BenchmarkRecommendationAdmin(ContentAdmin):
    """Which benchmark rests on which recommendation, in which place."""

    list_display = ["benchmark", "order", "recommendation"]
    list_filter = ["benchmark"]
    list_select_related = ["benchmark", "recommendation__document"]
    search_fields = ["recommendation__slug", "recommendation__summary"]
    autocomplete_fields = ["benchmark", "recommendation"]


class ObservationInline(admin.TabularInline):
    """The baseline values of an indicator; what an update brought stays as it was published."""

    model = Observation
    exclude = ["update"]
    autocomplete_fields = CITATIONS
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Observation]:
        return super().get_queryset(request).filter(update__isnull=True)


@admin.register(Indicator)
class IndicatorAdmin(ContentAdmin):
    """Indicators with their observations."""

    list_display = ["slug", "name", "unit", "kind", "direction", "benchmark_link"]
    list_filter = ["benchmark__set", "kind", "direction", "benchmark"]
    list_select_related = ["benchmark"]
    search_fields = ["slug", "name", "summary"]
    autocomplete_fields = ["benchmark", *CITATIONS]
    inlines = [ObservationInline]

    @admin.display(description=_("benchmark"), ordering="benchmark__number")
    def benchmark_link(self, indicator: Indicator) -> SafeString | str:
        return link_to(indicator.benchmark)


@admin.register(Observation)
class ObservationAdmin(ContentAdmin):
    """All observed values, by indicator and period."""

    list_display = ["indicator_link", "period", "qualifier", "value"]
    list_display_links = ["period"]
    list_filter = ["qualifier", "indicator__benchmark"]
    list_select_related = ["indicator"]
    search_fields = ["indicator__slug", "indicator__name", "period"]
    exclude = ["update"]
    autocomplete_fields = ["indicator", *CITATIONS]

    def has_change_permission(self, request: HttpRequest, obj: Observation | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.update_id)

    def has_delete_permission(self, request: HttpRequest, obj: Observation | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.update_id)

    @admin.display(description=_("indicator"), ordering="indicator__slug")
    def indicator_link(self, observation: Observation) -> SafeString | str:
        return link_to(observation.indicator)


@admin.register(LegalInstrument)
class LegalInstrumentAdmin(ContentAdmin):
    """Laws and drafts by kind and benchmark."""

    list_display = ["name", "kind", "year", "slug"]
    list_filter = ["set", "kind", "benchmarks"]
    search_fields = ["slug", "name", "summary"]
    filter_horizontal = ["benchmarks"]
    autocomplete_fields = CITATIONS


class CaseFigureInline(admin.TabularInline):
    """The numbers of a case."""

    model = CaseFigure
    autocomplete_fields = CITATIONS
    extra = 0


@admin.register(Case)
class CaseAdmin(ContentAdmin):
    """Cases with their numbers."""

    list_display = ["name", "date", "slug"]
    list_filter = ["set", "benchmarks"]
    search_fields = ["slug", "name", "summary"]
    filter_horizontal = ["benchmarks"]
    autocomplete_fields = CITATIONS
    inlines = [CaseFigureInline]


@admin.register(CaseFigure)
class CaseFigureAdmin(ContentAdmin):
    """All numbers of all cases."""

    list_display = ["case", "label", "qualifier", "value", "unit"]
    list_filter = ["case"]
    list_select_related = ["case"]
    search_fields = ["case__name", "label"]
    autocomplete_fields = ["case", *CITATIONS]


@admin.register(StatusTotal)
class StatusTotalAdmin(ContentAdmin):
    """How many benchmarks an assessor counted in each status."""

    list_display = ["assessor", "assessed_on", "status", "benchmarks"]
    list_filter = ["set", "assessor", "status"]
    search_fields = ["assessed_on", "note"]
    autocomplete_fields = CITATIONS
