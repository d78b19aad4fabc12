"""Filters that print what a load did, in words."""

from typing import Any

from django import template
from django.apps import apps
from django.utils.translation import gettext as _

from core.history_reading import in_words, one_line
from core.loading.effects import Difference
from core.loading.states import named
from core.models import LoadedRow

register = template.Library()


@register.filter
def kind_of_row(name: str) -> str:
    """What rows of "app.model" are called."""
    try:
        return str(apps.get_model(name)._meta.verbose_name)
    except (LookupError, ValueError):
        return name


@register.filter
def field_in_words(name: str) -> str:
    """A field's name for people."""
    return in_words(name)


@register.filter
def as_read(value: Any) -> str:
    """A value on one line; a dash where there is none."""
    read = named(value)
    return "–" if read in (None, "", []) else one_line(read) or _("none")


@register.filter
def differences(row: LoadedRow) -> list[Difference]:
    """What a load did to a row, field by field."""
    return [
        Difference(name, row.before.get(name), value)
        for name, value in row.after.items()
        if not row.was_added or named(value) not in (None, "", [])
    ]


@register.filter
def in_thousands(count: int) -> str:
    """A number of rows that can be read: 28,084."""
    return f"{count:,}"
