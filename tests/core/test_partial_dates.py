"""Dates that know as much as their source said: what they can mean, and what is refused."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from core.partial_dates import earliest_day, latest_day, validate_partial_date, validate_period


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021", (2021, 1, 1), (2021, 12, 31)),
        ("2022-06", (2022, 6, 1), (2022, 6, 30)),
        ("2024-02", (2024, 2, 1), (2024, 2, 29)),
        ("2023-12", (2023, 12, 1), (2023, 12, 31)),
        ("9999-12", (9999, 12, 1), (9999, 12, 31)),
        ("2022-06-05", (2022, 6, 5), (2022, 6, 5)),
    ],
)
def test_a_partial_date_spans_the_days_it_can_mean(
    text: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    assert earliest_day(text) == datetime.date(*first)
    assert latest_day(text) == datetime.date(*last)


@pytest.mark.parametrize(
    "text", ["", "22", "2022-6", "2022-13", "2022-02-30", "2022-06-05T00:00", " 2022", "２０２２", "0000"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        validate_partial_date(text)


@pytest.mark.parametrize("text", ["2021", "2022-01/2022-03", "2021/2021", "2022-06-05/2022-06-07"])
def test_a_period_is_a_partial_date_or_two_in_order(text: str) -> None:
    validate_period(text)


@pytest.mark.parametrize("text", ["2022-03/2022-01", "2022/", "/2022", "2020/2021/2022", "Q1 2022"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        validate_period(text)
