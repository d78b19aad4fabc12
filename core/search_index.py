"""Writes the index of the search: what the public sees of each source, in the transaction of the change."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Q, QuerySet

from core import search
from core.models import SearchEdition, SearchEntry
from core.search_marks import BETWEEN, kind_mark, span_mark, spans_of, theme_mark
from core.search_terms import forget_deleted
from core.search_words import terms_of

# To be raised when words are split or stemmed otherwise: then a reindexing writes every entry anew.
EDITION = 4
AT_ONCE = 2000
# Positions in PostgreSQL end at 16,383; what comes later in a text is not found.
MOST_TERMS = 15_000
WRITTEN = ("place", "key", "holder", "title", "text", "title_terms", "terms", "fingerprint")

# Rows of sources, by type and primary key.
Touched = set[tuple[str, int]]


def touched_by(*subjects: models.Model | None) -> Touched:
    """The rows whose entries say something of these rows, or of rows that these link."""
    there = [row for row in subjects if row is not None and row.pk]
    linked = [row for subject in there for row in _pointed_at(subject)]
    return {
        (source.type, key)
        for source in search.sources()
        for row in (*there, *linked)
        for key in _rows_saying(source, row)
    }


def itself(row: models.Model) -> Touched:
    """The entry of this row alone."""
    kinds = (source.type for source in search.sources() if isinstance(row, source.queryset(None).model))
    return {(kind, row.pk) for kind in kinds}


def _pointed_at(subject: models.Model) -> Iterator[models.Model]:
    """The rows that a row is about: a line between two others changes what both carry."""
    for field in subject._meta.concrete_fields:
        if field.is_relation and (row := getattr(subject, field.name)):
            yield row


def _rows_saying(source: search.SearchSource, row: models.Model) -> Iterable[int]:
    model = source.queryset(None).model
    if isinstance(row, model):
        return [row.pk]
    ways = [way for way in search.ways_of(source) if isinstance(row, search.model_at(model, way))]
    if not ways:
        return []
    said = Q(*((way, row.pk) for way in ways), _connector=Q.OR)
    return model._default_manager.filter(said).order_by().values_list("pk", flat=True).distinct()


@transaction.atomic
def refresh(touched: Touched) -> None:
    """Write the entries of these rows anew; a row that the public does not see has none."""
    by_type = defaultdict(list)
    for kind, key in sorted(touched):
        by_type[kind].append(key)
    replaced = [_refreshed(search.source_of(kind), keys) for kind, keys in by_type.items()]
    if any(replaced):
        forget_deleted(connection)


def _refreshed(source: search.SearchSource, keys: list[int]) -> int:
    """Write the entries of these rows; says how many went or were replaced."""
    entries = SearchEntry.objects.filter(type=source.type, object_id__in=keys)
    known = dict(entries.values_list("object_id", "fingerprint"))
    there = _entries(source, source.queryset(None).filter(pk__in=keys))
    late = {entry.object_id: entry for entry in there if known.get(entry.object_id) != entry.fingerprint}
    _write(list(late.values()))
    gone = known.keys() - {entry.object_id for entry in there}
    if gone:
        entries.filter(object_id__in=gone).delete()
    return len(gone) + len(late.keys() & known.keys())


@transaction.atomic
def refresh_everything() -> dict[str, int]:
    """Bring every entry up to date, whatever was written past the services; says how many were not."""
    wrong = {source.type: _refresh_source(source) for source in search.sources()}
    unknown, _ = SearchEntry.objects.exclude(type__in=wrong).delete()
    if unknown or any(wrong.values()):
        forget_deleted(connection)
    SearchEdition.objects.update_or_create(pk=1, defaults={"edition": EDITION})
    return {kind: count for kind, count in {**wrong, "unknown": unknown}.items() if count}


def is_of_an_older_edition() -> bool:
    """Whether entries may still hold words made by rules of before; an empty index holds none."""
    if SearchEdition.objects.filter(edition__gte=EDITION).exists():
        return False
    return SearchEntry.objects.exists()


def _refresh_source(source: search.SearchSource) -> int:
    known = dict(SearchEntry.objects.filter(type=source.type).values_list("object_id", "fingerprint"))
    there = source.queryset(None).order_by("pk").values_list("pk", flat=True)
    keys = list(there)
    wrong = 0
    for start in range(0, len(keys), AT_ONCE):
        entries = _entries(source, source.queryset(None).filter(pk__in=keys[start : start + AT_ONCE]))
        late = [entry for entry in entries if known.get(entry.object_id) != entry.fingerprint]
        _write(late)
        wrong += len(late)
    gone = sorted(known.keys() - set(keys))
    for start in range(0, len(gone), AT_ONCE):
        SearchEntry.objects.filter(type=source.type, object_id__in=gone[start : start + AT_ONCE]).delete()
    return wrong + len(gone)


def _write(entries: list[SearchEntry]) -> None:
    SearchEntry.objects.bulk_create(
        entries,
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["type", "object_id"],
        update_fields=WRITTEN,
    )


def _entries(source: search.SearchSource, rows: QuerySet) -> list[SearchEntry]:
    """These rows as the index is to hold them."""
    themes = _themes(source, rows)
    place = search.sources().index(source)
    columns = ("pk", "search_key", "search_holder", "search_title", "search_text")
    texts = search.with_text(source, rows).order_by("pk").values_list(*columns)
    return [_entry(source, place, row, sorted(themes[row[0]])) for row in texts]


def _themes(source: search.SearchSource, rows: QuerySet) -> dict[int, set[str]]:
    """The keys of the themes of each row."""
    found: dict[int, set[str]] = defaultdict(set)
    if source.themes:
        carried = rows.order_by().filter(**{f"{source.themes}__isnull": False})
        for key, theme in carried.values_list("pk", source.themes):
            found[key].add(theme)
    return found


def _entry(source: search.SearchSource, place: int, row: Any, themes: list[str]) -> SearchEntry:
    object_id, key, holder, title, text = row
    title_terms = terms_of(title)[:MOST_TERMS]
    spans = (span_mark(span) for span in spans_of(object_id))
    marks = (BETWEEN, kind_mark(source.type), *(theme_mark(slug) for slug in themes), *spans)
    terms = (*title_terms, BETWEEN, *terms_of(text)[: MOST_TERMS - len(title_terms)], *marks)
    said = json.dumps([EDITION, place, key, holder, title, text, themes])
    return SearchEntry(
        type=source.type,
        place=place,
        object_id=object_id,
        key=key,
        holder=holder,
        title=title,
        text=text,
        title_terms=(*title_terms, *marks),
        terms=terms,
        fingerprint=hashlib.sha256(said.encode()).hexdigest(),
    )
