"""How long everything is kept: classes in plain words, and which class each field of each table has."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from types import ModuleType

from django.apps import apps
from django.conf import settings
from django.db import models


class Retention(Enum):
    """The classes; the value says how long."""

    PUBLIC_RECORD = "for ever: the public may rely on it"
    TRACE = "for ever: who did what and when, without what was said"
    WORKING_PAPER = "until somebody decides to erase it; a draft at most two years after it was last touched"
    SOURCE = "sealed to keys that the server does not hold; erased on request"
    ACCOUNT = "as long as the account is there"
    SESSION = "until it is ended or expires"
    QUEUE = "30 days after it was done, read or given up"
    LIST = "a year: a convenience of the admin screens, the history is the record"
    PROGRAM = "as long as the program needs it; it says nothing of anybody"


@dataclass(frozen=True)
class Rule:
    """That these fields of a table have this class, and why."""

    model: str
    retention: Retention
    fields: str
    why: str

    @property
    def names(self) -> list[str]:
        """The fields, one by one."""
        return self.fields.split()


def modules() -> list[ModuleType]:
    """The module of each app that says what it keeps, in the order of the settings."""
    return [import_module(name) for name in settings.RETENTION_SOURCES]


def rules() -> list[Rule]:
    """Every rule of every app whose tables are there."""
    known = {model._meta.label for model in apps.get_models()}
    return [rule for module in modules() for rule in module.RULES if rule.model in known]


def fields_of(model: type[models.Model]) -> Iterator[str]:
    """What a table keeps, its many-to-many relations among it."""
    return (field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many))


def without_class() -> list[str]:
    """The fields that no rule names, as app.Model.field."""
    ruled = _ruled()
    every = (f"{model._meta.label}.{name}" for model in apps.get_models() for name in fields_of(model))
    return [name for name in every if name not in ruled]


def without_field() -> list[str]:
    """What rules name and no table has, or what they name twice."""
    there = {f"{model._meta.label}.{name}" for model in apps.get_models() for name in fields_of(model)}
    ruled = _ruled()
    return sorted({name for name in ruled if name not in there or ruled.count(name) > 1})


def _ruled() -> list[str]:
    return [f"{rule.model}.{name}" for rule in rules() for name in rule.names]


def tables_that_forget() -> list[str]:
    """The tables from which something can go, and with them their many-to-many tables."""
    kept = (Retention.PUBLIC_RECORD, Retention.PROGRAM)
    chosen = [apps.get_model(rule.model) for rule in rules() if rule.retention not in kept]
    links = [field.remote_field.through for model in chosen for field in model._meta.many_to_many]
    return sorted({model._meta.db_table for model in (*chosen, *links)})
