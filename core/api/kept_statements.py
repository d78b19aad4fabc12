"""SQL text kept by the structure of a question, for questions that differ in nothing but their values.

Django writes the text of a query anew each time, which takes longer than most answers of the database. A
text is kept under everything it turns on: tables and how they are joined, columns, conditions and order. Its
values are given to it each time by the conditions themselves; it holds none, neither of a time nor of a
caller. A query with anything in it that is not named here is left to Django.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connections
from django.db.models import Count, F, QuerySet, lookups
from django.db.models.expressions import Col, OrderBy
from django.db.models.fields.related_lookups import RelatedExact
from django.db.models.sql import Query
from django.db.models.sql.datastructures import BaseTable, Join
from django.db.models.sql.where import WhereNode
from rest_framework.request import Request

from core.api.light_rows import Columns, LightRows, Reading

CLOCKS = ("as_of", "known_at")
MANY = 500
# Conditions on one column, each of which is written in one way and has one value.
PLAIN = frozenset(
    {
        *(lookups.Exact, lookups.IExact, lookups.GreaterThan, lookups.GreaterThanOrEqual, lookups.LessThan),
        *(lookups.LessThanOrEqual, lookups.IntegerFieldExact, lookups.IntegerGreaterThan, RelatedExact),
        *(lookups.IntegerGreaterThanOrEqual, lookups.IntegerLessThan, lookups.IntegerLessThanOrEqual),
    }
)
# Of a query, these are named in the key; these turn on others or on nothing; all others must be as they come.
NAMED = frozenset(
    {"alias_map", "alias_refcount", "default_ordering", "model", "order_by", "select_related", "where"}
)
DERIVED = frozenset({"_annotation_select_cache", "_lookup_joins", "base_table", "table_map", "used_aliases"})
NOT_COMPARED = NAMED | DERIVED | {"high_mark", "low_mark"}
BARE, NOWHERE = vars(Query(None)), object()
Asked = Callable[[QuerySet], Query]


class NotPlain(Exception):
    """A query of which not everything can be named."""


@dataclass(frozen=True)
class Structure:
    """Everything that the text of a query turns on, and the conditions that have its values."""

    key: Hashable
    order: Hashable
    conditions: tuple[Any, ...]

    def values(self, using: str) -> tuple[Any, ...]:
        """The values, as the database is given them."""
        connection = connections[using]
        return tuple(value for each in self.conditions for value in each.process_rhs(None, connection)[1])


@dataclass(frozen=True)
class Text:
    """What a query is called by its database, and what reads its rows."""

    sql: str
    reading: Reading


def is_for_nobody_now(request: Request) -> bool:
    """Whether nobody in particular asks, and about now."""
    return not request.user.is_authenticated and not any(name in request.query_params for name in CLOCKS)


def structure_of(query: Query) -> Structure | None:
    """The structure of a query, wherever its page begins and ends; None where not all of it can be named."""
    conditions: list[Any] = []
    try:
        refuse_what_is_not_named(query)
        key = (
            query.model,
            tuple(_tables(query)),
            _conditions(query.where, conditions),
            _frozen(query.select_related),
        )
        order = (query.default_ordering, *map(_order, query.order_by))
        return Structure(key, order, tuple(conditions))
    except NotPlain:
        return None


def refuse_what_is_not_named(query: Query) -> None:
    """Raise NotPlain for a query that has more to it than the key says."""
    if type(query) is not Query:
        raise NotPlain
    for name, value in vars(query).items():
        if name not in NOT_COMPARED and value != BARE.get(name, getattr(Query, name, NOWHERE)):
            raise NotPlain


def _tables(query: Query) -> Iterator[Hashable]:
    for alias, table in query.alias_map.items():
        known: Hashable
        if type(table) is Join and not table.filtered_relation:
            known = (table.parent_alias, table.join_type, table.join_field, table.join_cols)
        elif type(table) is BaseTable:
            known = None
        else:
            raise NotPlain
        yield alias, table.table_name, known, query.alias_refcount[alias] > 0


def _conditions(node: Any, found: list[Any]) -> Hashable:
    if type(node) is WhereNode:
        children = tuple(_conditions(child, found) for child in node.children)
        return node.connector, node.negated, children
    if type(getattr(node, "lhs", None)) is not Col:
        raise NotPlain
    column = (node.lhs.alias, node.lhs.target, node.lhs.output_field)
    if type(node) is lookups.IsNull:
        return type(node), column, node.rhs
    is_plain = type(node) in PLAIN and node.rhs_is_direct_value() and not node.bilateral_transforms
    if not is_plain or node.rhs is None:
        raise NotPlain
    found.append(node)
    # What is true or false is not compared but asked for by itself.
    return type(node), column, type(node.rhs), node.rhs if isinstance(node.rhs, bool) else None


def _order(entry: Any) -> Hashable:
    if isinstance(entry, str):
        return entry
    if type(entry) is not OrderBy or type(entry.expression) is not F:
        raise NotPlain
    column: Any = entry.expression
    return column.name, entry.descending, entry.nulls_first, entry.nulls_last


def _frozen(related: Any) -> Hashable:
    if isinstance(related, dict):
        return tuple((name, _frozen(inner)) for name, inner in related.items())
    return related


class Texts:
    """So many texts, those not asked for the longest going first; None where one has to be written anew."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, Text | None] = OrderedDict()

    def __iter__(self) -> Iterator[Text]:
        return iter([text for text in self._kept.values() if text])

    def find(self, key: Hashable, write: Callable[[], Text | None]) -> Text | None:
        """The text under this key, written if it is not there."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        text = write()
        with self._lock:
            self._kept[key] = text
            while len(self._kept) > MANY:
                self._kept.popitem(last=False)
        return text


texts = Texts()


def text_of(rows: QuerySet, what: Hashable, asked: Asked) -> tuple[Text, tuple[Any, ...]] | None:
    """The text that reads `what` of these rows, and its values; `asked` is the query that Django asks."""
    structure = structure_of(rows.query)
    if structure is None:
        return None
    try:
        values = structure.values(rows.db)
    except (EmptyResultSet, FullResultSet):
        return None
    key = (rows.db, what, structure.key, None if asked is counting else structure.order)
    text = texts.find(key, lambda: _written(asked(rows), rows.db, values))
    return (text, values) if text else None


def _written(query: Query, using: str, values: tuple[Any, ...]) -> Text | None:
    """The text of a query made for it; None where it has other values than its conditions."""
    query.clear_limits()
    compiler: Any = query.get_compiler(using=using)
    sql, given = compiler.as_sql()
    if tuple(given) != values:
        return None
    query.where, compiler.where = WhereNode(), None
    return Text(sql, Reading(compiler))


def read(rows: QuerySet, what: Hashable, asked: Asked) -> tuple[Reading, list[Columns]] | None:
    """What the database gives for a page of rows, and how it is read; None where no text is kept."""
    known = text_of(rows, what, asked)
    if known is None:
        return None
    (text, values), query, connection = known, rows.query, connections[rows.db]
    page = connection.ops.limit_offset_sql(query.low_mark, query.high_mark) if query.is_sliced else ""
    with connection.cursor() as cursor:
        cursor.execute(f"{text.sql} {page}", values)
        return text.reading, cursor.fetchall()


def counting(rows: QuerySet) -> Query:
    """The query that counts these rows, as Django writes it."""
    query = rows.query.clone()
    query.clear_ordering(force=True)
    query.clear_select_clause()
    query.add_annotation(Count("*"), "__count")
    return query


class KeptLightRows(LightRows):
    """The same, by a text that is kept where there is one for such a query."""

    def __iter__(self) -> Iterator[Any]:
        """The rows."""
        found = None if self.chunked_fetch else read(self.queryset, LightRows, whole)
        if found is None:
            return super().__iter__()
        reading, columns = found
        return reading.rows(columns)


def whole(rows: QuerySet) -> Any:
    """The query of all columns of rows, for whoever changes it."""
    return rows.query.clone()


def light(rows: QuerySet, *, kept: bool) -> QuerySet:
    """The same query, which gives light rows and leaves what is prefetched for them to `core.api.joins`."""
    bare: Any = rows.prefetch_related(None)
    bare._iterable_class = KeptLightRows if kept else LightRows
    return bare
