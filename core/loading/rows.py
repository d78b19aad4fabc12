"""Writes the rows of a file one by one, each checked by its own model first, in the caller's transaction.

This is what a load does to a row. `core.loading.batches` does the same to many at a time.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from core.content_changes import name_of
from core.loading.effects import Effect, Kind, Problem
from core.loading.given import Given, GivenRow
from core.loading.linked import Links
from core.loading.loadable import loadable_fields, loadable_models
from core.loading.seen_rows import SeenRows
from core.loading.states import links, same, state_of, value_of

Values = dict[str, Any]
NUMBERS = (models.IntegerField, models.DecimalField)


class Writer:
    """Writes row after row, and remembers which it has seen."""

    def __init__(self) -> None:
        self.models = loadable_models()
        self.links = Links()
        self.seen = SeenRows()

    def write(self, given: GivenRow) -> Effect:
        """Bring one row in: add it, change what differs, leave it, or say why not."""
        model = self.models.get(given.model.lower())
        if model is None:
            return refused(given, [Problem(_("Files do not bring rows of this kind."), given.place)])
        values, problems = self.understood(model, given)
        problems += without_key(model, given, values)
        if problems:
            return refused(given, problems)
        row = self.there(model, values)
        if twice := self.seen_before(given, row or drafted(model, values)):
            return refused(given, twice)
        return self.change(row, given, values) if row else self.add(model, given, values)

    def understood(self, model: type[models.Model], given: GivenRow) -> tuple[Values, list[Problem]]:
        """The values as the model holds them, links as rows."""
        fields, values, problems = loadable_fields(model), {}, []
        for name, said in given.fields.items():
            try:
                values[name] = self._value(fields, name, said)
            except ValidationError as error:
                problems += [Problem(reason, said.place, name) for reason in error.messages]
        return values, problems

    def _value(self, fields: dict[str, Any], name: str, said: Given) -> Any:
        if name not in fields:
            known = ", ".join(sorted(fields))
            raise ValidationError(_("There is no such field here; there are: %(known)s.") % {"known": known})
        if said.problem:
            raise ValidationError(said.problem)
        field = fields[name]
        if field.many_to_many:
            return self._rows(field, said.value)
        if field.is_relation:
            return None if said.value is None else self.links.find(field.related_model, said.value)
        return _plain_value(field, said.value)

    def _rows(self, field: Any, keys: Any) -> list[models.Model]:
        if not isinstance(keys, list):
            raise ValidationError(_("Here a list of keys is expected."))
        rows = [self.links.find(field.related_model, key) for key in keys]
        if len({row.pk for row in rows}) < len(rows):
            raise ValidationError(_("This names the same thing twice."))
        return rows

    def there(self, model: Any, values: Values) -> models.Model | None:
        """The row of this key, held until the load is over."""
        rows = model._default_manager.select_for_update(of=("self",))
        try:
            return rows.get_by_natural_key(*drafted(model, values).natural_key())
        except ObjectDoesNotExist:
            return None

    def seen_before(self, given: GivenRow, row: Any) -> list[Problem]:
        place = self.seen.before(f"{given.model.lower()} {name_of(row)}", given.place)
        if place is None:
            return []
        return [Problem(_("This row stands here already: %(place)s.") % {"place": place}, given.place)]

    def add(self, model: type[models.Model], given: GivenRow, values: Values) -> Effect:
        row = drafted(model, values)
        problems = faults(row, given) or _saved(row, given, lists_in(model, values), force_insert=True)
        if problems:
            return refused(given, problems, name_of(row))
        return Effect(Kind.NEW, given.model, name_of(row), given.place, after=state_of(row), pk=row.pk)

    def change(self, row: models.Model, given: GivenRow, values: Values) -> Effect:
        fields = loadable_fields(type(row))
        before = {name: value_of(row, fields[name]) for name in values}
        lists = lists_in(type(row), values)
        for name in values.keys() - lists.keys():
            setattr(row, name, values[name])
        after = {
            name: links(lists[name]) if name in lists else value_of(row, fields[name]) for name in values
        }
        changed = [name for name in values if not same(fields[name], before[name], after[name])]
        if not changed:
            return Effect(Kind.UNCHANGED, given.model, name_of(row), given.place)
        plain = [name for name in changed if name not in lists]
        lists = {name: rows for name, rows in lists.items() if name in changed}
        problems = faults(row, given) or _saved(row, given, lists, update_fields=plain)
        if problems:
            return refused(given, problems, name_of(row))
        before, after = ({name: state[name] for name in changed} for state in (before, after))
        return Effect(Kind.CHANGED, given.model, name_of(row), given.place, before, after, pk=row.pk)


def refused(given: GivenRow, problems: list[Problem], name: str = "") -> Effect:
    """A row that does not come in."""
    return Effect(Kind.REFUSED, given.model, name, given.place, problems=tuple(problems))


def drafted(model: Any, values: Values) -> Any:
    lists = lists_in(model, values)
    return model(**{name: value for name, value in values.items() if name not in lists})


def lists_in(model: type[models.Model], values: Values) -> dict[str, list[models.Model]]:
    many = {field.name for field in model._meta.many_to_many}
    return {name: value for name, value in values.items() if name in many}


def without_key(model: Any, given: GivenRow, values: Values) -> list[Problem]:
    """The parts of its key that the row does not give."""
    names = [name for name in model.key_fields() if name in given.fields or not _has_it_anyway(model, name)]
    missing = [name for name in names if name not in given.fields or given.fields[name].value is None]
    return [Problem(_("Without this the row has no key."), given.place, name) for name in missing]


def _has_it_anyway(model: Any, name: str) -> bool:
    """Whether a row that does not give this part of its key has it all the same."""
    return bool(model.LEFT_OUT) and model.NATURAL_KEY[0] == f"{name}_id"


def _plain_value(field: Any, value: Any) -> Any:
    """A value that is no link, as the field holds it; what only looks as if it fitted is refused."""
    if isinstance(value, list | dict) and not isinstance(field, models.JSONField):
        raise ValidationError(_("Here one value is expected."))
    if isinstance(value, bool) and not isinstance(field, models.BooleanField | models.JSONField):
        raise ValidationError(_("This is read as yes or no: write it in quotes."))
    if isinstance(value, str) and "_" in value and isinstance(field, NUMBERS):
        raise ValidationError(_("This is no number."))
    if value is None and not field.null:
        raise ValidationError(_("This cannot be empty."))
    try:
        # As it is written: a fraction's nearest binary has more places than anybody wrote.
        understood = field.to_python(str(value) if isinstance(value, float) else value)
        empty = field.blank and understood in field.empty_values
        return understood if empty else field.clean(understood, None)
    except (TypeError, ValueError, ArithmeticError) as error:
        raise ValidationError(_("This is no value for this field.")) from error


def faults(row: Any, given: GivenRow) -> list[Problem]:
    """What the model's own rules say against the row, each beside the value it is about.

    Links are left out: each was found a moment ago. What the database itself holds is asked by saving.
    """
    links = [
        field.name for field in row._meta.concrete_fields if field.is_relation and field.name in given.fields
    ]
    found = list(_said_against(lambda: row.clean_fields(exclude=links), given))
    return found or list(_said_against(row.clean, given))


def _said_against(check: Callable[[], None], given: GivenRow) -> Iterator[Problem]:
    try:
        check()
    except ValidationError as error:
        yield from _placed(error, given)


def _placed(error: ValidationError, given: GivenRow) -> Iterator[Problem]:
    by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for name, reasons in by_field.items():
        said = given.fields.get(name)
        field = "" if name == NON_FIELD_ERRORS else name
        for reason in reasons:
            yield Problem(reason, said.place if said else given.place, field)


def _saved(
    row: models.Model, given: GivenRow, lists: dict[str, list[models.Model]], **how: Any
) -> list[Problem]:
    """Save the row with its lists, or say why the database refuses it."""
    try:
        with transaction.atomic():
            if how != {"update_fields": []}:
                row.save(**how)
            for name, rows in lists.items():
                getattr(row, name).set(rows)
    except IntegrityError:
        return _broken(row, given)
    return []


def _broken(row: models.Model, given: GivenRow) -> list[Problem]:
    """Which rules of the database a row breaks: asked one by one only of a row that breaks one."""
    found = [*_said_against(row.validate_unique, given), *_said_against(row.validate_constraints, given)]
    return found or [Problem(_("This contradicts another row."), given.place)]
