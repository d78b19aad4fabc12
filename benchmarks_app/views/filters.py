"""The forms with which a reader narrows a list, by GET."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from benchmarks_app.models import (
    FIRST_SET,
    Benchmark,
    BenchmarkSet,
    Indicator,
    LegalInstrument,
    ProgressUpdate,
    Recommendation,
    Timeframe,
)
from benchmarks_app.models.recommendations import addressee_within
from core.models import Theme
from core.views.filters import ListFilter, choices_with_all

NOT_ASSESSED = "not_assessed"


class FilterOfASet(ListFilter):
    """Narrows a list to one set: the one it is made for, else the one chosen, else the first."""

    set = forms.ChoiceField(label=_("Set"), required=False)
    # How a row leads to its set; "" for what several sets may share.
    set_path = ""

    def __init__(self, data: Any = None, *, of_set: str = "", **options: Any) -> None:
        super().__init__(data, **options)
        chosen: Any = self.fields["set"]
        chosen.choices = [] if of_set else list(BenchmarkSet.objects.values_list("slug", "title"))
        asked = (data or {}).get("set", "")
        known = [slug for slug, _title in chosen.choices]
        self.of_set = of_set or (asked if asked in known else FIRST_SET)
        if len(known) <= 1:
            del self.fields["set"]
        for name in ("benchmark", "benchmarks"):
            if name in self.fields:
                self._of_the_set(self.fields[name])

    def _of_the_set(self, field: Any) -> None:
        field.queryset = field.queryset.filter(set=self.of_set)

    def narrow(self, rows: Any) -> QuerySet:
        """The rows of the set that match every choice made."""
        own = rows.filter(**{self.set_path: self.of_set}) if self.set_path else rows.of_set(self.of_set)
        return super().narrow(own)

    def apply(self, rows: QuerySet, chosen: dict[str, Any]) -> QuerySet:
        """The rows that match the other choices."""
        chosen.pop("set", None)
        return super().apply(rows, chosen)


def benchmark_field(**options: Any) -> forms.ModelChoiceField:
    """A choice of one benchmark of the set, named by its number in the address."""
    return forms.ModelChoiceField(
        Benchmark.objects.all(),
        label=_("Benchmark"),
        to_field_name="number",
        required=False,
        empty_label=_("All"),
        **options,
    )


class BenchmarkFilter(FilterOfASet):
    """Narrows benchmarks by theme, timeframe and current status."""

    set_path = "set"
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
        chosen.pop("set", None)
        if theme := chosen.pop("theme", None):
            rows = rows.filter(themes=theme)
        if status == NOT_ASSESSED:
            return rows.filter(current_status__isnull=True, **chosen)
        return rows.filter(**chosen, **({"current_status": status} if status else {}))


class RecommendationFilter(FilterOfASet):
    """Narrows recommendations by who made them, to whom, and what rests on them."""

    mechanism = forms.ChoiceField(
        label=_("Made by"), choices=choices_with_all(Recommendation.Mechanism.choices), required=False
    )
    addressee = forms.ChoiceField(
        label=_("Addressed to"), choices=choices_with_all(Recommendation.Addressee.choices), required=False
    )
    benchmarks = benchmark_field()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        there = set(Recommendation.objects.order_by().values_list("mechanism", flat=True).distinct())
        mechanism: Any = self.fields["mechanism"]
        mechanism.choices = choices_with_all(
            [choice for choice in Recommendation.Mechanism.choices if choice[0] in there]
        )
        of_set, addressee = BenchmarkSet.objects.get(slug=self.of_set), cast(Any, self.fields["addressee"])
        addressee.choices = choices_with_all(
            [(key, addressee_within(of_set, key)) for key in Recommendation.Addressee.values]
        )


class IndicatorFilter(FilterOfASet):
    """Narrows indicators by benchmark and kind."""

    set_path = "benchmark__set"
    benchmark = benchmark_field()
    kind = forms.ChoiceField(
        label=_("Kind"), choices=choices_with_all(Indicator.Kind.choices), required=False
    )


class LegalInstrumentFilter(FilterOfASet):
    """Narrows legal instruments by kind and benchmark."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=choices_with_all(LegalInstrument.Kind.choices), required=False
    )
    benchmarks = benchmark_field()


class LineageFilter(FilterOfASet):
    """Chooses the set in which a theme is followed."""


class CaseFilter(FilterOfASet):
    """Narrows cases by benchmark."""

    benchmarks = benchmark_field()
