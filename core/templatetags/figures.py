"""Filters that print numbers, periods and partial dates as a careful editor would."""

import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import dates, timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.partial_dates import days_in_month, latest_day
from core.quantities import Qualifier

register = template.Library()

MONTHS_IN_YEAR = 12


@register.filter
def number(value: Decimal | int | None) -> str:
    """A number with its thousands grouped and no idle zeros: 40,000 or 5.7."""
    if value is None:
        return ""
    return number_format(f"{Decimal(value).normalize():f}", force_grouping=True)


@register.filter
def signed(value: Decimal | int) -> str:
    """A difference with its sign: +1,234, −5.7, or 0 where there is none."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{number(Decimal(value).copy_abs())}"


@register.filter
def qualifier(quantity: Any) -> str:
    """The word before a number that is not exact: "nearly"; nothing for an exact one."""
    if quantity is None or quantity.qualifier in ("", Qualifier.EXACT):
        return ""
    return str(Qualifier(quantity.qualifier).label)


@register.filter
def quantity(value: Any) -> str:
    """A number with the precision of its source: "nearly 40,000"; empty when there is none."""
    return "" if value is None else f"{qualifier(value)} {number(value.value)}".strip()


@register.filter
def partial_date(text: str) -> str:
    """A date as precise as its source: "2021", "June 2022" or "5 June 2022"."""
    if not text:
        return ""
    year, month, day = ([*text.split("-"), "", ""])[:3]
    words = [str(int(day)) if day else "", str(dates.MONTHS[int(month)]) if month else "", year]
    return " ".join(word for word in words if word)


@register.filter
def period(text: str) -> str:
    """A partial date, or two: "2021", "January 2022 to March 2022"."""
    first, separator, last = text.partition("/")
    if not separator:
        return partial_date(first)
    return _("%(first)s to %(last)s") % {"first": partial_date(first), "last": partial_date(last)}


def whole_months(first: datetime.date, last: datetime.date) -> int:
    """How many full months lie between two days."""
    months = (last.year - first.year) * MONTHS_IN_YEAR + last.month - first.month
    return months if last.day >= first.day or last.day == days_in_month(last) else months - 1


def span(months: int) -> str:
    """A length of time in words: "2 years and 10 months"."""
    years, rest = divmod(months, MONTHS_IN_YEAR)
    in_years = ngettext("%(count)d year", "%(count)d years", years) % {"count": years}
    in_months = ngettext("%(count)d month", "%(count)d months", rest) % {"count": rest}
    if not months:
        return _("less than a month")
    if years and rest:
        return _("%(years)s and %(months)s") % {"years": in_years, "months": in_months}
    return in_years if years else in_months


def standing(start: datetime.date, end: datetime.date, *, on: datetime.date) -> str:
    """Where the day `on` lies in a stretch of time: "ended 2 years and 10 months ago", "3 years left"."""
    if on > end:
        return _("ended %(span)s ago") % {"span": span(whole_months(end, on))}
    if on < start:
        return _("starts in %(span)s") % {"span": span(whole_months(on, start))}
    return pgettext("until the end", "%(span)s left") % {"span": span(whole_months(on, end))}


@register.filter
def age(text: str, on: datetime.date | None = None) -> str:
    """How long before today, or the day `on`, the last day of a partial date was: "1 year and 2 months"."""
    return span(max(0, whole_months(latest_day(text), on or timezone.localdate())))


@register.filter
def is_stale(text: str, on: datetime.date | None = None) -> bool:
    """Whether something said of this partial date is older than a year today, or on the day `on`."""
    return whole_months(latest_day(text), on or timezone.localdate()) >= MONTHS_IN_YEAR
