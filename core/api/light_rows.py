"""Rows of a query made of their columns at once, where Django calls, signals and sets field by field.

They are the models' own objects with all that these can do, made for being shown: a related row that comes
beside many rows is one object for all of them.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.db.models.base import ModelState
from django.db.models.query import ModelIterable

from core.api.kept_statements import read

Columns = tuple[Any, ...]
Make = Callable[[Columns], Any]


class LightRows(ModelIterable):
    """Yields light rows, for a query that is read through it."""

    def __iter__(self) -> Iterator[Any]:
        """The rows."""
        compiler: Any = self.queryset.query.get_compiler(using=self.queryset.db)
        found = compiler.execute_sql(chunked_fetch=self.chunked_fetch, chunk_size=self.chunk_size)
        return map(maker(compiler), compiler.results_iter(found))


class KeptLightRows(LightRows):
    """The same, by a text that is kept where there is one for such a query."""

    def __iter__(self) -> Iterator[Any]:
        """The rows."""
        found = None if self.chunked_fetch else read(self.queryset, LightRows, whole)
        if found is None:
            return super().__iter__()
        columns, compiler = found
        return map(maker(compiler), columns)


def whole(rows: QuerySet) -> Any:
    """The query of all columns of rows, for whoever changes it."""
    return rows.query.clone()


def light(rows: QuerySet, *, kept: bool) -> QuerySet:
    """The same query, which gives light rows and leaves what is prefetched for them to `core.api.joins`."""
    bare: Any = rows.prefetch_related(None)
    bare._iterable_class = KeptLightRows if kept else LightRows
    return bare


def maker(compiler: Any) -> Make:
    """What makes a row of the columns that this query, once compiled, reads."""
    make = _of_model(compiler.klass_info, compiler)
    besides = tuple(compiler.annotation_col_map.items())

    def made(columns: Columns) -> Any:
        row = make(columns)
        for name, place in besides:
            setattr(row, name, columns[place])
        return row

    return made if besides else make


def _of_model(info: dict[str, Any], compiler: Any) -> Make:
    model, alias = info["model"], compiler.using
    first, end = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column[0].target.attname for column in compiler.select[first:end]]
    beside = [_beside(inner, compiler) for inner in info.get("related_klass_infos", ())]

    def make(columns: Columns) -> Any:
        row, state = model.__new__(model), ModelState()
        state.__dict__ = {"adding": False, "db": alias, "fields_cache": {}}
        row.__dict__ = dict(zip(names, columns[first:end], strict=True), _state=state)
        for put in beside:
            put(row, columns)
        return row

    return make


def _beside(info: dict[str, Any], compiler: Any) -> Callable[[Any, Columns], None]:
    """What puts a row that comes beside another (`select_related`) where the other looks for it."""
    make, put, put_back = _of_model(info, compiler), info["local_setter"], info["remote_setter"]
    places = {compiler.select[place][0].target: place for place in info["select_fields"]}
    key, known = places[info["model"]._meta.pk], {None: None}

    def place(row: Any, columns: Columns) -> None:
        pk = columns[key]
        if pk not in known:
            known[pk] = make(columns)
        put(row, known[pk])
        if known[pk] is not None:
            put_back(known[pk], row)

    return place
