"""The rows of evidence of an update: written, kept over a revision, copied into what follows."""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from benchmarks_app.models import Evidence, EvidenceReader, ProgressUpdate
from benchmarks_app.services import kept_files
from benchmarks_app.services.checking import check_fields
from benchmarks_app.services.colleagues import is_colleague
from benchmarks_app.services.sealed import Source, copy_sealed, fingerprint, remove_source, seal_source
from core import sealing
from core.errors import RuleBroken
from core.models import Document, User
from core.permissions import Visitor

CONFIDENTIAL = Evidence.Visibility.CONFIDENTIAL
# More than any order number: where rows wait while they are numbered anew.
ASIDE = 15_000
MOST_READERS = 20


@dataclass(frozen=True)
class EvidenceItem:
    """One thing an update rests on; source and information are judged apart, or not yet.

    `key` names a row that is there already and keeps what is sealed with it; `source` is sealed at once and
    cannot be read back, so two items are compared without it.
    """

    description: str
    origin: str
    document: Document | None = None
    url: str = ""
    dated: str = ""
    visibility: str = Evidence.Visibility.PUBLIC
    reliability: str = ""
    validity: str = ""
    readers: tuple[User, ...] = ()
    key: uuid.UUID | None = field(default=None, compare=False)
    source: Source = field(default=Source(), compare=False, repr=False)
    removes_source: bool = field(default=False, compare=False)
    sealed: tuple[str, ...] = field(default=(), compare=False)


IN_THE_ROW = (
    *("description", "origin", "document", "url", "dated"),
    *("visibility", "reliability", "validity"),
)


def evidence_items(rows: QuerySet[Evidence]) -> tuple[EvidenceItem, ...]:
    """Rows as the items they were written from; of a source only which parts of it are sealed."""
    shown: Any = rows
    return tuple(_item(row) for row in shown.with_everything_shown().order_by("order"))


def _item(row: Evidence) -> EvidenceItem:
    readers = tuple(named.reader for named in row.readers.all())
    told = {name: getattr(row, name) for name in IN_THE_ROW}
    return EvidenceItem(**told, readers=readers, key=row.key, sealed=tuple(row.sealed_kinds()))


def rows_seen_by(update: ProgressUpdate, user: Visitor | None) -> Any:
    """The rows of an update that are not kept from this person; with nobody named, none confidential."""
    rows: Any = Evidence.objects.filter(update=update).standing()
    return rows.not_kept_from(user) if user else rows.exclude(visibility=CONFIDENTIAL)


def write_evidence(
    update: ProgressUpdate, items: Sequence[EvidenceItem], *, by: User, at: datetime.datetime
) -> None:
    """Put these in the place of the rows that this person sees; rows kept from them stay, behind."""
    known = {row.key: row for row in rows_seen_by(update, by)}
    named = [item.key for item in items if item.key]
    rows = [_written(update, order, item, known, by) for order, item in enumerate(items, start=1)]
    if len(set(named)) != len(named):
        raise RuleBroken(_("The same row is named twice."), field="evidence")
    kept_from_them = list(Evidence.objects.filter(update=update).exclude(key__in=known).order_by("order"))
    gone = Evidence.objects.filter(update=update, key__in=set(known) - set(named))
    kept_files.forget(gone)
    gone.delete()
    Evidence.objects.filter(update=update).update(order=F("order") + ASIDE)
    for row, item in zip(rows, items, strict=True):
        row.save()
        _keep_with(row, item, at)
    for order, hidden in enumerate(kept_from_them, start=len(items) + 1):
        Evidence.objects.filter(pk=hidden.pk).update(order=order)


def _written(
    update: ProgressUpdate, order: int, item: EvidenceItem, known: dict[uuid.UUID, Evidence], by: User
) -> Evidence:
    """A row with what the item says, checked and unsaved."""
    place = f"evidence.{order}."
    if item.key and item.key not in known:
        raise RuleBroken(
            _("This update has no row of this key: leave it out for a new row."), field=f"{place}key"
        )
    row = known[item.key] if item.key else Evidence(update=update)
    check_item(row, item, by, place)
    row.holder = (row.holder or by) if item.visibility == CONFIDENTIAL else None
    row.order = order
    for name in IN_THE_ROW:
        setattr(row, name, getattr(item, name))
    check_fields(row, prefix=place)
    return row


def check_item(row: Evidence, item: EvidenceItem, by: User, place: str) -> None:
    """Refuse what would betray a source, or what this person may not change; `row` is as it was kept."""
    was = row.visibility if row.pk else None
    if was == CONFIDENTIAL and row.holder_id != by.pk:
        _refuse_change(_item(row), item, place)
        return
    if item.visibility != CONFIDENTIAL:
        _check_open(row, item, place)
        return
    if was not in (None, CONFIDENTIAL):
        message = _(
            "This row was saved before for others to see, and the history keeps it so for ever. "
            "Remove it and write a new confidential row, in other words."
        )
        raise RuleBroken(message, field=f"{place}visibility")
    if item.document:
        message = _("A confidential row names no document of this site: its page would point to the row.")
        raise RuleBroken(message, field=f"{place}document")
    if was is None or item.source.parts():
        sealing.require_a_key(field=f"{place}visibility")
    _check_readers(row, item, by, place)


def _refuse_change(kept: EvidenceItem, item: EvidenceItem, place: str) -> None:
    if kept != item or item.source.parts() or item.removes_source:
        message = _(
            "Only the person who recorded this confidential row can change it; you can keep or remove it."
        )
        raise RuleBroken(message, field=f"{place}description")


def _check_open(row: Evidence, item: EvidenceItem, place: str) -> None:
    """A row that others see has no source sealed with it, and nobody named on it."""
    sealed = row.pk and not item.removes_source and row.is_confidential and row.sealed_kinds()
    if item.source.parts() or sealed:
        message = _(
            "A source is sealed only with a confidential row: choose “confidential”, or remove the source."
        )
        raise RuleBroken(message, field=f"{place}visibility")
    if item.readers:
        message = _("Readers are named only on a confidential row: choose “confidential”, or name nobody.")
        raise RuleBroken(message, field=f"{place}readers")


def _check_readers(row: Evidence, item: EvidenceItem, by: User, place: str) -> None:
    """Refuse whoever is newly named and has no work here; who was named before may have left since."""
    named_before = set(row.readers.values_list("reader", flat=True)) if row.pk else set()
    for reader in item.readers:
        if reader.pk not in named_before and (reader.pk == by.pk or not is_colleague(reader)):
            message = _("Name colleagues who record or review progress here, and not yourself.")
            raise RuleBroken(message, field=f"{place}readers")


def _keep_with(row: Evidence, item: EvidenceItem, at: datetime.datetime) -> None:
    """The people named on a row and what is sealed with it."""
    wanted = {reader.pk for reader in item.readers}
    row.readers.exclude(reader__in=wanted).delete()
    there = set(row.readers.values_list("reader", flat=True))
    EvidenceReader.objects.bulk_create(
        EvidenceReader(evidence=row, reader_id=pk) for pk in sorted(wanted - there)
    )
    if item.removes_source:
        remove_source(evidence=row)
    seal_source(evidence=row, source=item.source, at=at)


def copy_evidence(origin: ProgressUpdate, copy: ProgressUpdate) -> None:
    """Every row of an update as rows of another, with the people named and what is sealed.

    Also those that whoever writes the copy may not see: they stay with the person who recorded them.
    """
    for row in Evidence.objects.filter(update=origin).standing().order_by("order"):
        told = {name: getattr(row, name) for name in (*IN_THE_ROW, "order", "holder")}
        made = Evidence.objects.create(update=copy, **told)
        named = EvidenceReader.objects.filter(evidence=row)
        EvidenceReader.objects.bulk_create(
            EvidenceReader(evidence=made, reader_id=reader.reader_id) for reader in named
        )
        copy_sealed(origin=row, copy=made)
        kept_files.copy_file(origin=row, copy=made)


def in_history(rows: Iterable[Evidence]) -> list[dict[str, Any]]:
    """Rows for the history; of a confidential one only that it is there, for entries stay for ever."""
    return [_of_confidential(row) if row.is_confidential else _of_open(row) for row in rows]


def _of_confidential(row: Evidence) -> dict[str, Any]:
    sealed = fingerprint(row.sealed_parts.all())
    return {"visibility": row.visibility, "key": str(row.key), "order": row.order, "sealed": sealed}


def _of_open(row: Evidence) -> dict[str, Any]:
    told = {name: getattr(getattr(row, name), "slug", getattr(row, name)) for name in IN_THE_ROW}
    file = getattr(row, "file", None)
    return told | {"file": file.for_the_history()} if file else told


def same_as_kept(kept: Sequence[EvidenceItem], given: Sequence[EvidenceItem]) -> bool:
    """Whether rows sent again say what was kept; of a sealed source only which parts came can be compared."""
    alike = (_sealed_alike(*pair) for pair in zip(kept, given, strict=False))
    return tuple(kept) == tuple(given) and all(alike)


def _sealed_alike(kept: EvidenceItem, given: EvidenceItem) -> bool:
    if given.key:
        return not given.source.parts() and not given.removes_source
    return set(kept.sealed) == set(given.source.parts())
