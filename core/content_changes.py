"""The one way to change content by hand: the change and its one history entry, together or not at all."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models, transaction

from core import history, search_index
from core.copied_fields import is_copy
from core.models import Content, HistoryEntry, Load, LoadedRow, User

ADDED, CHANGED, DELETED = ACTIONS = ("added in admin", "changed in admin", "deleted in admin")
# What a snapshot says besides the fields: what the row is called, and the path of its page.
SHOWN = ("shown_as", "page")

# Which rows belong to a row of this model and are kept with it, by the names of the relations.
PartsOf = Callable[[type[models.Model]], Sequence[str]]


@transaction.atomic
def change_content(
    *,
    subject: models.Model,
    write: Callable[[], Any],
    by: User,
    at: datetime.datetime,
    reason: str = "",
    parts: PartsOf = lambda model: (),
    fields: Sequence[str] = (),
) -> HistoryEntry | None:
    """Let `write` add, change or delete `subject`, and keep how it and its parts looked before and after.

    `fields` keeps only these. Nothing is recorded of a write that changed nothing.
    """
    was = _kept(subject)
    before = snapshot(was, parts, fields) if was else None
    touched = search_index.touched_by(was)
    write()
    now = _kept(subject)
    search_index.refresh(touched | search_index.touched_by(now))
    after = snapshot(now, parts, fields) if now else None
    row = now or was
    if before == after or row is None:
        return None
    action = CHANGED if before and after else ADDED if after else DELETED
    return history.record(action=action, subject=row, before=before, after=after, by=by, at=at, reason=reason)


def _kept(subject: models.Model) -> models.Model | None:
    """The row as the database has it, held until the change is done."""
    rows = type(subject)._base_manager.select_for_update()
    return rows.filter(pk=subject.pk).first() if subject.pk else None


def snapshot(row: models.Model, parts: PartsOf, fields: Sequence[str] = ()) -> dict[str, Any]:
    """How a row looks: what it is called and where it is shown, its fields, relations and parts."""
    page = row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""
    shown = dict(zip(SHOWN, (str(row), page), strict=True))
    return shown | {
        name: value for name, value in _content(row, parts).items() if not fields or name in fields
    }


def _content(row: Any, parts: PartsOf) -> dict[str, Any]:
    own = (field for field in row._meta.concrete_fields if not (field.primary_key or is_copy(field)))
    state = {field.name: _value(row, field) for field in own}
    for field in row._meta.many_to_many:
        if field.remote_field.through._meta.auto_created:
            state[field.name] = _names(getattr(row, field.name))
    for name in parts(type(row)):
        rows = getattr(row, name).order_by("pk")
        state[name] = [{"key": part.pk, **_content(part, parts)} for part in rows]
    return state


def _value(row: models.Model, field: Any) -> Any:
    if not field.is_relation:
        return field.value_from_object(row)
    related = getattr(row, field.name)
    return name_of(related) if related else None


def _names(related: Any) -> list[str]:
    """The readable keys of related rows, with what these keys follow in the same query."""
    followed = [path.rpartition("__")[0] for path in getattr(related.model, "NATURAL_KEY", ())]
    rows = related.order_by().select_related(*filter(None, followed)) if any(followed) else related.order_by()
    return sorted(name_of(row) for row in rows)


def name_of(row: models.Model) -> str:
    """A row by its readable key, as fixtures name it: "a-hrc-51-66, para. 41"."""
    key = row.natural_key() if hasattr(row, "natural_key") else (row.pk,)
    return ", ".join(str(part) for part in key)


def owned_by(model: type[models.Model]) -> list[str]:
    """The relations whose rows are deleted with a row of this model."""
    return [
        str(relation.get_accessor_name())
        for relation in model._meta.related_objects
        if relation.one_to_many and getattr(relation, "on_delete", None) is models.CASCADE
    ]


def public_changes() -> models.QuerySet[HistoryEntry]:
    """The changes of content, which everybody may see: what was changed and when, never by whom or why."""
    kinds = [model._meta.model_name for model in apps.get_models() if issubclass(model, Content)]
    return HistoryEntry.objects.filter(action__in=ACTIONS, subject_type__in=kinds)


def changed_fields(entry: HistoryEntry) -> list[str]:
    """The names of the fields that a change touched, in words."""
    before, after = entry.before or {}, entry.after or {}
    names = [name for name in after if name in before and before[name] != after[name] and name not in SHOWN]
    return [name.replace("_", " ") for name in names]


@dataclass(frozen=True)
class LoadedKind:
    """How many rows of one kind a load added and changed."""

    model: type[models.Model]
    added: int
    changed: int

    @property
    def name(self) -> str:
        """What these rows are called, as many as they are."""
        names = self.model._meta
        return str(names.verbose_name if self.added + self.changed == 1 else names.verbose_name_plural)


def public_loads() -> models.QuerySet[Load]:
    """The loads, which everybody may see: when and of what, never by whom, why or from which file."""
    return Load.objects.only("loaded_at", "undone_at")


def kinds_loaded(loads: Iterable[int]) -> dict[int, list[LoadedKind]]:
    """What these loads did, by kind, in one query."""
    rows = LoadedRow.objects.filter(load__in=loads).order_by("load", "model").values_list("load", "model")
    added, changed = (models.Count("pk", filter=models.Q(was_added=done)) for done in (True, False))
    found: dict[int, list[LoadedKind]] = {}
    for load, model, *counts in rows.annotate(added=added, changed=changed):
        found.setdefault(load, []).append(LoadedKind(apps.get_model(model), *counts))
    return found
