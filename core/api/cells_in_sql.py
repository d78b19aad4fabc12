"""The cells of a table as PostgreSQL itself writes them, for columns that are shown as they are stored.

Only what is named here is written so; of every other kind of field nothing is said, and the list is then
written by its serializer. Both write the same bytes: `tests/api/test_copied_exports.py` holds them together.
"""

from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Aggregate, F, Func, OuterRef, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from rest_framework import serializers
from rest_framework.serializers import Serializer

from core.api.columns import BETWEEN, Column
from core.api.values import CitationsField, QuantityField, SourceField

# A key in an address, in whose place each row's own is put: any list has it for a key.
A_KEY = "0"
# Of a number with more digits the nearest float, which JSON has, is written otherwise.
MOST_DIGITS = 15
TEXTS = (models.CharField, models.TextField)
Cell = Combinable | None


class Sql(Func):
    """An expression of SQL over others, none of which has values of its own."""

    output_field = models.TextField()


class Text(Sql):
    """A text that does nothing in a spreadsheet, as `core.spreadsheets.defused`; none where it is empty."""

    template = (
        "CASE WHEN ascii(%(expressions)s) > 64 THEN %(expressions)s "
        "WHEN ascii(%(expressions)s) IN (9, 13, 43, 45, 61, 64) THEN '''' || %(expressions)s "
        "ELSE NULLIF(%(expressions)s, '') END"
    )


class Word(Sql):
    """A text from a fixed vocabulary, in which nothing begins like a formula; none where it is empty."""

    template = "NULLIF(%(expressions)s, '')"


class Truth(Sql):
    """True or false as in JSON."""

    template = "CASE WHEN %(expressions)s THEN 'true' ELSE 'false' END"


class Decimal(Sql):
    """A number without the noughts at its end."""

    function = "trim_scale"


class Citation(Sql):
    """A document and the place in it, without the place where it is the whole document."""

    template = "concat_ws(', ', %(expressions)s)"


class Address(Sql):
    """What stands before a key, the key, what stands after it."""

    template, arg_joiner = "(%(expressions)s)", " || "


class Joined(Aggregate):
    """Texts in the order of a column, in one cell."""

    function, arg_joiner = "string_agg", f", '{BETWEEN}' ORDER BY "
    output_field = models.TextField()


def cells_in_sql(columns: Iterable[Column], serializer: Any) -> list[Combinable] | None:
    """The cells of these columns; None where one of them is more than what is stored."""
    if not is_plain(serializer):
        return None
    cells = [cell_in_sql(column, serializer) for column in columns]
    whole = [cell for cell in cells if cell is not None]
    return whole if len(whole) == len(cells) else None


def is_plain(serializer: Any) -> bool:
    """Whether a row is shown field by field, and in no other way."""
    shows = type(serializer).to_representation is Serializer.to_representation
    return shows and hasattr(getattr(serializer, "Meta", None), "model")


def cell_in_sql(column: Column, serializer: Any) -> Cell:
    """One of them; None where its field is of no kind that is known here."""
    field = serializer.fields[column.field]
    write = KINDS.get(type(field))
    return write(field, serializer.Meta.model, column.name.partition(".")[2]) if write else None


def stored(model: Any, path: str) -> Any:
    """The column at a path of a model; None where there is none, or where it is read in a way of its own."""
    first, _, rest = path.partition("__")
    try:
        column = model._meta.pk if first == "pk" else model._meta.get_field(first)
    except FieldDoesNotExist:
        return None
    if rest:
        return stored(column.related_model, rest) if column.many_to_one else None
    if column.many_to_one and path == column.attname:
        return column.target_field
    return None if column.is_relation or hasattr(column, "from_db_value") else column


def at(model: Any, path: str) -> Cell:
    """What is stored at a path, as a cell."""
    column = stored(model, path)
    if isinstance(column, TEXTS):
        return Text(F(path))
    if isinstance(column, models.BooleanField):
        return None if column.null else Truth(F(path))
    if isinstance(column, models.DecimalField):
        return Decimal(F(path)) if column.max_digits <= MOST_DIGITS else None
    return F(path) if isinstance(column, models.IntegerField) else None


def a_column(field: Any, model: Any, part: str) -> Cell:
    """A column of the row itself."""
    return at(model, field.source)


def a_key(field: Any, model: Any, part: str) -> Cell:
    """A related row by its key."""
    return at(model, f"{field.source}__{field.slug_field}")


def a_quantity(field: Any, model: Any, part: str) -> Cell:
    """A number, or its precision, of which a constraint says that it stands beside a number and is a word."""
    if part == "qualifier":
        return Word(F(f"{field.field_name}_qualifier"))
    return at(model, field.field_name)


def an_address(field: Any, model: Any, part: str) -> Cell:
    """The address of the row."""
    if stored(model, field.lookup_field) is None:
        return None
    row = SimpleNamespace(**{"pk": A_KEY, field.lookup_field: A_KEY})
    address = field.get_url(row, field.view_name, field.context["request"], None)
    before, _, after = address.rpartition(A_KEY)
    return Address(models.Value(before), F(field.lookup_field), models.Value(after))


def citation(passage: str) -> Combinable:
    """A passage, as it is cited."""
    symbol, slug, locator = (
        F(f"{passage}__{name}") for name in ("document__symbol", "document__slug", "locator")
    )
    return Citation(Coalesce(Word(symbol), slug), Word(locator))


def a_source(field: Any, model: Any, part: str) -> Cell:
    """The one passage that a row was read from."""
    return Text(citation(field.source))


def citations(field: Any, model: Any, part: str) -> Cell:
    """All passages that a row was taken from."""
    relation = model._meta.get_field("citations")
    own, other = relation.m2m_field_name(), relation.m2m_reverse_field_name()
    links = relation.remote_field.through._default_manager.filter(**{own: OuterRef("pk")}).order_by()
    joined = links.values(own).annotate(joined=Joined(citation(other), F(f"{other}_id")))
    return Text(Subquery(joined.values("joined")))


KINDS: dict[type, Callable[[Any, Any, str], Cell]] = {
    **dict.fromkeys(
        (
            serializers.CharField,
            serializers.SlugField,
            serializers.ChoiceField,
            serializers.IntegerField,
            serializers.BigIntegerField,
            serializers.BooleanField,
        ),
        a_column,
    ),
    serializers.SlugRelatedField: a_key,
    serializers.HyperlinkedIdentityField: an_address,
    QuantityField: a_quantity,
    SourceField: a_source,
    CitationsField: citations,
}
