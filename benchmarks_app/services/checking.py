"""Checks a row as a form would, and names the field that does not hold."""

from django.core.exceptions import ValidationError
from django.db import models

from core.errors import RuleBroken


def check_fields(row: models.Model, prefix: str = "") -> None:
    """Refuse a row that has a field which does not hold; raises RuleBroken."""
    try:
        row.full_clean(validate_constraints=False, validate_unique=False)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise RuleBroken(messages[0], field=f"{prefix}{field}") from error
