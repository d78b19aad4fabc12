"""Benchmarks, measures and recommendations by themselves, as `include` shows them inside other objects."""

from rest_framework import serializers

from benchmarks_app.models import Benchmark, Measure, Recommendation
from core.api.inclusion import Included
from core.api.serializers import IncludedDocumentSerializer
from core.api.values import CitationsField, DocumentField, PageField, api_url, key_of


class ReportParagraphsSerializer(serializers.Serializer):
    """The paragraphs of the report that deal with a benchmark, as numbers."""

    first = serializers.IntegerField(source="first_paragraph")
    last = serializers.IntegerField(source="last_paragraph")


SET = "Of which set it is: its key in benchmark-sets/."


def address_of_benchmark() -> serializers.HyperlinkedIdentityField:
    """Its address: by its number in the first set, by set and number in another."""
    return serializers.HyperlinkedIdentityField(
        view_name="api:benchmarks-detail", lookup_field="key", lookup_url_kwarg="number"
    )


def own_set() -> serializers.CharField:
    """The set that brought a row."""
    return serializers.CharField(source="set_id", read_only=True, help_text=SET)


def set_of_benchmark() -> serializers.CharField:
    """The set of a row's benchmark."""
    return serializers.CharField(source="benchmark.set_id", read_only=True, help_text=SET)


class IncludedBenchmarkSerializer(serializers.ModelSerializer):
    """A benchmark without what hangs on it."""

    url = address_of_benchmark()
    page = PageField()
    set = own_set()
    timeframe = key_of("slug")
    report_paragraphs = ReportParagraphsSerializer(source="*", read_only=True)
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
            "timeframe",
            "report_paragraphs",
            "citations",
        )


class IncludedMeasureSerializer(serializers.ModelSerializer):
    """A measure without its assessments."""

    url = api_url("measures", "key")
    page = PageField()
    key = serializers.CharField(read_only=True)
    official_text_document = DocumentField(allow_null=True)
    citations = CitationsField()

    class Meta:
        model = Measure
        fields = (
            "url",
            "page",
            "key",
            "order",
            "title",
            "official_text",
            "official_text_language",
            "official_text_document",
            "citations",
        )


class RecommendationOfBenchmarkSerializer(serializers.ModelSerializer):
    """A recommendation in the list of a benchmark, in the order in which annex I prints it there."""

    url = api_url("recommendations", "slug")
    page = PageField()
    document = DocumentField()
    official_text_document = DocumentField(allow_null=True)
    subparagraphs = serializers.ListField(child=serializers.CharField(), read_only=True)
    citations = CitationsField()

    class Meta:
        model = Recommendation
        fields: tuple[str, ...] = (
            "url",
            "page",
            "slug",
            "mechanism",
            "kind",
            "addressee",
            "document",
            "paragraph",
            "subparagraphs",
            "summary",
            "official_text",
            "official_text_language",
            "official_text_document",
            "as_printed",
            "note",
            "citations",
        )


INCLUDED_BENCHMARK = Included(IncludedBenchmarkSerializer, reads=("benchmark__timeframe",))
INCLUDED_BENCHMARKS = Included(IncludedBenchmarkSerializer, many=True, reads=("benchmarks__timeframe",))
INCLUDED_MEASURE = Included(
    IncludedMeasureSerializer, reads=("measure__benchmark", "measure__official_text_document")
)
INCLUDED_RECOMMENDATION = Included(
    RecommendationOfBenchmarkSerializer,
    reads=("recommendation__document", "recommendation__official_text_document"),
)
INCLUDED_DOCUMENT = Included(IncludedDocumentSerializer)
