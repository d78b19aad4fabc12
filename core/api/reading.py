"""The endpoint all content is read through: a list and a detail that start from what the caller may see."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db.models import Prefetch, QuerySet
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.permissions import SAFE_METHODS
from rest_framework.viewsets import GenericViewSet

from core.api.addresses import Site
from core.api.citations import citations_in, citations_of
from core.api.exports import ExportedList
from core.api.flat_shapes import FlatShape, flat_shape_of
from core.api.inclusion import expand
from core.api.joins import Joins
from core.api.kept_statements import is_for_nobody_now, light
from core.api.parameters import SPARSE, DeclaredParameters, keep_fields
from core.api.shapes import Asked, Shape, shape_of

SLUG = "[-a-zA-Z0-9_]+"
NUMBER = "[0-9]{1,4}"
ID = "[0-9]{1,18}"
# What goes along with the rows of an endpoint, with these of its inclusions, when nobody in particular asks.
KEPT: dict[tuple[type, tuple[str, ...]], Joins] = {}


class ContentEndpoint(ExportedList, DeclaredParameters, ListModelMixin, RetrieveModelMixin, GenericViewSet):
    """A list and a detail of one model; says which rows go along, how to filter, search and order."""

    lookup_field = "slug"
    lookup_value_regex = SLUG
    search_fields: tuple[str, ...] = ()
    ordering_fields: dict[str, str] = {}
    # Whether a row of the list is a row of its model, of which it is kept when it changed.
    has_moments = True
    # What asks for all its rows, where the list by itself holds only some.
    asked_whole = ""
    # The column within which its key names a row, where the key alone does not.
    key_within = ""
    joins: Joins | None = None
    flat: FlatShape | None = None

    def get_queryset(self) -> QuerySet:
        """The rows the caller may see; to everybody else the others are not there."""
        rows: QuerySet = super().get_queryset().visible_to(self.request.user)  # type: ignore[attr-defined]
        return rows

    def going_along(self) -> Sequence[str | Prefetch]:
        """What is read for these rows by this call, besides what is always read for them.

        It may turn on who asks, the clocks and `include`, and on nothing else.
        """
        return [read for how in self.included.values() for read in how.read_for(self)]

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """The rows asked for; of a read they come light, and what goes along is read for those shown."""
        rows = super().filter_queryset(queryset)
        if self.request.method not in SAFE_METHODS:
            return rows.prefetch_related(*self.going_along())
        kept = self.is_for_nobody_now
        if flat := self.flat_shape(rows):
            return flat.reading(rows, kept=kept)
        self.joins = self.joins_of(rows)
        return light(rows, kept=kept)

    @property
    def is_for_nobody_now(self) -> bool:
        """Whether nobody in particular asks, and about now: then the same is read each time."""
        return is_for_nobody_now(self.request) and not any(self.given.values())

    def joins_of(self, rows: QuerySet) -> Joins:
        """What goes along with these rows: for nobody in particular, who asks about now, always the same."""
        key = (type(self), tuple(self.included))
        if not self.is_for_nobody_now:
            return self._joins(rows)
        if key not in KEPT:
            KEPT[key] = self._joins(rows)
        return KEPT[key]

    def _joins(self, rows: Any) -> Joins:
        return Joins(rows.model, [*rows._prefetch_related_lookups, *self.going_along()])

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """What shows these rows: their shape where all of it is known, else the serializer itself."""
        if args and self.joins:
            self.joins.fill(args[0] if kwargs.get("many") else args)
        if args and self.flat:
            return ShownFlat(self.flat, args[0], self.request)
        if args and (shape := self.shape()):
            asked: Any = self.get_serializer_context()
            return Shown(shape, args[0], many=kwargs.get("many", False), context=asked)
        serializer = super().get_serializer(*args, **kwargs)
        if serializer.instance is not None:
            context: Any = serializer.context
            context["citations"] = citations_in(serializer, self.request)
        return serializer

    def shape(self) -> Shape | None:
        """The shape of what this call asks to be shown."""
        return shape_asked(*self._shown())

    def flat_shape(self, rows: QuerySet) -> FlatShape | None:
        """The same for a numbered page of rows, where it shows nothing but their columns."""
        is_page = self.action == "list" and not self.form and "cursor" not in self.request.query_params
        self.flat = flat_shape_asked(*self._shown()) if is_page and have_only_columns(rows) else None
        return self.flat

    def _shown(self) -> tuple[Any, tuple[str, ...], str, str]:
        given = self.request.query_params
        fields, omit = (given.get(name, "") for name in SPARSE)
        return self.get_serializer_class(), tuple(self.included), fields, omit


class Shown:
    """Rows shown by their shape, in place of a serializer."""

    def __init__(self, shape: Shape, rows: Any, *, many: bool, context: dict[str, Any]) -> None:
        self.shape, self.rows, self.many, self.context = shape, rows, many, context

    @property
    def data(self) -> Any:
        """What the serializer would give."""
        rows = list(self.rows) if self.many else [self.rows]
        site = Site(self.context["request"])
        self.context["citations"] = citations_of(self.shape.cited_rows(rows), site)
        asked = Asked(site, self.context)
        shown = [self.shape.show(row, asked) for row in rows]
        return shown if self.many else shown[0]


class ShownFlat:
    """The same of rows that are their columns."""

    def __init__(self, flat: FlatShape, rows: Any, request: Any) -> None:
        self.flat, self.rows, self.request = flat, rows, request

    @property
    def data(self) -> Any:
        """What the serializer would give."""
        site, show = Site(self.request), self.flat.show
        return [show(row, site) for row in self.rows]


def have_only_columns(rows: QuerySet) -> bool:
    """Whether nothing is worked out beside the columns of these rows, and no two count as one."""
    query = rows.query
    return not (query.annotations or query.distinct or query.group_by or query.combinator or query.extra)


@lru_cache(maxsize=500)
def shape_asked(kind: Any, included: tuple[str, ...], fields: str, omit: str) -> Shape | None:
    """The shape of a serializer with these fields, some of them included whole; worked out once."""
    return shape_of(serializer_asked(kind, included, fields, omit))


@lru_cache(maxsize=500)
def flat_shape_asked(kind: Any, included: tuple[str, ...], fields: str, omit: str) -> FlatShape | None:
    """The same where it shows nothing but columns."""
    return flat_shape_of(serializer_asked(kind, included, fields, omit))


def serializer_asked(kind: Any, included: tuple[str, ...], fields: str, omit: str) -> Any:
    """A serializer with these fields, some of them included whole."""
    serializer = kind(context={})
    expand(serializer, {name: kind.includes[name] for name in included})
    keep_fields(serializer, {"fields": fields, "omit": omit})
    return serializer
