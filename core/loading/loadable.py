"""Which kinds of rows files may bring: content, and nothing that has a life of its own."""

from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from core.copied_fields import is_copy
from core.models import Content


def loadable_models() -> dict[str, type[Content]]:
    """Every model that a file may name, by "app.model"."""
    found = (model for model in apps.get_models() if issubclass(model, Content) and model.LOADABLE)
    return {model._meta.label_lower: model for model in found}


def is_loadable(model: Any) -> bool:
    """Whether a file may name rows of this model, to bring them or to link to them."""
    return isinstance(model, type) and issubclass(model, Content) and model.LOADABLE


def loadable_fields(model: type[models.Model]) -> dict[str, Any]:
    """The fields a file may give a row: not its number, nor copies, nor links to what is not loaded."""
    return _fields(model)


@cache
def _fields(model: type[models.Model]) -> dict[str, Any]:
    every = (*model._meta.concrete_fields, *_own_lists(model))
    return {
        field.name: field
        for field in every
        if not (field.primary_key or is_copy(field))
        and (not field.is_relation or is_loadable(field.related_model))
    }


def _own_lists(model: type[models.Model]) -> list[Any]:
    """Its many-to-many relations that are plain lists of links."""
    every: Any = model._meta.many_to_many
    return [field for field in every if field.remote_field.through._meta.auto_created]
