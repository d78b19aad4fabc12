"""Writes hostile text into every field of the database that takes text and does not refuse it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction

from core.copied_fields import is_copy
from tests.hostile_text.strings import HOSTILE
from tests.without_triggers import without_triggers

OURS = ("core", "benchmarks_app", "elections_app", "resolutions_app")
# A hash or a key, not a text: another one would only sign people out, or be no key.
NOT_TEXT = {
    *("core.User.password", "core.ApiToken.digest", "core.ApiToken.token_key", "core.HistoryHead.hash"),
    "core.SealingKey.public_key",
}
# Names that programs read, and that no role can write: the tasks of the outbox, the columns of the history.
WRITTEN_BY_PROGRAMS = {"core.OutboxMessage.task", "core.HistoryEntry.hash", "core.HistoryEntry.previous_hash"}


@dataclass
class Written:
    """What was written where."""

    values: Counter[str] = field(default_factory=Counter)
    strings: set[str] = field(default_factory=set)
    refusing: set[str] = field(default_factory=set)


def write_everywhere() -> Written:
    """Spoil all rows of all our tables at once; a field whose own rules refuse such text is left."""
    written = Written()
    with transaction.atomic(), without_triggers():
        for model in apps.get_models():
            if model._meta.app_label in OURS:
                write_into(model, written)
    return written


def write_into(model: type[models.Model], written: Written) -> None:
    """Spoil the rows of one table."""
    fields = list(text_fields(model))
    for place, row in enumerate(model._default_manager.order_by("pk")):
        changed = {}
        for shift, one in enumerate(each for each in fields if may_hold_text(row, each)):
            before = f"{place} " if is_part_of_a_key(one) else ""
            texts = turned(HOSTILE, place + shift)
            accepted = [before + text for text in texts if takes(one, before + text)]
            name = f"{model._meta.label}.{one.name}"
            if not accepted:
                written.refusing.add(name)
                continue
            changed[one.attname] = as_much_as_fits(accepted, one)
            written.values[name] += 1
            written.strings |= {text for text in texts if text in changed[one.attname]}
        if changed:
            model._default_manager.filter(pk=row.pk).update(**changed)


def text_fields(model: type[models.Model]) -> Iterator[Any]:
    """The fields in which people's text stands."""
    for one in model._meta.concrete_fields:
        name = f"{model._meta.label}.{one.name}"
        is_text = isinstance(one, models.CharField | models.TextField) and not one.choices and not one.unique
        if is_text and not is_copy(one) and name not in NOT_TEXT | WRITTEN_BY_PROGRAMS:
            yield one


def may_hold_text(row: models.Model, one: Any) -> bool:
    """What was erased holds at most the reason, and what was not holds none."""
    was_erased = any(getattr(row, name, None) is not None for name in ("erased_at", "erased_by_entry"))
    return (one.name == "erasure_reason") == was_erased


def is_part_of_a_key(one: Any) -> bool:
    """Whether rows are told apart by it, together with another field: then each row's must differ."""
    return any(one.name in names.fields for names in one.model._meta.total_unique_constraints)


def takes(one: Any, text: str) -> bool:
    """Whether the field's own rules let this text in."""
    try:
        return one.clean(text, None) == text
    except ValidationError:
        return False


def turned(strings: tuple[str, ...], by: int) -> tuple[str, ...]:
    """The strings from another one on, so that neighbours hold different ones."""
    start = by % len(strings)
    return strings[start:] + strings[:start]


def as_much_as_fits(strings: list[str], one: Any) -> str:
    """As many of the strings as the field is long, each on a line of its own."""
    text = strings[0]
    for more in strings[1:]:
        longer = f"{text}\n\n{more}"
        if one.max_length is None or len(longer) <= one.max_length:
            text = longer
    return text
