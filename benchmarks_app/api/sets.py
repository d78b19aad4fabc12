"""Lists of what belongs to a set: those of the first set, unless a call asks for another or for all."""

import re
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from benchmarks_app.models import FIRST_SET, Benchmark, BenchmarkSet
from core.api.filters import MANY, KeyField, KeyFilter
from core.api.reading import SLUG
from core.api.refusals import printable

ALL, NO_SET = "all", ""
WHICH_SET = (
    f'Of which set: a key from benchmark-sets/, or "{ALL}". Without it those of the first, {FIRST_SET}, '
    "whose benchmarks are named by number alone."
)


def set_named(given: str) -> str:
    """The key of a set as it was given, or that of none: no database is asked for what cannot be a key."""
    return given if re.fullmatch(SLUG, given) else NO_SET


def set_asked(request: Any) -> str:
    """The set that a call asks for, or `all`."""
    given = request.query_params.get("set", "")
    return set_named(given) if given else FIRST_SET


def narrowed_to(rows: Any, slug: str, path: str) -> QuerySet:
    """The rows of this set, which `path` leads to; without a path, those it brought or shares."""
    if slug == ALL:
        return rows
    return rows.filter(**{path: slug}) if path else rows.of_set(slug)


class SetField(forms.CharField):
    """A set by its key, or all of them."""

    def clean(self, value: Any) -> str:
        """The key; one that is not there is refused with those that are."""
        slug: str = super().clean(value)
        if slug in ("", ALL, FIRST_SET):
            return slug
        known = list(BenchmarkSet.objects.values_list("slug", flat=True))
        if slug not in known:
            message = _("“%(value)s” is not known here; there are: %(known)s.")
            raise ValidationError(
                message % {"value": printable(slug), "known": ", ".join([*known[:MANY], ALL])}
            )
        return slug


class SetFilter(django_filters.CharFilter):
    """A filter on the set; `path` leads to it."""

    field_class = SetField

    def __init__(self, path: str = "", **options: Any) -> None:
        self.path = path
        super().__init__(help_text=WHICH_SET, **options)

    def filter(self, rows: QuerySet, slug: str) -> QuerySet:
        """The rows of it."""
        return narrowed_to(rows, slug, self.path) if slug else rows


class NumberField(KeyField):
    """Benchmarks by their number, in the set that is asked for; in all of them where all are."""

    def to_python(self, value: Any) -> list[Benchmark]:
        """The benchmarks of this number."""
        if value in self.empty_values:
            return []
        known = self.queryset
        number = str(value)
        found = known.filter(number=number) if number.isascii() and number.isdigit() else known.none()
        if len(number) > MOST_DIGITS or not (rows := list(found)):
            numbers = [str(row) for row in known.order_by("number").values_list("number", flat=True)]
            listed = ", ".join(dict.fromkeys(numbers[:MANY])) + (", …" if len(numbers) > MANY else "")
            message = _("“%(value)s” is not known here; there are: %(known)s.")
            raise ValidationError(message % {"value": printable(number), "known": listed})
        return rows

    def validate(self, value: Any) -> None:
        """Nothing more is asked of what was found."""


MOST_DIGITS = 4


class BenchmarkFilter(KeyFilter):
    """A filter on the benchmark, by its number in the set that is asked for."""

    field_class = NumberField

    def filter(self, rows: QuerySet, benchmarks: list[Benchmark]) -> QuerySet:
        """The rows that belong to one of them, each once."""
        if not benchmarks:
            return rows
        those = rows.model._default_manager.filter(**{f"{self.field_name}__in": benchmarks})
        return rows.filter(pk__in=those.order_by().values("pk"))


def benchmark_at(path: str) -> BenchmarkFilter:
    """A filter on the benchmark that `path` leads to."""
    return BenchmarkFilter(
        queryset=_of_the_set_asked, to_field_name="number", field_name=path, empty_label=None
    )


def _of_the_set_asked(request: Any) -> QuerySet:
    rows = Benchmark.objects.visible_to(request.user)
    return narrowed_to(rows, set_asked(request), "set")


class OfASet:
    """An endpoint whose list is that of one set; its objects are found by their keys, of whichever set."""

    set_path = ""
    asked_whole = f"?set={ALL}"

    def filter_queryset(self, rows: Any) -> QuerySet:
        """The rows that pass; of the first set where no other is asked for."""
        view: Any = self
        passed: QuerySet = super().filter_queryset(rows)  # type: ignore[misc]
        if view.action != "list" or view.request.query_params.get("set"):
            return passed
        return narrowed_to(passed, FIRST_SET, self.set_path)
