"""Pages by `cursor`: each goes on after the last row of the one before, whatever was added meanwhile.

A cursor holds the values that the last row is ordered by, and its primary key. It is encrypted, so that it
can be neither read nor made up, and always the same for the same row, so that answers stay the same too.
"""

import base64
import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import takewhile
from typing import Any, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db.models import F, Model, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThanOrEqual, TupleLessThanOrEqual
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

START = "*"
PURPOSE = b"tracker: cursors, 1"
LONGEST_TEXT = 120


@dataclass(frozen=True)
class Column:
    """One of the columns a list is ordered by; empty values come last in both directions."""

    path: str
    descending: bool
    place: int
    never_empty: bool

    @property
    def name(self) -> str:
        """What its value is called beside a row."""
        return f"keyset_{self.place}"

    def order(self, *, backwards: bool) -> Any:
        """The column as the database orders by it."""
        nulls = {} if self.never_empty else {"nulls_first" if backwards else "nulls_last": True}
        column = F(self.name)
        return column.desc(**nulls) if self.descending != backwards else column.asc(**nulls)

    def equals(self, value: Any) -> Q:
        """Rows with this value."""
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})

    def beyond(self, value: Any, *, backwards: bool) -> Q | None:
        """Rows past this value; None where there can be none."""
        empty = Q(**{f"{self.name}__isnull": True})
        if value is None:
            return ~empty if backwards else None
        side = "lt" if self.descending != backwards else "gt"
        past = Q(**{f"{self.name}__{side}": value})
        return past if backwards or self.never_empty else past | empty


@dataclass(frozen=True)
class Position:
    """A row by the values it is ordered by, and which way to go from it."""

    values: tuple[Any, ...]
    backwards: bool


def columns_of(rows: QuerySet) -> list[Column]:
    """What a list is ordered by; the last of these settles every tie."""
    columns = []
    entries: Any = rows.query.order_by
    for place, entry in enumerate(entries):
        path = entry if isinstance(entry, str) else entry.expression.name
        descending = not isinstance(entry, str) and entry.descending
        columns.append(Column(path, descending, place, is_never_empty(rows.model, path)))
    return columns


def is_never_empty(model: type[Model], path: str) -> bool:
    """Whether every row has a value there: then an index can be read in the order of it."""
    if path == "pk":
        return True
    return "__" not in path and not cast(Any, model._meta.get_field(path)).null


def beyond(rows: QuerySet, columns: list[Column], position: Position | None) -> QuerySet:
    """The rows past a position, the nearest first; from the beginning without one."""
    backwards = position is not None and position.backwards
    named = rows.annotate(**{column.name: F(column.path) for column in columns})
    ordered = named.order_by(*(column.order(backwards=backwards) for column in columns))
    return ordered.filter(*_begun(columns, position), _past(columns, position)) if position else ordered


def _begun(columns: list[Column], position: Position) -> Iterator[Any]:
    """A bound by the first columns that run one way, which holds for all that is past the position.

    It says nothing new, but an index can go straight to it, which it cannot for either this or that.
    """
    way = columns[0].descending
    first = list(takewhile(lambda column: column.never_empty and column.descending == way, columns))
    if first:
        at_or_past = TupleLessThanOrEqual if way != position.backwards else TupleGreaterThanOrEqual
        yield at_or_past(Tuple(*(F(column.name) for column in first)), position.values[: len(first)])


def _past(columns: list[Column], position: Position) -> Q:
    past, same = Q(pk__in=[]), Q()
    for column, value in zip(columns, position.values, strict=True):
        further = column.beyond(value, backwards=position.backwards)
        if further is not None:
            past |= same & further
        same &= column.equals(value)
    return past


def cursor_after(row: Any, columns: list[Column], *, backwards: bool, of: str) -> str:
    """The cursor of the rows after this one, or of those before it; good for lists of the same order."""
    values = [_plain(getattr(row, column.name)) for column in columns]
    told = json.dumps([int(backwards), values], separators=(",", ":")).encode()
    sealed = _cipher(settings.SECRET_KEY).encrypt(told, [_order(columns, of)])
    return base64.urlsafe_b64encode(sealed).decode("ascii").rstrip("=")


def position_of(cursor: str, columns: list[Column], *, of: str) -> Position | None:
    """Where a cursor stands; None for the beginning. One that is none of ours is refused."""
    if cursor in ("", START):
        return None
    try:
        sealed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        told = json.loads(_cipher(settings.SECRET_KEY).decrypt(sealed, [_order(columns, of)]))
    except (ValueError, InvalidTag) as error:
        message = _("This is no cursor of this list in this order: begin with cursor=*, then follow “next”.")
        raise ValidationError({"cursor": [message]}) from error
    return Position(tuple(_typed(value) for value in told[1]), bool(told[0]))


def _order(columns: list[Column], of: str) -> bytes:
    return json.dumps([of, [(column.path, column.descending) for column in columns]]).encode()


def _plain(value: Any) -> Any:
    """A value as JSON keeps it, with its type where that would be lost."""
    kinds = {Decimal: "n", datetime.datetime: "t", datetime.date: "d"}
    kind = kinds.get(type(value))
    return {kind: str(value)} if kind else value


def _typed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, text),) = value.items()
    makers: dict[str, Any] = {
        "n": Decimal,
        "t": datetime.datetime.fromisoformat,
        "d": datetime.date.fromisoformat,
    }
    return makers[kind](text)


@cache
def _cipher(secret: str) -> AESSIV:
    return AESSIV(HKDF(algorithm=SHA512(), length=64, salt=None, info=PURPOSE).derive(secret.encode()))
