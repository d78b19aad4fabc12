"""Dates that know only as much as their source said: "2021", "2022-06", "2022-06-05", and periods of them."""

import calendar
import datetime
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

PARTIAL_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)


def earliest_day(text: str) -> datetime.date:
    """The first day a partial date can mean; raises ValueError when it is not one."""
    if not PARTIAL_DATE.fullmatch(text):
        raise ValueError(f"{text!r} is not a year, year-month or year-month-day")
    year, month, day = (*(int(part) for part in text.split("-")), 1, 1)[:3]
    return datetime.date(year, month, day)


def latest_day(text: str) -> datetime.date:
    """The last day a partial date can mean; raises ValueError when it is not one."""
    first = earliest_day(text)
    if len(text) == len("2022"):
        return datetime.date(first.year, 12, 31)
    if len(text) == len("2022-06"):
        return first.replace(day=days_in_month(first))
    return first


def days_in_month(day: datetime.date) -> int:
    """How many days its month has; the last month that can be written too."""
    return calendar.monthrange(day.year, day.month)[1]


def validate_partial_date(text: str) -> None:
    """Refuse anything but a year, a month or a day that exists."""
    try:
        earliest_day(text)
    except ValueError as error:
        raise ValidationError(
            _("“%(value)s” is not a date: write 2022, 2022-06 or 2022-06-05."), params={"value": text}
        ) from error


def validate_period(text: str) -> None:
    """Refuse anything but a partial date, or two of them joined by a slash, first one first."""
    parts = text.split("/")
    for part in parts:
        validate_partial_date(part)
    if len(parts) > 2 or (len(parts) == 2 and earliest_day(parts[0]) > latest_day(parts[1])):  # noqa: PLR2004
        raise ValidationError(
            _("“%(value)s” is not a period: write 2021 or 2022-01/2022-03."), params={"value": text}
        )


class PartialDateField(models.CharField):
    """A date as precise as its source: stored as ISO text, which sorts by its first day."""

    default_validators = [validate_partial_date]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 10
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        """A form says which dates it takes, not how many characters."""
        return super().formfield(**{"max_length": None, "validators": self.default_validators, **kwargs})


class PeriodField(models.CharField):
    """A partial date, or two joined by a slash: "2021", "2022-01/2022-03"."""

    default_validators = [validate_period]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 21
        super().__init__(*args, **kwargs)
