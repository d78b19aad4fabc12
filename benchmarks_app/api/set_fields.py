"""How sets look in an answer, and the benchmarks of one or all of them that something belongs to."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from benchmarks_app.models import FIRST_SET, BenchmarkSet
from core.api.values import CitationsField, DocumentField, PageField, api_url


@extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
class BenchmarkNumbersField(serializers.Field):
    """Benchmarks of the first set by their numbers."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, benchmarks: Any) -> list[int]:
        """The numbers, in order."""
        return sorted(each.number for each in benchmarks.all() if each.set_id == FIRST_SET)

    def shown(self, benchmarks: Any, _asked: Any) -> list[int]:
        """The same."""
        return self.to_representation(benchmarks)


@extend_schema_field(serializers.ListField(child=serializers.CharField()))
class BenchmarkKeysField(serializers.Field):
    """Benchmarks of every set by their keys."""

    def __init__(self, **options: Any) -> None:
        said = 'Of every set: "6" is one of the first, "other-set:6" one of another.'
        super().__init__(**{"read_only": True, "source": "benchmarks", "help_text": said, **options})

    def to_representation(self, benchmarks: Any) -> list[str]:
        """The keys, in order."""
        known = sorted(benchmarks.all(), key=lambda row: (row.set_id != FIRST_SET, row.set_id, row.number))
        return [row.key for row in known]

    def shown(self, benchmarks: Any, _asked: Any) -> list[str]:
        """The same."""
        return self.to_representation(benchmarks)


class BenchmarkSetSerializer(serializers.ModelSerializer):
    """The benchmarks that one document sets for one country."""

    url = api_url("benchmark-sets", "slug")
    page = PageField()
    document = DocumentField(allow_null=True)
    benchmarks = serializers.IntegerField(source="benchmark_count", help_text="How many it has.")
    citations = CitationsField()

    class Meta:
        model = BenchmarkSet
        fields = (
            "url",
            "page",
            "slug",
            "title",
            "country",
            "mandate",
            "summary",
            "document",
            "is_first",
            "benchmarks",
            "citations",
        )
        extra_kwargs = {"is_first": {"help_text": "Whether numbers that name no set are its."}}
