"""Rows of a list as lines of a table, written by PostgreSQL itself: no row is ever made an object of."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import F, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.query import ModelIterable
from django.db.models.sql import Query

from core.api.keyset import columns_of

AT_ONCE = 500
END = b"\r\n"
Write = Callable[[bytes], None]
COPY = b"COPY (SELECT %s FROM (%s) AS sorted) TO STDOUT WITH (FORMAT csv)"


class Lines:
    """Takes lines as PostgreSQL ends them and hands them on as RFC 4180 does; libpq gives one at a time."""

    def __init__(self, write: Write) -> None:
        self._write, self._held = write, list[bytes]()

    def write(self, line: bytes) -> None:
        """One line more."""
        self._held.append(line[:-1])
        if len(self._held) == AT_ONCE:
            self.hand_on()

    def hand_on(self) -> None:
        """What is held is held no longer."""
        self._held.append(b"")
        self._write(END.join(self._held))
        self._held.clear()


def can_be_copied(rows: Any, cells: Sequence[Combinable]) -> bool:
    """Whether PostgreSQL can write these: rows of a model, each once, and of more than one cell.

    A line of one empty cell it writes otherwise than the csv module, which must not look like no line.
    """
    if not isinstance(rows, QuerySet) or connections[rows.db].vendor != "postgresql" or len(cells) < 2:  # noqa: PLR2004
        return False
    query: Any = rows.query
    merged = query.combinator or query.distinct or query.is_sliced or query.group_by is not None
    return not merged and issubclass(getattr(rows, "_iterable_class"), ModelIterable)  # noqa: B009


def copy(rows: QuerySet, cells: Sequence[Combinable], write: Write) -> None:
    """The lines of these rows, in their order: of the rows given and no others."""
    named = {f"cell_{place}": cell for place, cell in enumerate(cells)}
    try:
        sql, values = sorted_by_its_first_columns(rows, named).get_compiler(rows.db).as_sql()
    except EmptyResultSet:
        return
    lines = Lines(write)
    with connections[rows.db].cursor() as cursor:
        question = COPY % (", ".join(named).encode(), cursor.mogrify(sql, values))
        ask(cursor, question.decode(), lines)
    lines.hand_on()


def ask(cursor: Any, question: str, lines: Lines) -> None:
    """Asks as every other question is asked, so that whoever looks at what is asked sees this too."""
    cursor._execute_with_wrappers(
        question, None, many=False, executor=lambda sql, *_: cursor.copy_expert(sql, lines)
    )


def sorted_by_its_first_columns(rows: QuerySet, named: Mapping[str, Combinable]) -> Query:
    """The question for these cells, and before them what they are sorted by.

    PostgreSQL reads a row up to the column it compares: with thirty before it, a sort takes twice the time.
    """
    keys = {column.name: F(column.path) for column in columns_of(rows)}
    return rows.annotate(**keys, **named).values_list(*keys, *named).query
