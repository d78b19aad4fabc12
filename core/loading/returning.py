"""Takes back what a load did to one row, and nothing that anybody did to it since."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from core.loading.loadable import loadable_fields
from core.loading.states import State, named, same, state_of, value_of
from core.models import LoadedRow

# A field that goes back: its name, what it holds now, and what it held before the load.
Returned = tuple[str, Any, Any]


class Fate(StrEnum):
    """What becomes of a row when its load is undone."""

    DELETED = "deleted"
    RETURNED = "returned"
    UNTOUCHED = "left as it is"


@dataclass(frozen=True)
class Conflict:
    """A field, or a whole row, that cannot go back because of what was done since."""

    reason: str
    field: str = ""
    before: Any = None
    loaded: Any = None
    now: Any = None


@dataclass(frozen=True)
class Return:
    """One row of a load with what undoing does to it."""

    loaded: LoadedRow
    fate: Fate
    fields: tuple[Returned, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    @property
    def said(self) -> list[Any]:
        """All of it as plain values."""
        conflicts = [[each.field, named(each.loaded), named(each.now)] for each in self.conflicts]
        fields = [[name, named(now), named(then)] for name, now, then in self.fields]
        return [self.loaded.order, self.fate.value, fields, conflicts]


def take_back(loaded: LoadedRow) -> Return:
    """Undo what the load did to one row as far as that goes, in the caller's transaction."""
    model: Any = apps.get_model(loaded.model)
    row = model._base_manager.select_for_update(of=("self",)).filter(pk=loaded.object_id).first()
    if loaded.was_added:
        return _take_out(loaded, row) if row else Return(loaded, Fate.UNTOUCHED)
    if row is None:
        gone = Conflict(_("The row was deleted since."))
        return Return(loaded, Fate.UNTOUCHED, conflicts=(gone,))
    return _put_back(loaded, row)


def _take_out(loaded: LoadedRow, row: Any) -> Return:
    """Delete a row that the load added, unless somebody changed it or something else rests on it."""
    conflicts = edits(loaded, loadable_fields(type(row)), state_of(row))
    if not conflicts and used_among(type(row), [row.pk]):
        conflicts = [in_use()]
    if conflicts:
        return Return(loaded, Fate.UNTOUCHED, conflicts=tuple(conflicts))
    row.delete()
    return Return(loaded, Fate.DELETED)


def edits(loaded: LoadedRow, fields: dict[str, Any], now: State) -> list[Conflict]:
    """What of a row that the load added somebody changed since."""
    edited = [name for name in loaded.after if not same(fields[name], loaded.after[name], now[name])]
    return [_edited(loaded, name, now[name]) for name in edited]


def in_use() -> Conflict:
    """That a row cannot go."""
    return Conflict(_("Something else rests on this row now."))


def _edited(loaded: LoadedRow, name: str, now: Any) -> Conflict:
    reason = _("This was edited since.")
    return Conflict(reason, name, named(loaded.before.get(name)), named(loaded.after[name]), named(now))


def used_among(model: type[models.Model], keys: Sequence[Any]) -> set[Any]:
    """To which of these rows another row points; a row's own lists of links go with it."""
    used: set[Any] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        points_here = relation.auto_created and (relation.one_to_many or relation.one_to_one)
        other: Any = relation.related_model
        if not points_here or _is_own_list(model, relation) or getattr(other, "WORKED_OUT", False):
            continue
        name = relation.field.name  # type: ignore[union-attr]
        pointing = other._base_manager.filter(**{f"{name}__pk__in": keys}).order_by()
        used.update(pointing.values_list(f"{name}__pk", flat=True).distinct())
    return used


def _is_own_list(model: Any, relation: Any) -> bool:
    own = {
        (field.remote_field.through, field.m2m_field_name())
        for field in model._meta.many_to_many
        if field.remote_field.through._meta.auto_created
    }
    return (relation.related_model, relation.field.name) in own


def _put_back(loaded: LoadedRow, row: Any) -> Return:
    """Return the fields that still hold what the load wrote."""
    fields = loadable_fields(type(row))
    returned, conflicts = fields_to_return(
        loaded, fields, {name: value_of(row, fields[name]) for name in loaded.before}
    )
    if refusal := restored(row, returned):
        conflicts += [
            Conflict(refusal, name, named(then), named(now), named(now)) for name, now, then in returned
        ]
        returned = []
    return put_back(loaded, returned, conflicts)


def put_back(loaded: LoadedRow, returned: Sequence[Returned], conflicts: Sequence[Conflict]) -> Return:
    """What became of a row that the load changed."""
    fate = Fate.RETURNED if returned else Fate.UNTOUCHED
    return Return(loaded, fate, tuple(returned), tuple(conflicts))


def fields_to_return(
    loaded: LoadedRow, fields: dict[str, Any], held: State
) -> tuple[list[Returned], list[Conflict]]:
    """The fields that still hold what the load wrote, and those that cannot go back."""
    returned: list[Returned] = []
    conflicts = []
    for name, then in loaded.before.items():
        now = held[name]
        if same(fields[name], now, then):
            continue
        if not same(fields[name], now, loaded.after[name]):
            conflicts.append(_edited(loaded, name, now))
        elif _is_gone(fields[name], then):
            conflicts.append(
                Conflict(_("What this linked to is gone."), name, named(then), named(now), named(now))
            )
        else:
            returned.append((name, now, then))
    return returned, conflicts


def _is_gone(field: Any, then: Any) -> bool:
    """Whether a row that the field linked to is there no more."""
    if not field.is_relation or not then:
        return False
    keys = {each["key"] for each in (then if field.many_to_many else [then])}
    return field.related_model._base_manager.filter(pk__in=keys).count() < len(keys)


def restored(row: models.Model, returned: Sequence[Returned]) -> str:
    """Write the fields as they were; says why that cannot be, and then writes nothing."""
    lists = set_as_before(row, returned)
    try:
        row.validate_unique()
        row.validate_constraints()
    except ValidationError as error:
        return " ".join(error.messages)
    if plain := [name for name, _now, _then in returned if name not in lists]:
        row.save(update_fields=plain)
    for name, keys in lists.items():
        getattr(row, name).set(keys)
    return ""


def set_as_before(row: models.Model, returned: Sequence[Returned]) -> dict[str, list[Any]]:
    """Give a row its values of before; gives the lists of links, which are no column of it."""
    fields, lists = loadable_fields(type(row)), {}
    for name, _now, then in returned:
        if fields[name].many_to_many:
            lists[name] = [each["key"] for each in then]
        elif fields[name].is_relation:
            setattr(row, fields[name].attname, _column(fields[name], then["key"]) if then else None)
        else:
            setattr(row, name, fields[name].to_python(then))
    return lists


def _column(field: Any, key: Any) -> Any:
    """What the column of a link holds for the row of this number."""
    if field.target_field.primary_key:
        return key
    rows = field.related_model._base_manager.filter(pk=key)
    return rows.values_list(field.target_field.attname, flat=True).get()
