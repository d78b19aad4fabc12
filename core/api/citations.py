"""Reads the citations of everything in an answer, nested rows too, with one query."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from rest_framework.reverse import reverse
from rest_framework.serializers import BaseSerializer, ListSerializer, Serializer

from core.api.values import CitationsField

Citations = dict[tuple[str, int], list[dict[str, str]]]


def citations_in(serializer: BaseSerializer, request: Any) -> Citations:
    """The citations of every row the serializer will show, by model and primary key."""
    rows: Any = serializer.instance if isinstance(serializer, ListSerializer) else [serializer.instance]
    wanted: dict[Any, set[int]] = defaultdict(set)
    for row in _cited_rows(getattr(serializer, "child", serializer), list(rows)):
        wanted[type(row)].add(row.pk)
    found: Citations = defaultdict(list)
    addresses: dict[str, str] = {}
    for label, pk, slug, symbol, locator, _passage in _passages(wanted):
        if slug not in addresses:
            addresses[slug] = reverse("api:documents-detail", args=[slug], request=request)
        found[label, pk].append({"document": symbol or slug, "locator": locator, "url": addresses[slug]})
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
    queries = [_passages_of(model, pks) for model, pks in wanted.items()]
    if not queries:
        return []
    first, *others = queries
    return first.union(*others, all=True).order_by("citing_model", "citing_row", "passage")


def _passages_of(model: Any, pks: set[int]) -> QuerySet:
    """The links of these rows to passages; these were written in the order of their documents and places."""
    relation = model._meta.get_field("citations")
    own, other = relation.m2m_field_name(), relation.m2m_reverse_field_name()
    links = relation.remote_field.through._default_manager.filter(**{f"{own}__in": pks})
    named = links.annotate(
        citing_model=Value(model._meta.label_lower, output_field=CharField()), citing_row=F(f"{own}_id")
    )
    place = (f"{other}__document__slug", f"{other}__document__symbol", f"{other}__locator")
    return named.values_list("citing_model", "citing_row", *place, other)
