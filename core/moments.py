"""A moment as somebody writes one: to the second, or a day that stands for its end or its beginning."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError as FormError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from core.partial_dates import earliest_day
from core.refusals import printable


class MomentField(forms.CharField):
    """A moment (2023-07-15T12:00:00Z), or a day: then its end, or its beginning when `at_start`."""

    def __init__(self, *, at_start: bool = False, **options: Any) -> None:
        self.at_start = at_start
        super().__init__(**options)

    def to_python(self, value: Any) -> datetime.datetime | None:  # type: ignore[override]
        """The moment; without an offset it is read as UTC."""
        text = super().to_python(value)
        if not text:
            return None
        try:
            return _moment(text, at_start=self.at_start)
        except (ValueError, OverflowError) as error:
            message = _("“%(value)s” is not a moment: write 2023-07-15 or 2023-07-15T12:00:00Z.")
            raise FormError(message % {"value": printable(text)}) from error


def _moment(text: str, *, at_start: bool) -> datetime.datetime:
    if len(text) == len("2023-07-15"):
        day = earliest_day(text)
        return datetime.datetime.combine(day, datetime.time.min, datetime.UTC) if at_start else end_of(day)
    moment = parse_datetime(text.replace(" ", "+"))
    if moment is None:
        raise ValueError(text)
    aware = moment if timezone.is_aware(moment) else moment.replace(tzinfo=datetime.UTC)
    return aware.astimezone(datetime.UTC)


def end_of(day: datetime.date) -> datetime.datetime:
    """The last moment of a day."""
    return datetime.datetime.combine(day, datetime.time.max, datetime.UTC)


def written(moment: datetime.datetime) -> str:
    """A moment as the headers say it."""
    return moment.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")


def clock_headers(
    now: datetime.datetime, *, as_of: datetime.date | None = None, known_at: datetime.datetime | None = None
) -> dict[str, str]:
    """The headers that say of which day an answer speaks, and from the knowledge of which moment."""
    return {"As-Of": (as_of or now.date()).isoformat(), "Known-At": written(known_at or now)}
