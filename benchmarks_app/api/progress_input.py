"""What a call that writes a progress update may say, and the content it stands for."""

import re
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from benchmarks_app import services
from benchmarks_app.api.sets import set_named
from benchmarks_app.models import (
    FIRST_SET,
    Benchmark,
    BenchmarkSet,
    Evidence,
    Indicator,
    Measure,
    ProgressUpdate,
)
from benchmarks_app.services import EvidenceItem, ObservationItem, Source, UpdateContent, colleagues
from benchmarks_app.services.evidence import MOST_READERS
from benchmarks_app.services.sealed import LONGEST_SOURCE
from core.api.inputs import ConfirmationInput, DocumentInput, StrictSerializer
from core.models import User
from core.partial_dates import validate_partial_date, validate_period
from core.permissions import Visitor
from core.quantities import Qualifier

LARGEST = 2**31 - 1
SEALED_TEXT: dict[str, Any] = {
    "max_length": LONGEST_SOURCE,
    "required": False,
    "allow_blank": True,
    "trim_whitespace": False,
}
MEASURE_KEY = re.compile("(?:([-a-zA-Z0-9_]+):)?([0-9]{1,4})-([0-9]{1,4})")


def measure_named(key: str, in_set: str = FIRST_SET) -> Measure | None:
    """The measure of this key: "6-2" in the set given, "other-set:6-2" in the one it names."""
    match = MEASURE_KEY.fullmatch(key)
    if not match:
        return None
    slug, number, order = match.groups()
    measures = Measure.objects.select_related("benchmark").filter(benchmark__set__slug=slug or in_set)
    return measures.filter(benchmark__number=int(number), order=int(order)).first()


def set_of(field: serializers.Field) -> str:
    """The set in which a call names what a field stands for."""
    return getattr(field.parent, "in_set", FIRST_SET)


@extend_schema_field(OpenApiTypes.INT)
class BenchmarkInput(serializers.Field):
    """A benchmark by its number."""

    def to_internal_value(self, number: Any) -> Benchmark:
        """The benchmark; only a whole number names one."""
        known = isinstance(number, int) and not isinstance(number, bool)
        benchmark = Benchmark.objects.filter(set__slug=set_of(self), number=number).first() if known else None
        if benchmark is None:
            raise serializers.ValidationError(_("There is no such benchmark: give its number, such as 6."))
        return benchmark


@extend_schema_field(OpenApiTypes.STR)
class MeasureInput(serializers.Field):
    """A measure by its key."""

    def to_internal_value(self, key: Any) -> Measure:
        """The measure."""
        measure = measure_named(key, set_of(self)) if isinstance(key, str) else None
        if measure is None:
            raise serializers.ValidationError(_("There is no such measure: give its key, such as 6-2."))
        return measure


@extend_schema_field(OpenApiTypes.STR)
class IndicatorInput(serializers.Field):
    """An indicator by its key."""

    def to_internal_value(self, slug: Any) -> Indicator:
        """The indicator."""
        known = isinstance(slug, str) and "\x00" not in slug and slug.isascii()
        rows = Indicator.objects.select_related("benchmark")
        indicator = rows.filter(slug=slug).first() if known else None
        if indicator is None:
            raise serializers.ValidationError(
                _("There is no such indicator: give its key from indicators/, such as prisoners.")
            )
        return indicator


@extend_schema_field(OpenApiTypes.STR)
class ColleagueInput(serializers.Field):
    """Somebody who records or reviews progress, by user name."""

    def to_internal_value(self, name: Any) -> User:
        """The person; an account that may not be named answers like one that is not there."""
        person = colleagues.named(name) if isinstance(name, str) else None
        if person is None:
            raise serializers.ValidationError(colleagues.nobody_of_that_name())
        return person


class SourceInput(StrictSerializer):
    """Who said it, how to reach them, where they are: sealed at once, and never given back by this API."""

    identity = serializers.CharField(**SEALED_TEXT)
    contact = serializers.CharField(**SEALED_TEXT)
    place = serializers.CharField(**SEALED_TEXT)


class EvidenceInput(StrictSerializer):
    """One thing an update rests on, as it comes in; source and information are judged apart, or not yet."""

    description = serializers.CharField(max_length=300)
    origin = serializers.CharField(max_length=200, help_text="The organization it comes from.")
    document = DocumentInput(required=False, allow_null=True, default=None, help_text="By symbol or key.")
    url = serializers.URLField(max_length=600, required=False, allow_blank=True)
    dated = serializers.CharField(
        max_length=10, required=False, allow_blank=True, validators=[validate_partial_date]
    )
    visibility = serializers.ChoiceField(choices=Evidence.Visibility.choices, required=False)
    reliability = serializers.ChoiceField(
        choices=Evidence.Reliability.choices, required=False, allow_blank=True, help_text="Of the source."
    )
    validity = serializers.ChoiceField(
        choices=Evidence.Validity.choices, required=False, allow_blank=True, help_text="Of the information."
    )
    key = serializers.UUIDField(
        required=False,
        allow_null=True,
        help_text="Of a row that is there already: it keeps what is sealed with it. Leave out for a new row.",
    )
    readers = serializers.ListField(
        child=ColleagueInput(),
        required=False,
        max_length=MOST_READERS,
        help_text="User names of those who see a confidential row besides you.",
    )
    source = SourceInput(  # type: ignore[assignment]  # the name is the contract's, not the field's own
        required=False,
        write_only=True,
        help_text="Only with a confidential row. What is left out or empty stays sealed as it is.",
    )
    removes_source = ConfirmationInput(
        required=False, write_only=True, help_text="true deletes the sealed source of a row."
    )

    def validate_readers(self, readers: list[User]) -> tuple[User, ...]:
        """Each once, by name."""
        return colleagues.in_order(readers)

    def validate_source(self, source: dict[str, str]) -> Source:
        """As the service takes it."""
        return Source(**source)


class ValueInput(StrictSerializer):
    """A number of an indicator, as it comes in."""

    indicator = IndicatorInput(help_text="Its key.")
    value = serializers.DecimalField(max_digits=16, decimal_places=3)
    qualifier = serializers.ChoiceField(
        choices=Qualifier.choices, required=False, default=Qualifier.EXACT.value
    )


class ObservationInput(ValueInput):
    """A number recorded with an update, as it comes in."""

    period = serializers.CharField(
        max_length=21, validators=[validate_period], help_text="2021, 2022-05 or 2022-01/2022-03."
    )
    out_of = serializers.IntegerField(
        min_value=0, max_value=LARGEST, required=False, allow_null=True, help_text="For a rank."
    )
    note = serializers.CharField(required=False, allow_blank=True)


class ProgressUpdateInput(StrictSerializer):
    """What an update says, as it comes in."""

    benchmark = BenchmarkInput(help_text="Its number.")
    set = serializers.CharField(
        required=False,
        max_length=60,
        help_text="The set in which `benchmark` and `measure` are named: the update's, at first the first.",
    )
    measure = MeasureInput(
        required=False,
        allow_null=True,
        help_text='Its key, such as "6-2"; leave out for the whole benchmark.',
    )
    status = serializers.ChoiceField(
        choices=ProgressUpdate.Status.choices,
        required=False,
        allow_blank=True,
        help_text="Empty for observations without a judgement.",
    )
    trend = serializers.ChoiceField(choices=ProgressUpdate.Trend.choices, required=False, allow_blank=True)
    assessor = serializers.ChoiceField(choices=ProgressUpdate.Assessor.choices)
    assessed_on = serializers.CharField(
        max_length=10, validators=[validate_partial_date], help_text="2023, 2023-06 or 2023-06-30."
    )
    narrative = serializers.CharField()
    evidence = serializers.ListField(child=EvidenceInput(), required=False, max_length=100)
    observations = serializers.ListField(
        child=ObservationInput(),
        required=False,
        max_length=100,
        help_text="Numbers of this benchmark's indicators; published with the update.",
    )

    def to_internal_value(self, data: Any) -> Any:
        """The checked values; the set is told by the benchmark."""
        given = data.get("set") if isinstance(data, dict) else None
        self.in_set = set_named(given) if isinstance(given, str) else self.context.get("set", FIRST_SET)
        checked = super().to_internal_value(data)
        if checked.pop("set", None) and not BenchmarkSet.objects.filter(slug=self.in_set).exists():
            raise serializers.ValidationError({"set": [_("There is no such set: see benchmark-sets/.")]})
        return checked


class ReturnInput(StrictSerializer):
    """Why an update goes back to its author."""

    note = serializers.CharField()


class PublishInput(StrictSerializer):
    """The reviewer's word that the page, as the public will see it, names nobody who could be harmed."""

    names_nobody = ConfirmationInput(required=False, default=False, help_text="true, once you read it so.")


class WithdrawInput(StrictSerializer):
    """Why a published update is taken back."""

    reason = serializers.CharField(help_text="The public reads it.")


ROWS = (("evidence", EvidenceItem), ("observations", ObservationItem))


def content_from(
    given: dict[str, Any], update: ProgressUpdate | None = None, *, seen_by: Visitor | None = None
) -> UpdateContent:
    """What the service is asked to write; what a revision of `update` leaves out stays as it is."""
    changes = dict(given)
    for name, kind in ROWS:
        if name in given:
            changes[name] = tuple(kind(**row) for row in given[name])
    if update is not None:
        return replace(services.content_of(update, seen_by=seen_by), **changes)
    return UpdateContent(**{"status": "", **changes})
