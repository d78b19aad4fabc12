"""Of which rows the public is told when they last changed, and by what else than themselves they change.

A row changes with its own columns, with its links (themes, citations, …) and with the rows that its answer
shows whole. A row that it names by a key alone has a moment of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Model

from core.copied_fields import is_copy

ITSELF = ""
Models = type[Model]


@dataclass(frozen=True)
class Source:
    """A table by which rows change: by which paths it leads to them, and which of its rows are public.

    `only` or `but` choose the columns that count; without either, all but copies do. `public` is a condition
    on "ROW".
    """

    model: Models
    paths: tuple[str, ...]
    only: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    public: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of which a change counts."""
        fields: Any = self.model._meta.local_concrete_fields
        return tuple(
            field.column
            for field in fields
            if (not self.only or field.name in self.only) and not (field.name in self.but or is_copy(field))
        )


def source(label: str, *paths: str, **options: Any) -> Source:
    """A table by the name of its model; without a path it leads to itself."""
    return Source(apps.get_model(label), paths or (ITSELF,), **options)


def with_links(found: Source) -> Iterator[Source]:
    """The table itself, and those of its links."""
    yield found
    links: Any = found.model._meta.many_to_many
    for field in links:
        through = field.remote_field.through
        if through._meta.auto_created:
            ends = field.m2m_field_name(), field.m2m_reverse_field_name()
            paths = tuple(_from_a_link(field.name, *ends, path) for path in found.paths)
            yield Source(through, paths, public=_of_a_link(field, found))


def _of_a_link(field: Any, found: Source) -> str:
    """A link is public where its row is."""
    if not found.public:
        return ""
    table, pk, public = field.model._meta.db_table, field.model._meta.pk, found.public
    itself = f"linked.{pk.column} = ROW.{field.m2m_column_name()}"
    return (
        f"EXISTS (SELECT 1 FROM {table} AS linked WHERE {itself} AND ({public.replace('ROW.', 'linked.')}))"  # noqa: S608
    )


def _from_a_link(name: str, own: str, other: str, path: str) -> str:
    """A path as it goes on from a link: by its other end where the path would have used the link itself."""
    first, _, rest = path.partition("__")
    steps = (other, rest) if first == name else (own, path)
    return "__".join(filter(None, steps))


def of_passages(sources: list[Source]) -> Source:
    """A passage changes whatever cites it."""
    passage = apps.get_model("core.Passage")
    paths = [
        "__".join(filter(None, (field.related_query_name(), path)))
        for found in sources
        for field in _relations(found.model)
        if field.related_model is passage
        for path in found.paths
    ]
    return Source(passage, tuple(paths))


def _relations(model: Models) -> list[Any]:
    return [*model._meta.many_to_many, *(field for field in model._meta.concrete_fields if field.is_relation)]


@cache
def sources() -> tuple[Source, ...]:
    """Every table by which a row of a list changes, each once."""
    told = [each for name in settings.PUBLIC_SOURCES for each in import_module(name).moments()]
    every: dict[Models, Source] = {}
    for found in [*(each for one in told for each in with_links(one)), of_passages(told)]:
        before = every.get(found.model)
        every[found.model] = replace(before, paths=before.paths + found.paths) if before else found
    return tuple(every.values())


@cache
def kinds() -> dict[str, Models]:
    """The models whose rows have moments, by the name that stands for them."""
    own = (found.model for found in sources() if ITSELF in found.paths)
    return {model._meta.label_lower: model for model in own}
