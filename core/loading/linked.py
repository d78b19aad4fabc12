"""Finds the rows that a file links to by their readable keys."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import MultipleObjectsReturned, ObjectDoesNotExist, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from core.loading.given import GivenRow
from core.loading.loadable import loadable_fields

Known = tuple[Any, ...]
# So many rows that were linked to are held at most: those of every commune and party, not those of any file.
MOST_HELD = 5_000
# What a field cannot make a value of is left to the question about the one row.
NO_VALUE = (ValidationError, TypeError, ValueError, ArithmeticError)


class Links:
    """The rows found so far: a key is asked of the database once."""

    def __init__(self) -> None:
        self.found: dict[Known, models.Model] = {}
        self.missing: set[Known] = set()

    def find(self, model: Any, key: Any) -> models.Model:
        """The row of this key; raises ValidationError where there is none."""
        parts = key if isinstance(key, list) else [key]
        if not _is_key(model, parts):
            names = ", ".join(model.key_in_words())
            said = _("A %(kind)s is named by: %(names)s.")
            raise ValidationError(said % {"kind": model._meta.verbose_name, "names": names})
        known = _known(model, parts)
        if known in self.missing:
            raise _nothing(model, parts)
        if known not in self.found:
            self.found[known] = self._asked(model, parts)
        return self.found[known]

    def _asked(self, model: Any, parts: list[Any]) -> models.Model:
        try:
            return model._default_manager.get_by_natural_key(*parts)
        except (ObjectDoesNotExist, MultipleObjectsReturned) as error:
            raise _nothing(model, parts) from error
        except (TypeError, ValueError, OverflowError) as error:
            raise ValidationError(_("This is not the key of anything.")) from error

    def gather(self, model: type[models.Model], rows: Iterable[GivenRow]) -> None:
        """Find what these rows of one model link to, by one question for each kind of row linked to.

        What is not there is known to be missing until the next rows are gathered.
        """
        self.missing.clear()
        if len(self.found) > MOST_HELD:
            self.found.clear()
        wanted: dict[Any, dict[Known, list[Any]]] = defaultdict(dict)
        for target, parts in _links_of(model, rows):
            known = _known(target, parts)
            if known not in self.found:
                wanted[target][known] = parts
        for target, keys in wanted.items():
            self._gather(target, keys)

    def _gather(self, model: Any, keys: dict[Known, list[Any]]) -> None:
        meant = {known: _meant(model, parts) for known, parts in keys.items()}
        there = _rows_by_key(model, [key for key in meant.values() if key])
        for known, key in meant.items():
            rows = there.get(key, []) if key else []
            if len(rows) == 1:
                self.found[known] = rows[0]
            elif key and not rows:
                self.missing.add(known)


def _rows_by_key(model: Any, keys: list[tuple[Any, ...]]) -> dict[Any, list[models.Model]]:
    """The rows of these keys, and perhaps others that share parts of them, with what names them."""
    paths = model.NATURAL_KEY
    parts = {f"{path}__in": {key[place] for key in keys} for place, path in enumerate(paths)}
    followed = [path.rpartition("__")[0] for path in paths if "__" in path]
    rows = model._default_manager.of_files().filter(**parts).order_by()
    found = defaultdict(list)
    for row in rows.select_related(*followed) if followed else rows:
        found[model.whole_key(row.natural_key())].append(row)
    return found


def _links_of(model: type[models.Model], rows: Iterable[GivenRow]) -> Iterator[tuple[Any, list[Any]]]:
    """Every key that these rows give of another row, with the model of that."""
    relations = {name: field for name, field in loadable_fields(model).items() if field.is_relation}
    for row in rows:
        for name in relations.keys() & row.fields.keys():
            field, said = relations[name], row.fields[name]
            for key in keys_in(field, said.value) if not said.problem else []:
                if _is_key(field.related_model, key):
                    yield field.related_model, key


def keys_in(field: Any, value: Any) -> Iterator[list[Any]]:
    """The keys that a value of this relation names, each as a list of parts."""
    several = value if field.many_to_many else [value]
    for key in several if isinstance(several, list) else []:
        if key is not None:
            yield key if isinstance(key, list) else [key]


def _meant(model: Any, parts: list[Any]) -> tuple[Any, ...] | None:
    """The key as the rows hold it; None where that cannot be said."""
    try:
        pairs = zip(model.NATURAL_KEY, model.whole_key(parts), strict=True)
        return tuple(_as_held(_field_at(model, path), part) for path, part in pairs)
    except NO_VALUE:
        return None


def _as_held(field: Any, part: Any) -> Any:
    value = field.to_python(part)
    field.run_validators(value)
    return value


def _field_at(model: Any, path: str) -> Any:
    for name in path.split("__"):
        field = model._meta.get_field(name)
        model = field.related_model
    return field


def _known(model: Any, parts: list[Any]) -> Known:
    return (model, *(f"{type(part).__name__}:{part}" for part in parts))


def _nothing(model: Any, parts: list[Any]) -> ValidationError:
    named = ", ".join(str(part) for part in parts)
    said = _("There is no %(kind)s “%(named)s”.")
    return ValidationError(said % {"kind": model._meta.verbose_name, "named": named})


def _is_key(model: Any, parts: list[Any]) -> bool:
    return len(model.whole_key(parts)) == len(model.NATURAL_KEY) and all(_is_plain(part) for part in parts)


def _is_plain(part: Any) -> bool:
    return part is not None and not isinstance(part, list | dict)
