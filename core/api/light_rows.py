"""Rows of a query made of their columns at once, where Django calls, signals and sets field by field.

They are the models' own objects with all that these can do, made for being shown: a related row that comes
beside many rows is one object for all of them.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from django.db.models.base import ModelState
from django.db.models.query import ModelIterable

Columns = tuple[Any, ...]
Make = Callable[[Columns], Any]
Put = Callable[[Any, Columns], None]


class LightRows(ModelIterable):
    """Yields light rows, for a query that is read through it."""

    def __iter__(self) -> Iterator[Any]:
        """The rows."""
        compiler: Any = self.queryset.query.get_compiler(using=self.queryset.db)
        found = compiler.execute_sql(chunked_fetch=self.chunked_fetch, chunk_size=self.chunk_size)
        return Reading(compiler).rows(chain.from_iterable(found))


class Reading:
    """How the rows of a query are read, worked out once it is compiled; what was read is never kept."""

    def __init__(self, compiler: Any) -> None:
        self._compiler = compiler
        self._converters = compiler.get_converters([column[0] for column in compiler.select])
        self._maker = _of_model(compiler.klass_info, compiler) if compiler.klass_info else None
        self._besides = tuple(compiler.annotation_col_map.items())

    def columns(self, found: Iterable[Columns]) -> Iterable[Columns]:
        """What the database gave, as Python has it."""
        return self._compiler.apply_converters(found, self._converters) if self._converters else found

    def rows(self, found: Iterable[Columns]) -> Iterator[Any]:
        """The same as light rows."""
        if self._maker is None:
            raise TypeError("these columns are of no model")
        make = self._maker()
        for columns in self.columns(found):
            row = make(columns)
            for name, place in self._besides:
                setattr(row, name, columns[place])
            yield row


def _of_model(info: dict[str, Any], compiler: Any) -> Callable[[], Make]:
    """What begins to make rows, for one time that they are read."""
    model, alias = info["model"], compiler.using
    first, end = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column[0].target.attname for column in compiler.select[first:end]]
    beside = [_beside(inner, compiler) for inner in info.get("related_klass_infos", ())]

    def begin() -> Make:
        puts = [begun() for begun in beside]

        def make(columns: Columns) -> Any:
            row, state = model.__new__(model), ModelState()
            state.__dict__ = {"adding": False, "db": alias, "fields_cache": {}}
            row.__dict__ = dict(zip(names, columns[first:end], strict=True), _state=state)
            for put in puts:
                put(row, columns)
            return row

        return make

    return begin


def _beside(info: dict[str, Any], compiler: Any) -> Callable[[], Put]:
    """What puts a row that comes beside another (`select_related`) where the other looks for it."""
    begin, put, put_back = _of_model(info, compiler), info["local_setter"], info["remote_setter"]
    places = {compiler.select[place][0].target: place for place in info["select_fields"]}
    key = places[info["model"]._meta.pk]

    def begun() -> Put:
        make, known = begin(), {None: None}

        def place(row: Any, columns: Columns) -> None:
            pk = columns[key]
            if pk not in known:
                known[pk] = make(columns)
            put(row, known[pk])
            if known[pk] is not None:
                put_back(known[pk], row)

        return place

    return begun
