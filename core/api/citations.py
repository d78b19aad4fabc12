"""Reads the citations of everything in an answer, nested rows too, with one query."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection
from rest_framework.serializers import BaseSerializer, ListSerializer, Serializer

from core.api.addresses import Site
from core.api.values import CitationsField

Citations = dict[tuple[str, int], list[dict[str, str]]]


def citations_in(serializer: BaseSerializer, request: Any) -> Citations:
    """The citations of every row the serializer will show, by model and primary key."""
    rows: Any = serializer.instance if isinstance(serializer, ListSerializer) else [serializer.instance]
    return citations_of(_cited_rows(getattr(serializer, "child", serializer), list(rows)), Site(request))


def citations_of(rows: Iterable[Any], site: Site) -> Citations:
    """The citations of these rows."""
    wanted: dict[Any, set[int]] = defaultdict(set)
    for row in rows:
        wanted[type(row)].add(row.pk)
    found: Citations = defaultdict(list)
    for label, pk, slug, symbol, locator, _passage in _passages(wanted):
        url = site.address("api:documents-detail", slug)
        found[label, pk].append({"document": symbol or slug, "locator": locator, "url": url})
    return found


def _cited_rows(serializer: Any, rows: list[Any]) -> Iterator[Any]:
    for field in serializer.fields.values():
        if isinstance(field, CitationsField):
            yield from rows
        elif isinstance(field, ListSerializer):
            yield from _cited_rows(field.child, [row for parent in rows for row in _many(field, parent)])
        elif isinstance(field, Serializer) and field.source != "*":
            inner = (field.get_attribute(parent) for parent in rows)
            yield from _cited_rows(field, [row for row in inner if row is not None])


def _many(field: ListSerializer, parent: Any) -> Iterable[Any]:
    rows: Any = field.get_attribute(parent)
    return rows.all() if hasattr(rows, "all") else rows


def _passages(wanted: dict[Any, set[int]]) -> Iterable[tuple[str, int, str, str, str, int]]:
    """The links of these rows to passages; these were written in the order of their documents and places."""
    if not wanted:
        return []
    queries = [_passages_of(model, len(pks)) for model, pks in wanted.items()]
    with connection.cursor() as cursor:
        cursor.execute(
            f"{' UNION ALL '.join(queries)} ORDER BY 1, 2, 6", [pk for pks in wanted.values() for pk in pks]
        )
        return cursor.fetchall()


def _passages_of(model: Any, number: int) -> str:
    """The links of so many rows; Django would take longer to write this than the database to answer it."""
    relation = model._meta.get_field("citations")
    links, own = relation.m2m_db_table(), relation.m2m_column_name()
    return (
        f"SELECT '{model._meta.label_lower}', l.{own}, d.slug, d.symbol, p.locator, p.id"  # noqa: S608 (names of ours)
        f" FROM {links} l"
        f" JOIN core_passage p ON p.id = l.{relation.m2m_reverse_name()}"
        f" JOIN core_document d ON d.id = p.document_id WHERE l.{own} IN ({', '.join(['%s'] * number)})"
    )
