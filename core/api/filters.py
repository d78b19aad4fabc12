"""The filters lists declare, the search in them and their order; a wrong value is refused, not ignored."""

import datetime
from functools import lru_cache
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError as FormError
from django.db import models
from django.db.models import F, Q
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters.fields import ModelChoiceField
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError
from rest_framework.filters import OrderingFilter, SearchFilter
from rest_framework.request import Request

from core.api.kept_statements import is_for_nobody_now, light
from core.api.keyset import is_never_empty
from core.api.refusals import printable
from core.api.word_filters import MANY, listed
from core.errors import RuleBroken
from core.list_search import IN_A_LIST, matching
from core.models import Document
from core.moments import MomentField
from core.partial_dates import earliest_day, latest_day, validate_partial_date
from core.search_queries import HOW_TO_ASK

# A bound in a text that means a span of time: its first moment for these, its last for the others.
FROM_ITS_START = ("gte", "lt")
LOOKUPS = ("gte", "gt", "lte", "lt")
LARGEST_NUMBER = 10**15


class DeclaredFilterBackend(DjangoFilterBackend):
    """django-filter with the filter set the view declares; none made up from model fields."""

    def get_filterset_class(self, view: Any, queryset: Any = None) -> Any:
        """The declared filters that this call gives: a set of all of them takes long to make."""
        declared = getattr(view, "filterset_class", None)
        given = view.request.query_params if declared and hasattr(view, "request") else {}
        if declared is None or getattr(view, "swagger_fake_view", False):
            return declared
        names = tuple(name for name in declared.base_filters if name in given)
        return only(declared, names) if names else None

    def filter_queryset(self, request: Request, queryset: models.QuerySet, view: Any) -> models.QuerySet:
        """The rows that pass; the library's own refusal trips over a % in what was sent."""
        filterset = self.get_filterset(request, queryset, view)
        rows = queryset
        for each, value in _given(filterset) if filterset is not None else ():
            rows = each.filter(rows, value)
        return rows


def _given(filterset: Any) -> list[tuple[Any, Any]]:
    """The filters with what each is given, as the form of the set would say it; that takes long to make."""
    given, errors = [], {}
    for name, each in filterset.filters.items():
        field = each.field
        try:
            given.append((each, field.clean(field.widget.value_from_datadict(filterset.data, {}, name))))
        except FormError as error:
            errors[name] = error.messages
    if errors:
        raise ValidationError(errors)
    return given


@lru_cache(maxsize=500)
def only(declared: Any, names: tuple[str, ...]) -> Any:
    """The filter set with these filters alone."""
    narrowed: Any = type(declared.__name__, (declared,), {})
    narrowed.base_filters = {name: declared.base_filters[name] for name in names}
    return narrowed


class DeclaredSearchFilter(SearchFilter):
    """`search`: the language of the search, asked of the rows of one list."""

    search_description = f"{HOW_TO_ASK} {IN_A_LIST}"

    def filter_queryset(self, request: Request, queryset: models.QuerySet, view: Any) -> models.QuerySet:
        """The rows that the query finds; one that cannot be read is refused with the reason."""
        query = request.query_params.get(self.search_param, "").strip()
        if not query:
            return queryset
        try:
            return matching(queryset, query, view.search_fields)
        except RuleBroken as refusal:
            raise ValidationError({self.search_param: [str(refusal.message)]}) from refusal


class DeclaredOrderingFilter(OrderingFilter):
    """`ordering`: declared names, a minus for descending; empty values last, and never a tie."""

    def filter_queryset(self, request: Request, queryset: models.QuerySet, view: Any) -> models.QuerySet:
        """The rows in the order asked for, else in the model's; the primary key settles every tie."""
        given = request.query_params.get(self.ordering_param, "")
        paths = self._declared_paths(given, view.ordering_fields) if given else []
        columns = [_column(queryset.model, path) for path in paths or queryset.model._meta.ordering]
        return queryset.order_by(*columns, "pk")

    def _declared_paths(self, given: str, declared: dict[str, str]) -> list[str]:
        paths = []
        for name in (part.strip() for part in given.split(",")):
            if name.removeprefix("-") not in declared:
                message = _("“%(name)s” cannot order this list; there are: %(known)s.")
                known = {"name": printable(name), "known": ", ".join(declared)}
                raise ValidationError({self.ordering_param: [message % known]})
            paths.append(("-" if name.startswith("-") else "") + declared[name.removeprefix("-")])
        return paths

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """How the API's description shows it."""
        names = [f"{sign}{name}" for name in view.ordering_fields for sign in ("", "-")]
        return [
            {
                "name": self.ordering_param,
                "required": False,
                "in": "query",
                "description": str(_("Names to order by, separated by commas; a minus for descending.")),
                "schema": {"type": "array", "items": {"type": "string", "enum": names}},
                "explode": False,
                "style": "form",
            }
        ]


def _column(model: type[models.Model], path: str) -> Any:
    """The column with its empty values last, on every database."""
    name = path.removeprefix("-")
    nulls_last = None if is_never_empty(model, name) else True
    column = F(name)
    return column.desc(nulls_last=nulls_last) if path.startswith("-") else column.asc(nulls_last=nulls_last)


def choice(
    model: type[models.Model], field: str, path: str = "", **options: Any
) -> django_filters.ChoiceFilter:
    """A filter on a column with a fixed vocabulary."""
    column: Any = model._meta.get_field(field)
    choices = column.choices
    known = ", ".join(str(key) for key, _label in choices)
    message = format_lazy("{} {}.", gettext_lazy("“%(value)s” is not known here; there are:"), known)
    return django_filters.ChoiceFilter(
        field_name=path or field, choices=choices, error_messages={"invalid_choice": message}, **options
    )


class KeyField(ModelChoiceField):
    """A row named by its readable key; the refusal lists the keys there are."""

    def to_python(self, value: Any) -> Any:
        """The row of this key."""
        try:
            return super().to_python(value)
        except FormError as error:
            keys = [str(key) for key in self.queryset.values_list(self.to_field_name, flat=True)[: MANY + 1]]
            message = _("“%(value)s” is not known here; there are: %(known)s.")
            raise FormError(message % {"value": printable(str(value)), "known": listed(keys)}) from error


class KeyFilter(django_filters.ModelChoiceFilter):
    """A filter on a related row, by its readable key."""

    field_class = KeyField


def key_of(model: type[models.Model], key: str, path: str, **options: Any) -> KeyFilter:
    """A filter on the row of `model` that `path` leads to, named by its column `key`."""

    def rows(request: Any) -> models.QuerySet:
        visible = model.objects.visible_to(request.user)  # type: ignore[attr-defined]
        return light(visible, kept=is_for_nobody_now(request))

    return KeyFilter(queryset=rows, to_field_name=key, field_name=path, empty_label=None, **options)


class TruthFilter(django_filters.ChoiceFilter):
    """A filter that is true or false, and nothing else."""

    def __init__(self, **options: Any) -> None:
        message = gettext_lazy("“%(value)s” is neither true nor false.")
        super().__init__(
            choices=[("true", "true"), ("false", "false")],
            error_messages={"invalid_choice": message},
            **options,
        )

    def filter(self, rows: models.QuerySet, value: str) -> models.QuerySet:
        """The rows of which it is so."""
        return super().filter(rows, value == "true") if value else rows


class DocumentField(forms.CharField):
    """A document named by its symbol or its key."""

    def clean(self, value: Any) -> list[Document] | None:
        """The documents of this name; a few share a symbol."""
        name = super().clean(value)
        if not name:
            return None
        found = list(Document.objects.filter(Q(slug=name) | Q(symbol=name) | Q(symbol_corrected=name)))
        if not found:
            message = _("“%(name)s” is not a document here: give a symbol or key from documents/.")
            raise FormError(message % {"name": printable(name)})
        return found


class DocumentFilter(django_filters.CharFilter):
    """A filter on what rests on a document, by its symbol or key."""

    field_class = DocumentField

    def filter(self, rows: models.QuerySet, documents: list[Document] | None) -> models.QuerySet:
        """The rows that reach one of the documents, each once."""
        if not documents:
            return rows
        reached = rows.model._default_manager.filter(**{f"{self.field_name}__in": documents})
        return rows.filter(pk__in=reached.order_by().values("pk"))


class PartialDateFormField(forms.CharField):
    """A date as precise as the caller wishes: 2022, 2022-06 or 2022-06-05."""

    default_validators = [validate_partial_date]


class DayFilter(django_filters.CharFilter):
    """A bound on a column that holds whole dates."""

    field_class = PartialDateFormField

    def filter(self, rows: models.QuerySet, text: str) -> models.QuerySet:
        """From the first day the text can mean on, or to the last; before the first, or after the last."""
        if not text:
            return rows
        day = earliest_day(text) if self.lookup_expr in FROM_ITS_START else latest_day(text)
        return rows.filter(**{f"{self.field_name}__{self.lookup_expr}": day})


class PartialDayFilter(DayFilter):
    """A bound on a column that holds partial dates; one of those counts as the first day it can mean."""

    def filter(self, rows: models.QuerySet, text: str) -> models.QuerySet:
        """The rows on this side of the bound; rows without a date are on neither."""
        if not text:
            return rows
        first, last = _shortest(earliest_day(text)), latest_day(text).isoformat()
        bound = first if self.lookup_expr in FROM_ITS_START else last
        return rows.filter(**{f"{self.field_name}__{self.lookup_expr}": bound}).exclude(
            **{self.field_name: ""}
        )


def _shortest(day: datetime.date) -> str:
    """The shortest partial date that begins on this day, before which as text nothing begins on it."""
    text = day.isoformat()
    return text.removesuffix("-01").removesuffix("-01") if day.day == 1 else text


class MomentFilter(django_filters.CharFilter):
    """A bound on a column that holds moments."""

    field_class = MomentField


class NumberFilter(django_filters.NumberFilter):
    """A number, or a bound on a column that holds numbers; rows without one are on neither side."""

    def __init__(self, **options: Any) -> None:
        limits = {"min_value": -LARGEST_NUMBER, "max_value": LARGEST_NUMBER, "max_digits": 30}
        super().__init__(**options, **limits)


def between(name: str, filter_class: type[django_filters.Filter], path: str = "") -> dict[str, Any]:
    """The bounds of a column: `<name>__gte`, `__gt`, `__lte` and `__lt`."""
    return {f"{name}__{lookup}": _bound(path or name, filter_class, lookup) for lookup in LOOKUPS}


def _bound(path: str, filter_class: type[django_filters.Filter], lookup: str) -> django_filters.Filter:
    at_start = lookup in FROM_ITS_START
    options = {"at_start": at_start} if filter_class is MomentFilter else {}
    return filter_class(field_name=path, lookup_expr=lookup, **options)


def numbers(*names: str) -> dict[str, Any]:
    """Columns that hold numbers, each by its value and by its bounds."""
    filters: dict[str, Any] = {}
    for name in names:
        filters |= {name: NumberFilter(field_name=name)} | between(name, NumberFilter)
    return filters
