"""The forms with which a reader narrows a list, by GET."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from benchmarks_app.models import (
    Benchmark,
    Indicator,
    LegalInstrument,
    ProgressUpdate,
    Recommendation,
    Timeframe,
)
from core.models import Theme
from core.views.filters import ListFilter, choices_with_all

NOT_ASSESSED = "not_assessed"


def benchmark_field(**options: Any) -> forms.ModelChoiceField:
    """A choice of one benchmark, named by its number in the address."""
    return forms.ModelChoiceField(
        Benchmark.objects.all(),
        label=_("Benchmark"),
        to_field_name="number",
        required=False,
        empty_label=_("All"),
        **options,
    )


class BenchmarkFilter(ListFilter):
    """Narrows benchmarks by theme, timeframe and current status."""

    theme = forms.ModelChoiceField(
        Theme.objects.filter(benchmarks__isnull=False).distinct(),
        label=_("Theme"),
        to_field_name="slug",
        required=False,
        empty_label=_("All"),
    )
    timeframe = forms.ModelChoiceField(
        Timeframe.objects.all(),
        label=_("Timeframe"),
        to_field_name="slug",
        required=False,
        empty_label=_("All"),
    )
    status = forms.ChoiceField(
        label=_("Current status"),
        choices=choices_with_all([(NOT_ASSESSED, _("not assessed")), *ProgressUpdate.Status.choices]),
        required=False,
    )

    def apply(self, rows: QuerySet, chosen: dict[str, Any]) -> QuerySet:
        """The benchmarks that match; those not assessed have no current status."""
        status = chosen.pop("status", "")
        if theme := chosen.pop("theme", None):
            rows = rows.filter(themes=theme)
        if status == NOT_ASSESSED:
            return rows.filter(current_status__isnull=True, **chosen)
        return rows.filter(**chosen, **({"current_status": status} if status else {}))


class RecommendationFilter(ListFilter):
    """Narrows recommendations by who made them, to whom, and what rests on them."""

    mechanism = forms.ChoiceField(
        label=_("Made by"), choices=choices_with_all(Recommendation.Mechanism.choices), required=False
    )
    addressee = forms.ChoiceField(
        label=_("Addressed to"), choices=choices_with_all(Recommendation.Addressee.choices), required=False
    )
    benchmarks = benchmark_field()


class IndicatorFilter(ListFilter):
    """Narrows indicators by benchmark and kind."""

    benchmark = benchmark_field()
    kind = forms.ChoiceField(
        label=_("Kind"), choices=choices_with_all(Indicator.Kind.choices), required=False
    )


class LegalInstrumentFilter(ListFilter):
    """Narrows legal instruments by kind and benchmark."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=choices_with_all(LegalInstrument.Kind.choices), required=False
    )
    benchmarks = benchmark_field()


class CaseFilter(ListFilter):
    """Narrows cases by benchmark."""

    benchmarks = benchmark_field()
